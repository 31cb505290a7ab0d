/** A text, on one line or on several, or a colour with the browser's picker. */

import { make } from "../page/dom";
import type { TextField } from "../wire/schema";
import type { JsonValue } from "../wire/values";
import { asText, type ControlListener, type FieldControl } from "./control";
import { Draft, type DraftMode } from "./draft";

/** From this share of the limit on a text says how long it is. */
const COUNTED_FROM = 0.8;

/** Characters as the runtime counts them: an emoji is one. */
function countCharacters(text: string): number {
  return [...text].length;
}

function tell(count: number): string {
  return count.toLocaleString("en-US");
}

function makeInput(field: TextField): HTMLInputElement | HTMLTextAreaElement {
  const input = field.multiline
    ? make("textarea", "box text-area")
    : make("input", "box");
  if (input instanceof HTMLTextAreaElement) input.rows = 3;
  else input.type = "text";
  input.setAttribute("aria-label", field.label);
  input.spellcheck = field.multiline;
  input.autocomplete = "off";
  return input;
}

class TextBox implements FieldControl {
  readonly el: HTMLElement;
  private readonly input;
  private readonly counter = make("span", "counter");
  private readonly limit: number;
  private readonly draft: Draft;

  constructor(
    field: TextField,
    private readonly listener: ControlListener<string>,
    mode: DraftMode,
    signal: AbortSignal,
  ) {
    this.input = makeInput(field);
    this.limit = field.max_length ?? Number.POSITIVE_INFINITY;
    const apply = (text: string): boolean => {
      listener.picked(text, true);
      return true;
    };
    const edited = (): void => this.edited();
    const options = { mode, enterApplies: true, hasButton: true, apply, edited };
    this.draft = new Draft(this.input, options, signal);
    this.recount();
    this.el = make("div", "counted", this.draft.el, this.counter);
  }

  readonly show = (value: JsonValue): void => {
    const text = asText(value);
    this.draft.show(text ?? "", text === null);
    this.draw(text === null);
  };

  readonly follow = (value: JsonValue, isRefused: boolean): void => {
    const text = asText(value);
    this.draft.follow(text ?? "", isRefused, text === null);
    this.draw(text === null);
  };

  private edited(): void {
    const { limit } = this;
    const isLong = this.recount() > limit;
    this.listener.edited(isLong ? `must be at most ${limit} characters` : "");
  }

  private draw(isUnset: boolean): void {
    this.input.placeholder = isUnset ? "not set" : "";
    this.input.title = isUnset ? "Enter sets it to an empty text" : "";
    this.recount();
  }

  private recount(): number {
    const { counter, limit } = this;
    const length = countCharacters(this.input.value);
    counter.hidden = length < COUNTED_FROM * limit;
    counter.textContent = counter.hidden ? "" : `${tell(length)} / ${tell(limit)}`;
    counter.classList.toggle("over", length > limit);
    return length;
  }
}

/**
 * Build the control for a text; *mode* says when it is reported.
 *
 * A text that nears its limit shows how long it is. One beyond it is complained of while
 * it is written, and reported like any other.
 */
export function createText(
  field: TextField,
  listener: ControlListener<string>,
  mode: DraftMode,
  signal: AbortSignal,
): FieldControl {
  return new TextBox(field, listener, mode, signal);
}

const COLOR = /^#[0-9a-f]{6}$/i;

function makeSwatch({ label }: TextField): HTMLInputElement {
  const swatch = make("input", "swatch");
  swatch.type = "color";
  swatch.setAttribute("aria-label", `${label}: pick a colour`);
  return swatch;
}

/** Build the control; every text can be written, and the runtime judges it. */
export function createColor(
  field: TextField,
  listener: ControlListener<string>,
  mode: DraftMode,
  signal: AbortSignal,
): FieldControl {
  const swatch = makeSwatch(field);
  const paint = (value: JsonValue): void => {
    if (typeof value === "string" && COLOR.test(value))
      swatch.value = value.toLowerCase();
  };
  const typed = (value: string, isFinal: boolean): void => {
    paint(value);
    listener.picked(value, isFinal);
  };
  const text = createText(
    { ...field, multiline: false },
    { picked: typed, edited: listener.edited },
    mode,
    signal,
  );
  const pick = (isFinal: boolean): void => {
    text.show(swatch.value);
    listener.edited("");
    listener.picked(swatch.value, isFinal);
  };
  swatch.addEventListener("input", () => pick(false), { signal });
  swatch.addEventListener("change", () => pick(true), { signal });
  return {
    el: make("div", "color", swatch, text.el),
    show: (value) => {
      paint(value);
      text.show(value);
    },
    follow: (value, isRefused) => {
      paint(value);
      text.follow(value, isRefused);
    },
  };
}
