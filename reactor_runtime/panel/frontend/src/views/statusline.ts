/** State, drawn frames per second, size and link: what the head says of a session. */

import type { ChannelStatus } from "../links/channel";
import { make, makeIconButton, makeId } from "../page/dom";
import type { Stats } from "../wire/protocol";

export interface StatusLine {
  /** State, rate, size, camera. */
  readonly facts: HTMLElement;
  /** What is worse than it could be; each opens the notes. */
  readonly chips: HTMLElement;
  /** Opens the notes, too. */
  readonly more: HTMLElement;
  /** The link in use, and why it is that one. */
  readonly notes: HTMLElement;
  /** Returns the word for it. */
  showStatus(status: string): string;
  showRate(rate: string, size: string): void;
  /** What comes of the camera of *track*; empty while it is off. */
  showCamera(track: string, words: string): void;
  showLink(status: ChannelStatus): void;
  showStats(stats: Stats): void;
}

const WORDS: Readonly<Record<string, string>> = {
  created: "Created",
  loading: "Loading",
  ready: "Ready",
  running: "Running",
  paused: "Paused",
  failed: "Failed",
  stopping: "Stopping",
  stopped: "Stopped",
  lost: "No kernel",
  ended: "Ended",
};

const LINK_WORDS: Readonly<Record<ChannelStatus["state"], string>> = {
  connecting: "connecting…",
  open: "",
  lost: "no kernel",
  ended: "ended",
};

/** A list below the line, which any of its buttons opens and closes. */
function createNotes(buttons: readonly HTMLButtonElement[], signal: AbortSignal) {
  const list = make("ul");
  const el = make("div", "why", list);
  el.id = makeId();
  const expand = (isOpen: boolean): void => {
    el.hidden = !isOpen;
    for (const button of buttons) button.setAttribute("aria-expanded", String(isOpen));
  };
  expand(false);
  for (const button of buttons) {
    button.type = "button";
    button.setAttribute("aria-controls", el.id);
    button.addEventListener("click", () => expand(el.hidden), { signal });
  }
  return {
    el,
    show: (lines: readonly string[]): void =>
      list.replaceChildren(...lines.map((line) => make("li", "", line))),
  };
}

const none = (): void => {};

/** @param lacks What this page does without, and why, a line each. */
export function createStatusLine(
  lacks: readonly string[],
  signal: AbortSignal,
): StatusLine {
  const dot = make("span", "dot");
  const word = make("span", "", "Connecting");
  const state = make("span", "state", dot, word);
  state.dataset.testid = "reactor-status";
  const rate = make("span", "fact");
  rate.dataset.testid = "reactor-fps";
  const size = make("span", "fact");
  size.dataset.testid = "reactor-size";

  const camera = make("span", "fact");
  camera.dataset.testid = "reactor-camera-status";
  camera.hidden = true;
  const cameras = new Map<string, string>();

  const link = make("button", "chip", "connecting…");
  link.dataset.testid = "reactor-link";
  const plain = make("button", "chip insecure", "plain http");
  plain.dataset.testid = "reactor-insecure";
  plain.hidden = lacks.length === 0;
  plain.title = lacks.join("\n");
  const more = makeIconButton("more", "The link, and why it is that one", none, signal);
  more.dataset.testid = "reactor-more";
  const notes = createNotes([plain, link, more], signal);
  notes.el.dataset.testid = "reactor-notes";

  const showLink = ({ state, rung, refusals }: ChannelStatus): void => {
    link.textContent = rung ?? LINK_WORDS[state];
    link.dataset.state = state;
    const reasons = refusals.map(({ rung, reason }) => `${rung}: ${reason}`);
    link.title = [`Link in use: ${rung ?? "none"}`, ...reasons].join("\n");
    const lines = [...reasons, ...lacks];
    const inUse = `Link: ${rung ?? LINK_WORDS[state]}`;
    notes.show([
      inUse,
      ...(lines.length > 0 ? lines : ["Nothing better was refused."]),
    ]);
    link.classList.toggle("fallen", reasons.length > 0);
    // A link as good as any needs no place, and that there is none the picture says.
    link.hidden = state === "open" ? reasons.length === 0 : state !== "connecting";
  };
  const chips = make("div", "chips", plain, link);
  return {
    facts: make("div", "facts", state, rate, size, camera),
    chips,
    more,
    notes: notes.el,
    showStatus: (status) => {
      state.dataset.status = status;
      word.textContent = WORDS[status] ?? status;
      return word.textContent;
    },
    showRate: (words, pixels) => {
      rate.textContent = words;
      rate.hidden = words === "";
      size.textContent = pixels;
    },
    showCamera: (track, words) => {
      cameras.set(track, words);
      camera.textContent = [...cameras.values()].filter(Boolean).join(" · ");
      camera.hidden = camera.textContent === "";
    },
    showLink,
    showStats: ({ made, shown, dropped, sent_bytes }) => {
      const megabytes = (sent_bytes / 1e6).toFixed(1);
      rate.title = `${made} made, ${shown} shown, ${dropped} dropped, ${megabytes} MB sent`;
    },
  };
}
