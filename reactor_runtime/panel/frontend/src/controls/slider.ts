/** A bounded number, drawn as a slider with an exact box beside it. */

import { make } from "../dom";
import type { SliderField } from "../schema";
import type { Control, OnInput } from "./control";
import { createNumber } from "./number";

/**
 * Build the control for a bounded number.
 *
 * @param onInput Called with each value the person picks, also while dragging.
 * @param signal Aborting it removes every listener this control added.
 */
export function createSlider(
  field: SliderField,
  onInput: OnInput<number>,
  signal: AbortSignal,
): Control<number> {
  const range = make("input", "range");
  range.type = "range";
  range.min = String(field.minimum);
  range.max = String(field.maximum);
  range.step = String(field.step);
  range.setAttribute("aria-label", field.label);

  const box = createNumber(field, onInput, signal);
  const fill = (value: number): void => {
    const share = (value - field.minimum) / (field.maximum - field.minimum || 1);
    range.style.setProperty("--fill", `${Math.min(1, Math.max(0, share)) * 100}%`);
  };
  const show = (value: number | null): void => {
    range.value = String(value ?? field.minimum);
    fill(value ?? field.minimum);
    range.classList.toggle("unset", value === null);
    box.show(value);
  };

  // A drag that ends where it began fires no `change`, so its end is listened for.
  let isMoving = false;
  const report = (isFinal: boolean): void => {
    isMoving = !isFinal;
    const value = range.valueAsNumber;
    fill(value);
    range.classList.remove("unset");
    box.show(value);
    onInput(value, isFinal);
  };
  const finish = (): void => {
    if (isMoving) report(true);
  };
  range.addEventListener("input", () => report(false), { signal });
  range.addEventListener("change", () => report(true), { signal });
  for (const end of ["pointerup", "pointercancel", "keyup", "blur"] as const) {
    range.addEventListener(end, finish, { signal });
  }
  return { el: make("div", "slider", range, box.el), show };
}
