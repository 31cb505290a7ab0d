/** The one place that screen readers hear: state, refusals and errors, not every message. */

import { make } from "./dom";
import { after } from "./time";

const SAY = "reactor:say";

/** What is said within so many milliseconds is said together. */
const GATHER_MS = 100;

/** What is said again sooner, such as by a handler that fails at every step, is not. */
const REPEAT_MS = 2000;

/** Longer than that nobody wants to hear. */
const LONGEST = 300;

/** Let the panel that *el* is part of say *text*. */
export function say(el: HTMLElement, text: string): void {
  if (text === "") return;
  const detail = text.slice(0, LONGEST);
  el.dispatchEvent(new CustomEvent(SAY, { bubbles: true, detail }));
}

export interface Speech {
  readonly el: HTMLElement;
  /** Say how the session stands, unless that is what was said of it last. */
  stand(...words: readonly string[]): void;
}

/** Build what speaks for everything in *root*. */
export function createSpeech(root: HTMLElement, signal: AbortSignal): Speech {
  const el = make("div", "offscreen");
  el.dataset.testid = "reactor-speech";
  el.setAttribute("role", "status");
  let waiting: string[] = [];
  let standing = "";
  let last = "";
  let until = 0;
  const speak = (): void => {
    const words = waiting.join("\n");
    waiting = [];
    const now = performance.now();
    if (words === last && now < until) return;
    [last, until] = [words, now + REPEAT_MS];
    // An element of its own: the same once more is the answer to another deed.
    el.replaceChildren(make("p", "", words));
  };
  const hear = (text: string): void => {
    if (waiting.some((other) => other.includes(text))) return;
    if (waiting.length === 0) after(GATHER_MS, speak, signal);
    waiting = [...waiting.filter((other) => !text.includes(other)), text].slice(-3);
  };
  root.addEventListener(SAY, (event) => hear((event as CustomEvent<string>).detail), {
    signal,
  });
  return {
    el,
    stand: (...words) => {
      const text = words.filter(Boolean).join(". ");
      if (text !== standing) say(root, text);
      standing = text;
    },
  };
}
