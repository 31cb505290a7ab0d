/** A number typed into a box. */

import { make } from "../dom";
import type { NumberField, SliderField } from "../schema";
import type { Control, OnInput } from "./control";

/** As few digits as tell the value apart: 0.1 rather than 0.10000000000000001. */
export function formatNumber(value: number): string {
  return String(Number(value.toPrecision(7)));
}

/**
 * Build the control for a number.
 *
 * A number outside the bounds is reported like any other: the runtime is the judge, and
 * its reason is better than silence. What is no number is not reported.
 *
 * @param onInput Called with each number the person enters.
 * @param signal Aborting it removes every listener this control added.
 */
export function createNumber(
  field: NumberField | SliderField,
  onInput: OnInput<number>,
  signal: AbortSignal,
): Control<number> {
  const input = make("input", "box number-box");
  input.type = "number";
  input.inputMode = field.integer ? "numeric" : "decimal";
  input.step = field.step === null ? "any" : String(field.step);
  input.autocomplete = "off";
  input.placeholder = "not set";
  input.setAttribute("aria-label", field.label);

  let shown = "";
  const show = (value: number | null): void => {
    shown = value === null ? "" : formatNumber(value);
    input.value = shown;
  };
  const report = (): void => {
    if (Number.isNaN(input.valueAsNumber)) input.value = shown;
    else onInput(input.valueAsNumber, true);
  };
  const handleKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape") input.value = shown;
  };
  input.addEventListener("change", report, { signal });
  input.addEventListener("keydown", handleKey, { signal });
  return { el: input, show };
}
