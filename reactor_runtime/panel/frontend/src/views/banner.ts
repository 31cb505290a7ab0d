/** Why the model is held, such as where it was interrupted. */

import { createTrace } from "../log/trace";
import { make } from "../page/dom";
import type { Standing } from "../state/standing";
import type { SessionStatus } from "../wire/protocol";

export interface Banner {
  readonly el: HTMLElement;
  /** Show *status*, which the session had last, as it stands now; returns the words. */
  show(status: SessionStatus, standing: Standing): string;
}

export function createBanner(): Banner {
  const text = make("p", "banner-text");
  const trace = createTrace();
  const el = make("div", "banner", text, trace.el);
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
    trace.show(traceback);
    return el.hidden ? "" : detail;
  };
  return { el, show };
}
