/** A traceback, folded away until somebody wants to read it. */

import { make } from "../page/dom";

const FRAME = /^ {2}File "(.+)", line (\d+)(?:, in (.+))?\n(?: {4}(.+))?/gm;

/** Whose frames the last of an exception's causes has, outermost first. */
function lastFrames(traceback: string): RegExpMatchArray[] {
  const start = traceback.lastIndexOf("Traceback (most recent call last)");
  return [...traceback.slice(Math.max(0, start)).matchAll(FRAME)];
}

/**
 * Where in the author's own code it was, and that line: the deepest frame of the file
 * that the runtime has called; what that calls is often inside a library.
 */
export function ownPlace(traceback: string): string {
  const frames = lastFrames(traceback);
  const own = frames.findLast(([, file]) => file === frames[0]?.[1]);
  if (own === undefined) return "";
  const [, file, line, name, code] = own;
  const where = `${file}, line ${line}${name ? `, in ${name}` : ""}`;
  return code ? `${where}\n  ${code}` : where;
}

export interface Trace {
  readonly el: HTMLElement;
  /** Hold *traceback*; without one there is nothing to unfold. */
  show(traceback: string): void;
}

/** @param title Stands there while it is folded. */
export function createTrace(title = "Traceback"): Trace {
  const text = make("pre", "traceback");
  const el = make("details", "trace", make("summary", "", title), text);
  return {
    el,
    show: (traceback) => {
      text.textContent = traceback;
      el.hidden = traceback === "";
    },
  };
}
