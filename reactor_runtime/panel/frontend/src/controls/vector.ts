/** Some numbers, a box for each. */

import { make, makeIconButton } from "../page/dom";
import type { NumberField, NumbersField } from "../wire/schema";
import { isObject, type JsonValue } from "../wire/values";
import type { ControlListener, FieldControl } from "./control";
import type { DraftMode } from "./draft";
import { createStructured, type Picked, type SimpleControl } from "./json";
import { createNumberRow } from "./number";
import { PadControl, type PadPoint } from "./pad";

/** More than so many are easier to write as JSON. */
const MOST_BOXES = 16;

/** The numbers of *value* in order, `null` if it is anything else. */
function numbersIn(value: JsonValue, { names, length }: NumbersField) {
  let found: readonly unknown[] | null = null;
  if (names !== null) found = isObject(value) ? names.map((name) => value[name]) : null;
  else if (Array.isArray(value)) found = value;
  const fits =
    found !== null &&
    found.length <= MOST_BOXES &&
    (length === null || found.length === length) &&
    found.every((item) => typeof item === "number");
  return fits ? (found as number[]) : null;
}

class Boxes implements SimpleControl {
  readonly el = make("div", "vector");
  private pad: PadControl | null = null;
  private isPadOpen = false;
  private readonly unset = make("span", "empty", "not set");
  /** `null` stands in a box that is empty. */
  private numbers: (number | null)[] = [];
  private boxes: FieldControl[] = [];
  private closing = new AbortController();

  constructor(
    private readonly field: NumbersField,
    private readonly picked: Picked,
    private readonly edited: ControlListener<JsonValue>["edited"],
    signal: AbortSignal,
  ) {
    this.build(0);
    this.el.setAttribute("role", "group");
    this.el.setAttribute("aria-label", field.label);
    signal.addEventListener("abort", () => this.closing.abort());
  }

  show(value: JsonValue): boolean {
    const { length } = this.field;
    // Where numbers are added one by one, none at all is where one begins.
    const isUnset = value === null && (length ?? 0) <= MOST_BOXES;
    const empty = Array.from({ length: length ?? 0 }, () => null);
    const numbers = isUnset ? empty : numbersIn(value, this.field);
    if (numbers === null) return false;
    this.draw(numbers);
    this.unset.hidden = !isUnset || length !== null;
    return true;
  }

  private draw(numbers: readonly (number | null)[]): void {
    if (numbers.length !== this.boxes.length) this.build(numbers.length);
    this.numbers = [...numbers];
    this.unset.hidden = true;
    this.boxes.forEach((box, index) => {
      box.follow(numbers[index] ?? null, false);
    });
    const [x, y] = numbers;
    this.pad?.show([x ?? 0, y ?? 0]);
  }

  private build(count: number): void {
    this.closing.abort();
    this.closing = new AbortController();
    const { signal } = this.closing;
    this.boxes = Array.from({ length: count }, (_, index) => this.createBox(index));
    this.el.replaceChildren(this.unset, ...this.boxes.map(({ el }) => el));
    if (this.field.length !== null) {
      if (count > 0) this.addPad(signal);
      return;
    }
    const { label } = this.field;
    const remove = (): void => this.put(this.numbers.slice(0, -1));
    const add = (): void => this.put([...this.numbers, this.numbers.at(-1) ?? 0]);
    if (count > 0) {
      this.el.append(makeIconButton("minus", `Remove from ${label}`, remove, signal));
    }
    if (count < MOST_BOXES) {
      this.el.append(makeIconButton("plus", `Add to ${label}`, add, signal));
    }
  }

  /** Put a pad under the boxes, and beside them a button that opens it. */
  private addPad(signal: AbortSignal): void {
    const { label, pad: ends, default: initial } = this.field;
    if (ends === undefined) return;
    const reset = (): void => {
      if (this.show(initial)) this.report();
    };
    const moved = (point: PadPoint, isFinal: boolean): void =>
      this.put([...point], isFinal);
    const pad = new PadControl(this.field, ends, { moved, reset }, signal);
    const { el } = pad;
    this.pad = pad;
    const toggle = (): void => {
      this.isPadOpen = !this.isPadOpen;
      draw();
    };
    const button = makeIconButton("pad", `Drag ${label} on a pad`, toggle, signal);
    const draw = (): void => {
      el.hidden = !this.isPadOpen;
      button.setAttribute("aria-expanded", String(this.isPadOpen));
    };
    draw();
    this.el.append(button, el);
  }

  private createBox(index: number): FieldControl {
    const { names, label, step, integer } = this.field;
    const field: NumberField = {
      kind: "number",
      name: String(index),
      label: `${label} ${names?.[index] ?? index + 1}`,
      description: "",
      default: null,
      required: true,
      minimum: null,
      maximum: null,
      step,
      integer,
    };
    const picked = (value: number | null, isFinal: boolean): void => {
      if (value === null) return;
      this.numbers[index] = value;
      if (isFinal) this.report();
    };
    const listener = { picked, edited: this.edited };
    return createNumberRow(field, listener, "applied", this.closing.signal);
  }

  private put(numbers: (number | null)[], isFinal = true): void {
    this.draw(numbers);
    this.report(isFinal);
  }

  private report(isFinal = true): void {
    const { names } = this.field;
    const numbers = this.numbers.filter((number) => number !== null);
    if (numbers.length < this.numbers.length) {
      this.edited("needs a number in each box");
      return;
    }
    const named = names?.map((name, at) => [name, numbers[at] ?? 0] as const);
    this.picked(named ? Object.fromEntries(named) : numbers, isFinal);
  }
}

export function createVector(
  field: NumbersField,
  listener: ControlListener<JsonValue>,
  mode: DraftMode,
  signal: AbortSignal,
): FieldControl {
  const build = (picked: Picked): SimpleControl =>
    new Boxes(field, picked, listener.edited, signal);
  return createStructured(field, build, listener, mode, signal);
}
