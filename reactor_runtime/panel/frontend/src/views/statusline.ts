/** State, drawn frames per second, size and link: what the head says of a session. */

import type { ChannelStatus } from "../links/channel";
import { make, makeIconButton, makeId } from "../page/dom";
import type { Stats } from "../wire/protocol";

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

/** A fact that tests find as *testid*. */
function makeFact(testid: string): HTMLElement {
  const fact = make("span", "fact");
  fact.dataset.testid = testid;
  return fact;
}

export class StatusLine {
  /** State, rate, size, camera. */
  readonly facts: HTMLElement;
  /** What is worse than it could be; each opens the notes. */
  readonly chips: HTMLElement;
  /** Opens the notes, too. */
  readonly more: HTMLButtonElement;
  /** The link in use, and why it is that one. */
  readonly notes: HTMLElement;
  private readonly list;
  private readonly word = make("span", "", "Connecting");
  private readonly state = make("span", "state", make("span", "dot"), this.word);
  private readonly rate = makeFact("reactor-fps");
  private readonly size = makeFact("reactor-size");
  private readonly camera = makeFact("reactor-camera-status");
  private readonly cameras = new Map<string, string>();
  private readonly link = make("button", "chip", "connecting…");

  /** @param lacks What this page does without, and why, a line each. */
  constructor(
    private readonly lacks: readonly string[],
    signal: AbortSignal,
  ) {
    const { state, rate, size, camera, link } = this;
    state.dataset.testid = "reactor-status";
    camera.hidden = true;
    link.dataset.testid = "reactor-link";
    const plain = make("button", "chip insecure", "plain http");
    plain.dataset.testid = "reactor-insecure";
    plain.hidden = lacks.length === 0;
    plain.title = lacks.join("\n");
    const why = "The link, and why it is that one";
    this.more = makeIconButton("more", why, none, signal);
    this.more.dataset.testid = "reactor-more";
    this.list = createNotes([plain, link, this.more], signal);
    this.notes = this.list.el;
    this.notes.dataset.testid = "reactor-notes";
    this.facts = make("div", "facts", state, rate, size, camera);
    this.chips = make("div", "chips", plain, link);
  }

  /** Returns the word for it. */
  showStatus(status: string): string {
    const word = WORDS[status] ?? status;
    this.state.dataset.status = status;
    this.word.textContent = word;
    return word;
  }

  showRate(rate: string, size: string): void {
    this.rate.textContent = rate;
    this.rate.hidden = rate === "";
    this.size.textContent = size;
  }

  /** What comes of the camera of *track*; empty while it is off. */
  showCamera(track: string, words: string): void {
    const { camera, cameras } = this;
    cameras.set(track, words);
    camera.textContent = [...cameras.values()].filter(Boolean).join(" · ");
    camera.hidden = camera.textContent === "";
  }

  showLink({ state, rung, refusals }: ChannelStatus): void {
    const { link, lacks } = this;
    const name = rung ?? LINK_WORDS[state];
    link.textContent = name;
    link.dataset.state = state;
    const reasons = refusals.map(({ rung, reason }) => `${rung}: ${reason}`);
    link.title = [`Link in use: ${rung ?? "none"}`, ...reasons].join("\n");
    const lines = [...reasons, ...lacks];
    const rest = lines.length > 0 ? lines : ["Nothing better was refused."];
    this.list.show([`Link: ${name}`, ...rest]);
    link.classList.toggle("fallen", reasons.length > 0);
    // A link as good as any needs no place, and that there is none the picture says.
    link.hidden = state === "open" ? reasons.length === 0 : state !== "connecting";
  }

  showStats({ made, shown, dropped, sent_bytes }: Stats): void {
    const megabytes = (sent_bytes / 1e6).toFixed(1);
    this.rate.title = `${made} made, ${shown} shown, ${dropped} dropped, ${megabytes} MB sent`;
  }
}
