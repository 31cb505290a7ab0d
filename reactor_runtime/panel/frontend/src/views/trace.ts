/** A traceback, folded away until somebody wants to read it. */

import { make } from "../dom";

export interface Trace {
  readonly el: HTMLElement;
  /** Hold *traceback*; without one there is nothing to unfold. */
  show(traceback: string): void;
}

export function createTrace(): Trace {
  const text = make("pre", "traceback");
  const el = make("details", "trace", make("summary", "", "Traceback"), text);
  return {
    el,
    show: (traceback) => {
      text.textContent = traceback;
      el.hidden = traceback === "";
    },
  };
}
