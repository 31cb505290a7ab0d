/** A bounded number, drawn as a slider with an exact box beside it. */

import { make } from "../page/dom";
import type { SliderField } from "../wire/schema";
import type { JsonValue } from "../wire/values";
import { asNumber, type ControlListener, type FieldControl } from "./control";
import type { DraftMode } from "./draft";
import { createBelongings, createNumber } from "./number";
import {
  clamp,
  formatNumber,
  isLog,
  nearestMark,
  nextMark,
  pageMark,
  shareOf,
  valueAt,
} from "./numbers";
import { listenScrub } from "./scrub";

/** Where a key takes the thumb from *value*; `null` if the key means nothing here. */
function markOfKey(field: SliderField, value: number, key: string): number | null {
  switch (key) {
    case "ArrowRight":
      return nextMark(field, value, true);
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

/** The slider without its box: where the thumb stands. */
class Thumb {
  readonly el = make("input", "range");
  /** The number that it stands for, which may lie beyond its ends. */
  at: number | null = null;

  constructor(private readonly field: SliderField) {
    this.el.type = "range";
    // A logarithmic slider is one of shares, whatever its numbers are.
    this.el.min = isLog(field) ? "0" : String(field.minimum);
    this.el.max = isLog(field) ? "1" : String(field.maximum);
    // The browser's steps begin at the lower end and may never meet the upper one.
    this.el.step = "any";
    this.el.setAttribute("aria-label", field.label);
  }

  /** The mark under the pointer, as the browser moved the thumb. */
  get dragged(): number {
    const { field, el } = this;
    const at = el.valueAsNumber;
    return nearestMark(field, isLog(field) ? valueAt(field, at) : at);
  }

  place(value: number | null): void {
    const { el, field } = this;
    this.at = value;
    const shown = clamp(field, value ?? field.minimum);
    el.value = String(isLog(field) ? shareOf(field, shown) : shown);
    el.style.setProperty("--fill", `${shareOf(field, shown) * 100}%`);
    const told = value === null ? "not set" : formatNumber(value);
    el.setAttribute("aria-valuetext", told);
    el.classList.toggle("unset", value === null);
  }
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
  listener: ControlListener<number | null>,
  mode: DraftMode,
  signal: AbortSignal,
): FieldControl {
  const thumb = new Thumb(field);
  const typed = (value: number | null, isFinal: boolean): void => {
    thumb.place(value);
    listener.picked(value, isFinal);
  };
  const { edited } = listener;
  const box = createNumber(field, { picked: typed, edited }, mode, signal);
  const show = (value: JsonValue): void => {
    thumb.place(asNumber(value));
    box.show(value);
  };
  const report = (value: number, isFinal: boolean): void => {
    show(value);
    edited("");
    listener.picked(value, isFinal);
  };
  new ThumbMoves(thumb, field, report, signal);
  const scrub = (handle: HTMLElement): void =>
    listenScrub(handle, field, { value: () => thumb.at, moved: report }, signal);
  scrub(box.el);
  listenForDigits(thumb.el, box.el as HTMLInputElement, signal);
  const { els, lock } = createBelongings(field, report, signal);
  const el = make("div", "slider", thumb.el, box.el, ...els);
  el.style.setProperty("--digits", String(countDigits(field)));
  const follow = (value: JsonValue, isRefused: boolean): void => {
    thumb.place(asNumber(value));
    box.follow(value, isRefused);
  };
  return { el, show, follow, scrub, lock };
}

/** What a number may begin with. */
const BEGINS = /^[-.0-9]$/;

/**
 * Let slider and box be one stop of the Tab key: Enter, or the first digit of a number,
 * leads from the slider into the box.
 */
function listenForDigits(
  thumb: HTMLInputElement,
  box: HTMLInputElement,
  signal: AbortSignal,
): void {
  box.tabIndex = -1;
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === "F2") event.preventDefault();
    else if (!BEGINS.test(event.key)) return;
    // The digit itself goes to whatever has the focus by then.
    box.focus();
    box.select();
  };
  thumb.addEventListener("keydown", press, { signal });
}

/** What may end a move. */
const ENDS = ["change", "pointerup", "pointercancel", "keyup", "blur"] as const;

/** What a person does to the thumb, and how it ends. */
class ThumbMoves {
  private isMoving = false;

  constructor(
    private readonly thumb: Thumb,
    private readonly field: SliderField,
    private readonly moved: (value: number, isFinal: boolean) => void,
    signal: AbortSignal,
  ) {
    const { el } = thumb;
    const finish = (): void => this.finish();
    el.addEventListener("input", this.drag, { signal });
    el.addEventListener("click", () => this.set(), { signal });
    el.addEventListener("keydown", (event) => this.press(event), { signal });
    // A drag that ends where it began fires no `change`, so its end is listened for.
    for (const end of ENDS) el.addEventListener(end, finish, { signal });
  }

  private readonly drag = (): void => {
    this.isMoving = true;
    this.moved(this.thumb.dragged, false);
  };

  private finish(): void {
    const { at } = this.thumb;
    if (this.isMoving && at !== null) this.moved(at, true);
    this.isMoving = false;
  }

  private press(event: KeyboardEvent): void {
    const { field, thumb } = this;
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const from = thumb.at ?? field.minimum;
    const mark = isPlain ? markOfKey(field, from, event.key) : null;
    if (mark === null) return;
    event.preventDefault();
    this.isMoving = true;
    this.moved(mark, false);
  }

  /** Where nothing is set, a press that moves nothing sets what the thumb stands at. */
  private set(): void {
    if (this.thumb.at !== null) return;
    this.drag();
    this.finish();
  }
}
