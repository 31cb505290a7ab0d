/** When to acknowledge a drawn frame. */

import type { Drawn } from "./picture";
import type { AckHeader, FrameHeader } from "./protocol";

/** On the comm each ack costs milliseconds: at most four a second. */
const SPARSE_MS = 250;

/** Seconds since 1970, to a fraction of a millisecond. */
export function unixNow(): number {
  return (performance.timeOrigin + performance.now()) / 1000;
}

/**
 * On a socket every drawn frame is acknowledged, on the comm at most four times a
 * second the newest of each track.
 */
export class Acks {
  private arrived = new WeakSet<FrameHeader>();
  private isSparse = false;
  private epoch = 0;
  private readonly newest = new Map<string, AckHeader>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastSent = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly send: (ack: AckHeader) => void,
    signal: AbortSignal,
  ) {
    signal.addEventListener("abort", () => clearTimeout(this.timer));
  }

  /** A link is up. *epoch* is Unix time minus the engine's clock, in seconds. */
  use(rung: string, epoch: number): void {
    this.isSparse = rung === "comm";
    this.epoch = epoch;
    this.arrived = new WeakSet();
    this.newest.clear();
    clearTimeout(this.timer);
    this.timer = undefined;
    this.lastSent = Number.NEGATIVE_INFINITY;
  }

  /** A frame came over the link in use; only such frames are acknowledged on it. */
  expect(header: FrameHeader): void {
    this.arrived.add(header);
  }

  drawn({ header, dropped }: Drawn): void {
    if (!this.arrived.has(header)) return;
    const { track, sequence } = header;
    const drawn_at = unixNow() - this.epoch;
    const ack: AckHeader = { type: "ack", track, sequence, drawn_at, dropped };
    if (!this.isSparse) {
      this.send(ack);
      return;
    }
    const skipped = this.newest.get(track)?.dropped ?? 0;
    this.newest.set(track, { ...ack, dropped: dropped + skipped });
    if (this.timer !== undefined) return;
    const wait = Math.max(0, this.lastSent + SPARSE_MS - performance.now());
    if (wait === 0) this.flush();
    else this.timer = setTimeout(() => this.flush(), wait);
  }

  private flush(): void {
    this.timer = undefined;
    this.lastSent = performance.now();
    for (const ack of this.newest.values()) this.send(ack);
    this.newest.clear();
  }
}
