/** A colour as `#rrggbb`: a swatch that opens the browser's picker, and the text. */

import { make } from "../page/dom";
import type { TextField } from "../wire/schema";
import type { Control, Listener } from "./control";
import type { DraftMode } from "./draft";
import { createText } from "./text";

const COLOR = /^#[0-9a-f]{6}$/i;

/** Build the control; every text can be written, and the runtime judges it. */
export function createColor(
  field: TextField,
  listener: Listener<string>,
  mode: DraftMode,
  signal: AbortSignal,
): Control<string> {
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
