/** Yes or no, drawn as a switch. */

import { make } from "../dom";
import type { CheckboxField } from "../schema";
import { type Control, followUnlessRefused, type Listener } from "./control";

export function createCheckbox(
  field: CheckboxField,
  listener: Listener<boolean>,
  signal: AbortSignal,
): Control<boolean> {
  const input = make("input", "switch");
  input.type = "checkbox";
  input.setAttribute("aria-label", field.label);

  const show = (value: boolean | null): void => {
    input.checked = value === true;
    input.indeterminate = value === null;
  };
  input.addEventListener("change", () => listener.picked(input.checked, true), {
    signal,
  });
  return { el: input, show, follow: followUnlessRefused(show) };
}
