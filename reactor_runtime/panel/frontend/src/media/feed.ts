/** Something for an input track of the model, off until the person asks for it. */

import { type IconName, make, makeIconButton, nameButton } from "../page/dom";
import { every } from "../page/time";
import type { SessionMember } from "../session/session";
import { reasonOf, type TrackSource } from "./sources";

/** What is not there after so many milliseconds is no live one. */
const PATIENCE = 250;

/** More bytes than these that have not left the page mean that the link is full. */
const MOST_BUFFERED = 16 * 1024;

const REPORT_MS = 500;

/** What a feed lets out through. */
export type Outlet = Pick<SessionMember, "send" | "outflow" | "buffered">;

/** Whether *bytes* of a feed may go out now: commands must never wait behind them. */
export function hasRoom({ outflow, buffered }: Outlet, bytes: number): boolean {
  return buffered <= MOST_BUFFERED && outflow.mayGo(bytes, PATIENCE, performance.now());
}

/** Say, once *signal* is aborted, that nothing more comes for *track*. */
export function freeAtEnd(track: string, outlet: Outlet, signal: AbortSignal): void {
  signal.addEventListener("abort", () => outlet.send({ type: "unpublish", track }));
}

/** One kind of what a model takes: pictures or sound. */
export interface Medium<S extends TrackSource = TrackSource> {
  /** The device that the button turns on, one of the sources. */
  readonly device: IconName & string;
  /** What the model takes. */
  readonly takes: string;
  /** What a person reads of each source. */
  readonly sources: Readonly<Record<string, string>>;
  /** @throws Error If there is none, or the person, or the page, does not allow it. */
  open(name: string): Promise<S>;
  /**
   * Send what *source* gives until *signal* is aborted.
   *
   * @param button May show how it goes, too.
   * @returns What a person should know of it, asked twice a second.
   */
  send(source: S, button: HTMLElement, signal: AbortSignal): () => string;
}

export interface FeedEvents {
  /** Why a source cannot be used. */
  failed(reason: string): void;
  /** What comes of it while it is on, twice a second; empty when it is off. */
  camera(words: string): void;
}

/** Lets a person turn the sources of one track on and off, one at a time. */
export class Feed<S extends TrackSource = TrackSource> {
  /** Turns the device on, and whatever is on off. */
  readonly button: HTMLButtonElement;
  /** Opens the other choices. */
  readonly more: HTMLButtonElement;
  /** Asks for a source; there while none is on and the model waits for one. */
  readonly ask: HTMLElement;
  private source: S | null = null;
  private ending = new AbortController();
  /** What the person is being asked for, and how often one was asked. */
  private asked: string | null = null;
  private asks = 0;

  constructor(
    private readonly track: string,
    private readonly medium: Medium<S>,
    private readonly events: FeedEvents,
    private readonly signal: AbortSignal,
  ) {
    const { device } = medium;
    const toggle = (): void =>
      this.source === null ? void this.start(device) : this.stop();
    this.button = makeIconButton(device, this.offer, toggle, signal);
    this.button.dataset.testid = `reactor-${device}-${track}`;
    this.ask = this.createAsk();
    const open = (): void => {
      this.ask.hidden = !this.ask.hidden;
    };
    const label = `Send something else to ${track}`;
    this.more = makeIconButton("chevron", label, open, signal);
    this.more.classList.add("small", "down");
    this.more.dataset.testid = `reactor-sources-${track}`;
    signal.addEventListener("abort", () => this.stop());
  }

  /** Whether anything may be asked for; turning it off lets the source go. */
  setEnabled(isEnabled: boolean): void {
    for (const button of [this.button, this.more]) button.disabled = !isEnabled;
    if (isEnabled) return;
    this.stop();
    this.ask.hidden = true;
  }

  /** The model shows pictures without: it does not wait for any. */
  waitNoMore(): void {
    this.ask.hidden = true;
  }

  /** Let the source go. Idempotent. */
  stop(): void {
    this.ending.abort();
    this.source?.stop();
    this.source = null;
    this.button.removeAttribute("aria-pressed");
    nameButton(this.button, this.offer);
    this.events.camera("");
  }

  private get offer(): string {
    return `Send the ${this.medium.device} to ${this.track}`;
  }

  private createAsk(): HTMLElement {
    const { device, takes, sources } = this.medium;
    const words = make("p", "", `The model takes ${takes}: ${this.track}`);
    const el = make("div", "ask", words);
    el.dataset.testid = `reactor-ask-${this.track}`;
    for (const [name, label] of Object.entries(sources)) {
      const words = name === device ? `Turn on ${device}` : label;
      const button = make("button", "button", words);
      button.type = "button";
      const choose = (): void => {
        this.stop();
        void this.start(name);
      };
      button.addEventListener("click", choose, { signal: this.signal });
      el.append(button);
    }
    return el;
  }

  private async start(name: string): Promise<void> {
    // Not every browser says that a file dialog was closed: that one is asked anew.
    if (this.asked === name && name !== "file") return;
    this.asks += 1;
    this.asked = name;
    const { asks, medium } = this;
    const word = medium.sources[name] ?? name;
    try {
      const source = await medium.open(name);
      if (asks !== this.asks) {
        // Another was asked for meanwhile.
        source.stop();
        return;
      }
      this.source = source;
      // Whoever asked may have gone while the person was asked.
      if (this.signal.aborted || this.button.disabled) this.stop();
      else this.run(source, word);
    } catch (error) {
      if (asks !== this.asks) return;
      this.stop();
      this.events.failed(`The ${word} cannot be used: ${reasonOf(error)}.`);
    } finally {
      if (asks === this.asks) this.asked = null;
    }
  }

  private run(source: S, word: string): void {
    const { button, medium, events, track } = this;
    this.ask.hidden = true;
    source.onend = (): void => {
      this.stop();
      events.failed(`The ${word} has gone: it was unplugged or taken away.`);
    };
    this.ending = new AbortController();
    const { signal } = this.ending;
    const report = medium.send(source, button, signal);
    every(REPORT_MS, () => events.camera(word + report()), signal);
    button.setAttribute("aria-pressed", "true");
    nameButton(button, `Stop sending the ${word} to ${track}`);
  }
}
