/** Pictures for an input track of the model, off until the person asks for them. */

import { CameraPace, type CameraReport } from "./camera-pace";
import { make, makeIconButton, nameButton } from "./dom";
import type { Member } from "./member";
import { openSource, reasonOf, SOURCES, type Source, type SourceName } from "./sources";

const FRAMES_PER_SECOND = 15;

/** A picture that is not there after so many milliseconds is no live one. */
const PATIENCE = 250;

/** More bytes than these that have not left the page mean that the link is full. */
const MOST_BUFFERED = 16 * 1024;

const REPORT_MS = 500;

export interface FeedEvents {
  /** Why a source cannot be used. */
  failed(reason: string): void;
  /** What comes of it while it is on, twice a second; empty when it is off. */
  camera(words: string): void;
}

/** What a report means for the person. */
export function describeFeed(
  source: SourceName,
  { sent, dropped }: CameraReport,
): string {
  // Counted over a while a steady camera seems now and then to be a picture ahead.
  const rate = Math.min(sent, FRAMES_PER_SECOND).toFixed(sent < 9.95 ? 1 : 0);
  const words = `${SOURCES[source]} ${rate} fps`;
  return dropped < 0.5
    ? words
    : `${words}, ${dropped.toFixed(0)} a second dropped: slow link`;
}

/**
 * Sends JPEG frames of a camera, the screen, a video file or a test picture. One that is
 * not encoded in time, or that the link has no room for, is left out: commands must never
 * wait behind it.
 */
export class VideoFeed {
  /** Turns the camera on, and whatever is on off. */
  readonly button: HTMLButtonElement;
  /** Opens the other choices. */
  readonly more: HTMLButtonElement;
  /** Asks for a source; there while none is on and the model waits for one. */
  readonly ask: HTMLElement;
  private readonly canvas = document.createElement("canvas");
  private source: Source | null = null;
  private name: SourceName = "camera";
  private pace = new CameraPace(0);
  private timers: ReturnType<typeof setInterval>[] = [];
  /** What the person is being asked for, and how often one was asked. */
  private asked: SourceName | null = null;
  private asks = 0;
  private isEncoding = false;
  private startedAt = 0;
  private lastBytes = 0;

  constructor(
    private readonly track: string,
    private readonly outlet: Pick<Member, "send" | "outflow" | "buffered">,
    private readonly events: FeedEvents,
    private readonly signal: AbortSignal,
  ) {
    const toggle = (): void =>
      this.source === null ? void this.start("camera") : this.stop();
    this.button = makeIconButton("camera", this.label("Send"), toggle, signal);
    this.button.dataset.testid = `reactor-camera-${track}`;
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

  /** Whether pictures may be asked for; turning it off lets the source go. */
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
    for (const timer of this.timers) clearInterval(timer);
    this.timers = [];
    this.source?.stop();
    this.source = null;
    this.button.removeAttribute("aria-pressed");
    nameButton(this.button, this.label("Send"));
    this.events.camera("");
  }

  private createAsk(): HTMLElement {
    const words = make("p", "", `The model takes pictures: ${this.track}`);
    const el = make("div", "ask", words);
    el.dataset.testid = `reactor-ask-${this.track}`;
    for (const [name, label] of Object.entries(SOURCES)) {
      const words = name === "camera" ? "Turn on camera" : label;
      const button = make("button", "button", words);
      button.type = "button";
      const choose = (): void => {
        this.stop();
        void this.start(name as SourceName);
      };
      button.addEventListener("click", choose, { signal: this.signal });
      el.append(button);
    }
    return el;
  }

  private async start(name: SourceName): Promise<void> {
    // Not every browser says that a file dialog was closed: that one is asked anew.
    if (this.asked === name && name !== "file") return;
    this.asks += 1;
    this.asked = name;
    const { asks } = this;
    try {
      const source = await openSource(name);
      if (asks !== this.asks) {
        // Another was asked for meanwhile.
        source.stop();
        return;
      }
      this.source = source;
      this.name = name;
      // Whoever asked may have gone while the person was asked.
      if (this.signal.aborted || this.button.disabled) this.stop();
      else this.run(source);
    } catch (error) {
      if (asks !== this.asks) return;
      this.stop();
      this.events.failed(`The ${SOURCES[name]} cannot be used: ${reasonOf(error)}.`);
    } finally {
      if (asks === this.asks) this.asked = null;
    }
  }

  private run(source: Source): void {
    this.ask.hidden = true;
    this.startedAt = performance.now();
    this.pace = new CameraPace(this.startedAt);
    this.lastBytes = 0;
    source.onend = (): void => {
      const word = SOURCES[this.name];
      this.stop();
      this.events.failed(`The ${word} has gone: it was unplugged or taken away.`);
    };
    const report = (): void =>
      this.events.camera(describeFeed(this.name, this.pace.report(performance.now())));
    this.timers = [
      setInterval(() => void this.capture(), 1000 / FRAMES_PER_SECOND),
      setInterval(report, REPORT_MS),
    ];
    this.button.setAttribute("aria-pressed", "true");
    nameButton(this.button, `Stop sending the ${SOURCES[this.name]} to ${this.track}`);
  }

  private get hasRoom(): boolean {
    const { outflow, buffered } = this.outlet;
    if (buffered > MOST_BUFFERED) return false;
    return outflow.mayGo(this.lastBytes, PATIENCE, performance.now());
  }

  private async capture(): Promise<void> {
    const { source } = this;
    if (this.isEncoding || source === null) return;
    if (!this.hasRoom) {
      this.pace.dropped(performance.now());
      return;
    }
    if (!source.draw(this.canvas)) return;
    this.isEncoding = true;
    const blob = await new Promise<Blob | null>((resolve) => {
      this.canvas.toBlob(resolve, "image/jpeg", this.pace.quality);
    });
    const payload = blob === null ? null : new Uint8Array(await blob.arrayBuffer());
    this.isEncoding = false;
    if (payload === null || this.source !== source) return;
    const now = performance.now();
    const pts = (now - this.startedAt) / 1000;
    const { track } = this;
    this.lastBytes = payload.byteLength;
    if (this.outlet.send({ type: "media", track, codec: "jpeg", pts }, [payload])) {
      this.pace.sent(now);
    } else {
      this.pace.dropped(now);
    }
  }

  private label(verb: string): string {
    return `${verb} the camera to ${this.track}`;
  }
}
