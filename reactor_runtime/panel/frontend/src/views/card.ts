/** What ended or failed, over the last picture: what happened, and what to press. */

import { createTrace, ownPlace } from "../log/trace";
import { make, makeIcon } from "../page/dom";
import type { Standing } from "../state/standing";
import type { SessionStatus } from "../wire/protocol";

export interface Card {
  readonly el: HTMLElement;
  /** Show *status*, which the session had last, as it stands now; returns the words. */
  show(status: SessionStatus, standing: Standing): string;
}

const HAPPENED: Readonly<Record<string, string>> = {
  Failed: "The model stopped.",
  Ended: "The session was stopped, or another took its place.",
  "No kernel answers": "It was shut down or restarted, or cannot be reached.",
};

/** What to do where nobody is left who could restart the model. */
const REMEDIES: Readonly<Record<string, readonly string[]>> = {
  Ended: ["To begin again run the cell with ", "%reactor_load"],
  "No kernel answers": [
    "The panel goes on asking. After a restart run ",
    "%load_ext reactor_notebook",
    " and the cell with ",
    "%reactor_load",
  ],
};

/** Words and, every other one, code. */
function fill(el: HTMLElement, parts: readonly string[]): void {
  el.replaceChildren(
    ...parts.map((part, i) => (i % 2 ? make("code", "", part) : part)),
  );
  el.hidden = parts.length === 0;
}

/** @param restart Called when the person asks for the model to run again. */
export function createCard(restart: () => void, signal: AbortSignal): Card {
  const title = make("h3", "card-title");
  const text = make("p", "banner-text");
  const place = make("pre", "card-place");
  const trace = createTrace();
  const button = make("button", "button", makeIcon("restart"), "Restart");
  button.type = "button";
  button.dataset.testid = "reactor-restart";
  button.addEventListener("click", restart, { signal });
  const remedy = make("p", "card-remedy");
  const el = make("section", "card", title, text, place, remedy, button, trace.el);
  el.dataset.testid = "reactor-card";

  const show = (
    { status, detail, traceback }: SessionStatus,
    { stopped, isOver }: Standing,
  ): string => {
    const hasFailed = status === "failed";
    el.hidden = stopped === "";
    el.dataset.tone = stopped === "Failed" ? "bad" : "";
    title.textContent = stopped;
    const before = hasFailed && detail ? ` The model had failed: ${detail}` : "";
    const happened = (HAPPENED[stopped] ?? "") + before;
    text.textContent = stopped === "Failed" ? detail || happened : happened;
    place.textContent = hasFailed ? ownPlace(traceback) : "";
    place.hidden = place.textContent === "";
    fill(remedy, REMEDIES[stopped] ?? []);
    button.hidden = isOver;
    trace.show(hasFailed ? traceback : "");
    return `${text.textContent} ${remedy.textContent}`.trim();
  };
  return { el, show };
}
