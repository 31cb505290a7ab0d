/** Yes or no, drawn as a switch. */

import { make } from "../dom";
import type { CheckboxField } from "../schema";
import type { Control, OnInput } from "./control";

export function createCheckbox(
  field: CheckboxField,
  onInput: OnInput<boolean>,
  signal: AbortSignal,
): Control<boolean> {
  const input = make("input", "switch");
  input.type = "checkbox";
  input.setAttribute("aria-label", field.label);

  const show = (value: boolean | null): void => {
    input.checked = value === true;
    input.indeterminate = value === null;
  };
  input.addEventListener("change", () => onInput(input.checked, true), { signal });
  return { el: input, show };
}
