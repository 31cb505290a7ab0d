/** A number typed into a box, with what belongs to it: its unit, and a die for a seed. */

import { make, makeIconButton } from "../page/dom";
import type { NumberField, SliderField } from "../wire/schema";
import type { JsonValue } from "../wire/values";
import { asNumber, type ControlListener, type FieldControl } from "./control";
import { Draft, type DraftMode } from "./draft";
import { tellNote } from "./labelled";
import { formatNumber, nextMark, pageMark } from "./numbers";
import { listenScrub } from "./scrub";

/** The largest seed that everybody's generators take. */
const LARGEST_SEED = 2 ** 32 - 1;

function roll({ minimum, maximum }: NumberField | SliderField): number {
  const low = Math.max(minimum ?? 0, Number.MIN_SAFE_INTEGER);
  const high = Math.min(maximum ?? LARGEST_SEED, low + LARGEST_SEED);
  return low + Math.floor(Math.random() * (high - low + 1));
}

export interface Belongings {
  readonly els: readonly HTMLElement[];
  /** Keep chance from changing the number. */
  lock(isLocked: boolean): void;
}

/** @param put Puts a number in that nobody chose. */
export function createBelongings(
  field: NumberField | SliderField,
  put: (value: number, isFinal: boolean) => void,
  signal: AbortSignal,
): Belongings {
  const { hint, label } = field;
  const els: HTMLElement[] = [];
  if (hint?.unit !== undefined) els.push(make("span", "unit", hint.unit));
  const roller = (): void => put(roll(field), true);
  const die = makeIconButton("die", `Another ${label}`, roller, signal);
  die.classList.add("small");
  if (hint?.widget === "seed") els.push(die);
  const lock = (isLocked: boolean): void => {
    die.disabled = isLocked;
  };
  return { els, lock };
}

/** What a box that the browser can read no number in is taken to say. */
const NO_NUMBER = "not a number";

/** What keeps *text* from being sent; empty if it may go, as `""` for none may. */
function complaintOf(
  text: string,
  { integer, nullable }: NumberField | SliderField,
): string {
  if (text === "") return nullable === true ? "" : "needs a number";
  if (text === NO_NUMBER) return "must be a number";
  const number = Number(text);
  const isOther = integer && Number.isInteger(number) && !Number.isSafeInteger(number);
  return isOther ? `must be within ±${Number.MAX_SAFE_INTEGER}` : "";
}

/** The number that a box takes for *number*, and a word about it if that is another. */
function keepWithin(
  field: NumberField | SliderField,
  number: number,
): readonly [number, string] {
  const own = [field.minimum, field.maximum] as const;
  const [low, high] = field.kind === "slider" ? (field.limits ?? own) : own;
  if (low !== null && number < low) return [low, `${formatNumber(low)} is the least`];
  if (high !== null && number > high)
    return [high, `${formatNumber(high)} is the most`];
  return [number, ""];
}

class NumberBox implements FieldControl {
  readonly el = make("input", "box number-box");
  private readonly draft: Draft;

  constructor(
    private readonly field: NumberField | SliderField,
    private readonly listener: ControlListener<number | null>,
    private readonly mode: DraftMode,
    signal: AbortSignal,
  ) {
    const { el } = this;
    el.type = "number";
    el.inputMode = field.integer ? "numeric" : "decimal";
    el.step = field.step === null ? "any" : String(field.step);
    if (field.kind === "number") boundSpinner(el, field);
    el.autocomplete = "off";
    el.placeholder = "not set";
    el.setAttribute("aria-label", field.label);
    const options = {
      ...{ mode, enterApplies: true, hasButton: false, isSame: isSameNumber },
      apply: (text: string) => this.apply(text),
      edited: () => listener.edited(""),
      read: () => this.read(),
    };
    this.draft = new Draft(el, options, signal);
    el.addEventListener("keydown", (event) => this.step(event), { signal });
    // Where each key counts, a number is what was meant once the box is left.
    const leave = (): void => this.leave();
    if (mode === "immediate") el.addEventListener("change", leave, { signal });
    ignoreWheel(el, signal);
  }

  readonly show = (value: JsonValue): void => {
    this.draft.show(writeNumber(value));
  };

  readonly follow = (value: JsonValue, isRefused: boolean): void => {
    this.draft.follow(writeNumber(value), isRefused);
  };

