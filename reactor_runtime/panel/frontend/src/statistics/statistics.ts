/** The overlay with numbers: off by default, and nothing is measured while it is off. */

import { make, makeIconButton } from "../page/dom";
import { every } from "../page/time";
import type { SessionMember } from "../session/session";
import type { Commands } from "../state/commands";
import type { FrameHeader } from "../wire/protocol";
import { Metrics } from "./metrics";
import { createOverlay, type Overlay } from "./overlay";

const REFRESH_MS = 500;

export interface StatisticsParts {
  readonly member: Pick<SessionMember, "clock" | "watch">;
  readonly commands: Commands;
  /** The track whose frames are counted. */
  readonly track: () => string | null;
  /** Name of the link in use. */
  readonly rung: () => string;
}

/** One measurement, from the toggling on to the toggling off. */
interface Measurement {
  readonly metrics: Metrics;
  readonly overlay: Overlay;
  readonly ending: AbortController;
  newest: FrameHeader | null;
}

/** Milliseconds of Unix time for seconds of it, from the event's own clock. */
const toMs = (seconds: number): number => seconds * 1000;

const pageMs = (): number => performance.timeOrigin + performance.now();

export class Statistics {
  readonly button: HTMLButtonElement;
  /** Where the overlay appears. */
  readonly place = make("div", "overlay-place");
  private running: Measurement | null = null;

  constructor(
    private readonly parts: StatisticsParts,
    signal: AbortSignal,
  ) {
    this.button = makeIconButton(
      "stats",
      "Statistics: frames, bytes, delays (I)",
      () => this.toggle(),
      signal,
    );
    this.button.dataset.testid = "reactor-stats";
    this.button.setAttribute("aria-pressed", "false");
    signal.addEventListener("abort", () => this.stop());
  }

  toggle(): void {
    if (this.running === null) this.start();
    else this.stop();
    this.button.setAttribute("aria-pressed", String(this.running !== null));
  }

  /** The picture was hidden, or another link or session came. */
  resume(): void {
    this.running?.metrics.resume();
  }

  private start(): void {
    const ending = new AbortController();
    const metrics = new Metrics(pageMs());
    const overlay = createOverlay();
    const running: Measurement = { metrics, overlay, ending, newest: null };
    this.running = running;
    this.place.replaceChildren(overlay.el);
    this.parts.commands.watcher = {
      sent: (id) => metrics.commandSent(id, pageMs()),
      answered: (id, number) => metrics.commandAnswered(id, number),
    };
    this.measure(running);
    every(REFRESH_MS, () => this.refresh(running), ending.signal);
    this.refresh(running);
  }

  private measure(running: Measurement): void {
    const { member, track } = this.parts;
    const { metrics, ending } = running;
    member.watch(
      {
        arrived: (header, bytes) => {
          metrics.arrived(bytes, pageMs());
          if (header.track === track()) running.newest = header;
        },
        drawn: ({ header, isDrawn, at }) => {
          if (!isDrawn || header.track !== track()) return;
          const { sequence, command, created_at: made } = header;
          const age = toMs(at - member.clock.epoch - made);
          metrics.drawn({ sequence, command, at: toMs(at), age });
        },
      },
      ending.signal,
    );
  }

  private stop(): void {
    this.running?.ending.abort();
    this.running = null;
    this.parts.commands.watcher = null;
    this.place.replaceChildren();
  }

  private refresh({ metrics, overlay, newest }: Measurement): void {
    overlay.show(metrics.report(pageMs()), this.note(newest));
  }

  private note(newest: FrameHeader | null): string {
    const words = [this.parts.rung()];
    if (newest !== null) {
      const { codec, quality, coded_width: width, coded_height: height } = newest;
      words.push(`${codec} q${quality}`, `${width} × ${height}`);
    }
    const { roundTrip } = this.parts.member.clock;
    if (roundTrip !== null) words.push(`ping ${(roundTrip * 1000).toFixed(1)} ms`);
    return words.filter(Boolean).join(" · ");
  }
}
