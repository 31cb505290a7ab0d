/** Something that a person may turn off. */

import { make } from "./dom";

/** Build a labelled switch that *isOn*. */
export function createOption(
  label: string,
  changed: (isOn: boolean) => void,
  signal: AbortSignal,
  isOn = true,
): HTMLElement {
  const input = make("input", "switch");
  input.type = "checkbox";
  input.checked = isOn;
  input.setAttribute("aria-label", label);
  input.addEventListener("change", () => changed(input.checked), { signal });
  return make("label", "option", input, label);
}
