/** When to acknowledge a drawn frame, and sound that has come. */

import type { Channel } from "../links/channel";
import type { DrawReport } from "../video/playback";
import type { AudioHeader, FrameHeader } from "../wire/protocol";
import type { AckHeader } from "../wire/requests";
import type { EngineClock } from "./clock";

/** On the comm each ack costs milliseconds: at most four a second. */
const SPARSE_MS = 250;

/**
 * On a socket every drawn frame is acknowledged, on the comm at most four times a
 * second the newest of each track.
 */
export class Acks {
  /** When each frame of the link in use came in. */
  private arrived = new WeakMap<FrameHeader, number>();
  private isSparse = false;
  private readonly newest = new Map<string, AckHeader>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastSent = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly channel: Pick<Channel, "send">,
    private readonly clock: Pick<EngineClock, "epoch">,
    signal: AbortSignal,
  ) {
    signal.addEventListener("abort", () => clearTimeout(this.timer));
  }

  /** A link is up, on *rung*. */
  use(rung: string): void {
    this.isSparse = rung === "comm";
    this.arrived = new WeakMap();
    this.newest.clear();
    clearTimeout(this.timer);
    this.timer = undefined;
    this.lastSent = Number.NEGATIVE_INFINITY;
  }

  /**
   * A frame came over the link in use; only such frames are acknowledged on it.
   *
   * @param at When, in seconds of Unix time.
   */
  expect(header: FrameHeader, at: number): void {
    this.arrived.set(header, at);
  }

  drawn({ header, dropped, at }: DrawReport): void {
    const arrivedAt = this.arrived.get(header);
    if (arrivedAt === undefined) return;
    const { track, sequence } = header;
    const { epoch } = this.clock;
    const times = { drawn_at: at - epoch, received_at: arrivedAt - epoch };
    this.tell({ type: "ack", track, sequence, ...times, dropped });
  }

  /** Sound came in at *at*, in seconds of Unix time, played or not. */
  heard({ track, sequence }: AudioHeader, at: number): void {
    const time = at - this.clock.epoch;
    const times = { drawn_at: time, received_at: time };
    this.tell({ type: "ack", track, sequence, ...times, dropped: 0 });
  }

  private tell(ack: AckHeader): void {
    if (!this.isSparse) {
      this.channel.send(ack);
      return;
    }
    const skipped = this.newest.get(ack.track)?.dropped ?? 0;
    this.newest.set(ack.track, { ...ack, dropped: ack.dropped + skipped });
    if (this.timer !== undefined) return;
    const wait = Math.max(0, this.lastSent + SPARSE_MS - performance.now());
    if (wait === 0) this.flush();
    else this.timer = setTimeout(() => this.flush(), wait);
  }

  private flush(): void {
    this.timer = undefined;
    this.lastSent = performance.now();
    for (const ack of this.newest.values()) this.channel.send(ack);
    this.newest.clear();
  }
}
