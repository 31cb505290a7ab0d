/** A word about what was put in, which goes by itself. */

import { make } from "../page/dom";
import { say } from "../page/speech";

const NOTE = "reactor:note";

/** How long a note stands, in milliseconds; its style lets it fade at the end. */
const STANDS_MS = 4000;

/** Say *text* under the row that *el* is in. */
export function tellNote(el: HTMLElement, text: string): void {
  const init = { detail: text, bubbles: true, composed: true, cancelable: true };
  el.dispatchEvent(new CustomEvent(NOTE, init));
}

/**
 * Show under *row* what is told within it, unless a row inside has shown it.
 *
 * @param signal Aborting it ends that.
 */
export function listenNotes(row: HTMLElement, signal: AbortSignal): void {
  const note = make("p", "row-note");
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hear = (event: Event): void => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    // Made anew, so that the same words fade from the beginning.
    const text = (event as CustomEvent<string>).detail;
    note.replaceChildren(make("span", "", text));
    say(row, text);
    row.append(note);
    clearTimeout(timer);
    timer = setTimeout(() => note.replaceChildren(), STANDS_MS);
  };
  row.addEventListener(NOTE, hear, { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
}
