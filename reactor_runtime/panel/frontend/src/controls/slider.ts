/** A bounded number, drawn as a slider with an exact box beside it. */

import { make } from "../dom";
import {
  clamp,
  formatNumber,
  nearestMark,
  nextMark,
  pageMark,
  shareOf,
} from "../numbers";
import type { SliderField } from "../schema";
import type { Control, Listener } from "./control";
import type { DraftMode } from "./draft";
import { createNumber } from "./number";

/** Where a key takes the thumb from *value*; `null` if the key means nothing here. */
function markOfKey(field: SliderField, value: number, key: string): number | null {
  switch (key) {
    case "ArrowUp":
    case "ArrowRight":
      return nextMark(field, value, true);
    case "ArrowDown":
    case "ArrowLeft":
      return nextMark(field, value, false);
    case "PageUp":
      return pageMark(field, value, true);
    case "PageDown":
      return pageMark(field, value, false);
    case "Home":
      return field.minimum;
    case "End":
      return field.maximum;
    default:
      return null;
  }
}

/** How many characters the longest of the numbers takes that are sure to be shown. */
function countDigits(field: SliderField): number {
  const { minimum, maximum } = field;
  const numbers = [minimum, maximum, nextMark(field, minimum, true)];
  if (typeof field.default === "number") numbers.push(field.default);
  return Math.max(...numbers.map((number) => formatNumber(number).length));
}

function createRange(field: SliderField): HTMLInputElement {
  const range = make("input", "range");
  range.type = "range";
  range.min = String(field.minimum);
  range.max = String(field.maximum);
  // The browser's steps begin at the lower end and may never meet the upper one.
  range.step = "any";
  range.setAttribute("aria-label", field.label);
  return range;
}

/**
 * Build the control for a bounded number.
 *
 * The thumb stands where the session's value is, or the one on its way there; the box
 * keeps a number that was refused.
 *
 * @param mode Says when a number typed into the box is reported.
 * @param signal Aborting it removes every listener this control added.
 */
export function createSlider(
  field: SliderField,
  listener: Listener<number | null>,
  mode: DraftMode,
  signal: AbortSignal,
): Control<number> {
  const range = createRange(field);
  let at: number | null = null;
  const place = (value: number | null): void => {
    at = value;
    const shown = clamp(field, value ?? field.minimum);
    range.value = String(shown);
    range.style.setProperty("--fill", `${shareOf(field, shown) * 100}%`);
    const told = value === null ? "not set" : formatNumber(value);
    range.setAttribute("aria-valuetext", told);
    range.classList.toggle("unset", value === null);
  };
  const typed = (value: number | null, isFinal: boolean): void => {
    place(value);
    listener.picked(value, isFinal);
  };
  const { edited } = listener;
  const box = createNumber(field, { picked: typed, edited }, mode, signal);

  // A drag that ends where it began fires no `change`, so its end is listened for.
  let isMoving = false;
  const report = (value: number, isFinal: boolean): void => {
    isMoving = !isFinal;
    place(value);
    box.show(value);
    listener.picked(value, isFinal);
  };
  const drag = (): void => report(nearestMark(field, range.valueAsNumber), false);
  const finish = (): void => {
    if (isMoving && at !== null) report(at, true);
  };
  const press = (event: KeyboardEvent): void => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const mark = isPlain ? markOfKey(field, at ?? field.minimum, event.key) : null;
    if (mark === null) return;
    event.preventDefault();
    report(mark, false);
  };
  range.addEventListener("input", drag, { signal });
  range.addEventListener("keydown", press, { signal });
  for (const end of [
    "change",
    "pointerup",
    "pointercancel",
    "keyup",
    "blur",
  ] as const) {
    range.addEventListener(end, finish, { signal });
  }
  const el = make("div", "slider", range, box.el);
  el.style.setProperty("--digits", String(countDigits(field)));
  return {
    el,
    show: (value) => {
      place(value);
      box.show(value);
    },
    follow: (value, isRefused) => {
      place(value);
      box.follow(value, isRefused);
    },
  };
}
