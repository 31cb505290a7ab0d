/** A text, on one line or on several, or a colour with the browser's picker. */

import { make } from "../page/dom";
import type { TextField } from "../wire/schema";
import type { ControlListener, FieldControl } from "./control";
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
): FieldControl<string> {
  const input = makeInput(field);
  const counter = make("span", "counter");
  const limit = field.max_length ?? Number.POSITIVE_INFINITY;
  const recount = (): number => {
    const length = countCharacters(input.value);
    counter.hidden = length < COUNTED_FROM * limit;
    counter.textContent = counter.hidden ? "" : `${tell(length)} / ${tell(limit)}`;
    counter.classList.toggle("over", length > limit);
    return length;
  };
  const edited = (): void => {
    const isLong = recount() > limit;
    listener.edited(isLong ? `must be at most ${limit} characters` : "");
  };
  const apply = (text: string): boolean => {
    listener.picked(text, true);
    return true;
  };
  const options = { mode, enterApplies: true, hasButton: true, apply, edited };
  const draft = new Draft(input, options, signal);
  recount();

  const draw = (value: string | null): void => {
    const isUnset = value === null;
    input.placeholder = isUnset ? "not set" : "";
    input.title = isUnset ? "Enter sets it to an empty text" : "";
    recount();
  };
  return {
    el: make("div", "counted", draft.el, counter),
    show: (value) => {
      draft.show(value ?? "", value === null);
      draw(value);
    },
    follow: (value, isRefused) => {
      draft.follow(value ?? "", isRefused, value === null);
      draw(value);
    },
  };
}

const COLOR = /^#[0-9a-f]{6}$/i;

/** Build the control; every text can be written, and the runtime judges it. */
export function createColor(
  field: TextField,
  listener: ControlListener<string>,
  mode: DraftMode,
  signal: AbortSignal,
): FieldControl<string> {
  const swatch = make("input", "swatch");
  swatch.type = "color";
  swatch.setAttribute("aria-label", `${field.label}: pick a colour`);
  const paint = (value: string | null): void => {
    if (value !== null && COLOR.test(value)) swatch.value = value.toLowerCase();
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
