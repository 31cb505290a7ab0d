/** Why the model is held, such as where it was interrupted. */

import { make } from "../dom";
import type { SessionStatus } from "../protocol";
import type { Standing } from "../standing";

export interface Banner {
  readonly el: HTMLElement;
  /** Show *status*, which the session had last, as it stands now; returns the words. */
  show(status: SessionStatus, standing: Standing): string;
}

export function createBanner(): Banner {
  const text = make("p", "banner-text");
  const trace = make("pre", "traceback");
  const details = make("details", "trace", make("summary", "", "Traceback"), trace);
  const el = make("div", "banner", text, details);
  el.dataset.testid = "reactor-banner";
  el.hidden = true;

  const show = (
    { status, detail, traceback }: SessionStatus,
    standing: Standing,
  ): string => {
    // Why it was paused, say, is of no use once nobody is left to resume it.
    const isPast = status !== standing.status || standing.stopped !== "";
    el.hidden = isPast || (detail === "" && traceback === "");
    text.textContent = detail;
    trace.textContent = traceback;
    details.hidden = traceback === "";
    return el.hidden ? "" : detail;
  };
  return { el, show };
}
