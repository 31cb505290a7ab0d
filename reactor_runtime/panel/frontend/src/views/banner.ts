/** What went wrong, in the way until it is dealt with. */

import { make, makeIcon } from "../dom";
import type { SessionStatus } from "../protocol";
import type { Standing } from "../standing";

export interface Banner {
  readonly el: HTMLElement;
  /** Show *status*, which the session had last, as the session stands now. */
  show(status: SessionStatus, standing: Standing): void;
}

/** @param restart Called when the person asks for the model to run again. */
export function createBanner(restart: () => void, signal: AbortSignal): Banner {
  const text = make("p", "banner-text");
  const trace = make("pre", "traceback");
  const details = make("details", "trace", make("summary", "", "Traceback"), trace);
  const button = make("button", "button", makeIcon("restart"), "Restart");
  button.type = "button";
  button.dataset.testid = "reactor-restart";
  button.addEventListener("click", restart, { signal });
  const head = make("div", "banner-head", text, button);
  const el = make("div", "banner", head, details);
  el.dataset.testid = "reactor-banner";
  el.setAttribute("role", "alert");
  el.hidden = true;

  const show = (
    { status, detail, traceback }: SessionStatus,
    standing: Standing,
  ): void => {
    const hasFailed = status === "failed";
    // Why it was paused, say, is of no use once nobody is left to resume it.
    const isPast = status !== standing.status;
    el.hidden = !hasFailed && (isPast || (detail === "" && traceback === ""));
    el.classList.toggle("failed", hasFailed);
    text.textContent = detail || (hasFailed ? "The model stopped." : "");
    button.hidden = !hasFailed || standing.isOver;
    trace.textContent = traceback;
    details.hidden = traceback === "";
  };
  return { el, show };
}
