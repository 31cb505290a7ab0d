/** One line: state, drawn frames per second, size, and the link in use. */

import type { ChannelStatus } from "../channel";
import { make, makeId } from "../dom";
import type { Stats } from "../protocol";

export interface StatusLine {
  readonly el: HTMLElement;
  showStatus(status: string): void;
  showRate(rate: number, size: string): void;
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
};

const LINK_WORDS: Readonly<Record<ChannelStatus["state"], string>> = {
  connecting: "connecting…",
  open: "",
  lost: "no kernel",
  ended: "ended",
};

export function createStatusLine(signal: AbortSignal): StatusLine {
  const dot = make("span", "dot");
  const word = make("span", "", "Connecting");
  const state = make("span", "state", dot, word);
  state.dataset.testid = "reactor-status";
  state.setAttribute("role", "status");
  const rate = make("span", "figure-text");
  rate.dataset.testid = "reactor-fps";
  const size = make("span", "figure-text");
  size.dataset.testid = "reactor-size";

  const why = make("ul", "why");
  why.id = makeId();
  why.hidden = true;
  const link = make("button", "chip", "connecting…");
  link.type = "button";
  link.dataset.testid = "reactor-link";
  link.setAttribute("aria-controls", why.id);
  const expand = (isOpen: boolean): void => {
    why.hidden = !isOpen;
    link.setAttribute("aria-expanded", String(isOpen));
  };
  expand(false);
  link.addEventListener("click", () => expand(why.hidden), { signal });

  const showLink = ({ state, rung, refusals }: ChannelStatus): void => {
    link.textContent = rung ?? LINK_WORDS[state];
    link.dataset.state = state;
    const reasons = refusals.map(({ rung, reason }) => `${rung}: ${reason}`);
    link.title = [`Link in use: ${rung ?? "none"}`, ...reasons].join("\n");
    const lines = reasons.length > 0 ? reasons : ["Nothing better was refused."];
    why.replaceChildren(...lines.map((line) => make("li", "", line)));
    link.classList.toggle("fallen", reasons.length > 0);
  };
  const line = make("div", "line", state, rate, size, link);
  return {
    el: make("footer", "status", line, why),
    showStatus: (status) => {
      word.textContent = WORDS[status] ?? status;
      state.dataset.status = status;
    },
    showRate: (value, pixels) => {
      rate.textContent = `${value < 9.95 ? value.toFixed(1) : value.toFixed(0)} fps`;
      size.textContent = pixels;
    },
    showLink,
    showStats: ({ made, shown, dropped, sent_bytes }) => {
      const megabytes = (sent_bytes / 1e6).toFixed(1);
      rate.title = `${made} made, ${shown} shown, ${dropped} dropped, ${megabytes} MB sent`;
    },
  };
}