  private apply(text: string): boolean {
    const { field, listener, mode } = this;
    const complaint = complaintOf(text, field);
    if (complaint !== "") listener.edited(complaint);
    else if (text === "") listener.picked(null, true);
    else listener.picked(mode === "applied" ? this.enter(text) : Number(text), true);
    return complaint === "";
  }

  /** The number that *text* is taken for; that one stands in the box. */
  private enter(text: string): number {
    const [number, note] = keepWithin(this.field, Number(text));
    if (note === "") return number;
    this.el.value = formatNumber(number);
    tellNote(this.el, note);
    return number;
  }

  private read(): string {
    return this.el.validity.badInput ? NO_NUMBER : this.el.value;
  }

  private step(event: KeyboardEvent): void {
    const far = event.key.startsWith("Page");
    const isUp = event.key === "ArrowUp" || event.key === "PageUp";
    if (!isUp && event.key !== "ArrowDown" && event.key !== "PageDown") return;
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const text = this.read();
    const from = text === NO_NUMBER ? 0 : Number(text);
    const mark = (far ? pageMark : nextMark)(this.field, from, isUp);
    if (mark !== from || text === "") this.draft.write(formatNumber(mark));
  }

  private leave(): void {
    const text = this.read();
    if (text === "" || complaintOf(text, this.field) !== "") return;
    const number = this.enter(text);
    if (number !== Number(text)) this.draft.write(formatNumber(number));
  }
}

function isSameNumber(text: string, other: string): boolean {
  return (
    text === other || (text !== "" && other !== "" && Number(text) === Number(other))
  );
}

function writeNumber(value: JsonValue): string {
  return typeof value === "number" ? formatNumber(value) : "";
}

/**
 * Build the control for a number.
 *
 * A number outside the bounds becomes the nearest inside, and a note says so. What is
 * no number is not reported, nor a whole number so large that it would be another one
 * on its way; whatever else may be wrong with one, the runtime is the judge.
 *
 * @param mode Says when a number is reported.
 * @param signal Aborting it removes every listener this control added.
 */
export function createNumber(
  field: NumberField | SliderField,
  listener: ControlListener<number | null>,
  mode: DraftMode,
  signal: AbortSignal,
): FieldControl {
  return new NumberBox(field, listener, mode, signal);
}

/** Keep the browser's arrows within the bounds; a lower one moves what they count from. */
function boundSpinner(input: HTMLInputElement, field: NumberField): void {
  const { minimum, maximum, integer } = field;
  if (maximum !== null) input.max = String(maximum);
  if (minimum !== null && (integer || minimum === 0)) input.min = String(minimum);
}

/**
 * Let the wheel scroll the page, and nothing else.
 *
 * A focused number box steps with the wheel. Cancelling the event would stop the page,
 * too, and giving up the focus would end the edit; a box that is read-only while the
 * event passes does neither.
 */
function ignoreWheel(input: HTMLInputElement, signal: AbortSignal): void {
  const pass = (): void => {
    input.readOnly = true;
    setTimeout(() => {
      input.readOnly = false;
    });
  };
  input.addEventListener("wheel", pass, { signal, passive: true });
}

export function createNumberRow(
  field: NumberField,
  listener: ControlListener<number | null>,
  mode: DraftMode,
  signal: AbortSignal,
): FieldControl {
  let held: number | null = null;
  const picked = (value: number | null, isFinal: boolean): void => {
    held = value;
    listener.picked(value, isFinal);
  };
  const box = createNumber(field, { picked, edited: listener.edited }, mode, signal);
  const put = (value: number, isFinal: boolean): void => {
    box.show(value);
    listener.edited("");
    picked(value, isFinal);
  };
  const { els, lock } = createBelongings(field, put, signal);
  const el = make("div", "number-row", box.el, ...els);
  const scrubbed = { value: () => held, moved: put };
  const scrub = (handle: HTMLElement): void =>
    listenScrub(handle, field, scrubbed, signal);
  scrub(box.el);
  return {
    el,
    scrub,
    lock,
    show: (value) => {
      held = asNumber(value);
      box.show(value);
    },
    follow: (value, isRefused) => {
      held = asNumber(value);
      box.follow(value, isRefused);
    },
  };
}
