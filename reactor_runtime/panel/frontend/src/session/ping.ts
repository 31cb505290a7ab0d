/** Asks the engine for its time now and then. */

import type { Channel } from "../links/channel";
import { unixNow } from "../video/messages";
import type { EngineClock } from "./clock";

/** Milliseconds after a link is up: a few soon, for the shortest of several trips. */
const FIRST = [200, 500, 900, 1400] as const;

/** Milliseconds between later ones; clocks drift by microseconds a second. */
const LATER = 15_000;

/** Pings while a link is up and somebody looks, and gives what it learns to a clock. */
export class Pinger {
  private readonly sent = new Map<string, number>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private count = 0;
  private isAwake = true;

  constructor(
    private readonly channel: Pick<Channel, "send">,
    private readonly clock: EngineClock,
  ) {}

  /** A link is up: what was asked on the former is forgotten. */
  restart(): void {
    this.sent.clear();
    this.schedule(0);
  }

  /** Nobody looks: no ping is worth its message. */
  rest(isResting: boolean): void {
    this.isAwake = !isResting;
  }

  answered(id: string, engine: number): void {
    const sent = this.sent.get(id);
    this.sent.delete(id);
    if (sent !== undefined) this.clock.add({ sent, engine, received: unixNow() });
  }

  stop(): void {
    clearTimeout(this.timer);
    this.sent.clear();
  }

  private schedule(round: number): void {
    clearTimeout(this.timer);
    const before = round === 0 ? 0 : (FIRST[round - 1] ?? 0);
    const wait = round < FIRST.length ? (FIRST[round] ?? 0) - before : LATER;
    this.timer = setTimeout(() => {
      if (this.isAwake) this.ping();
      this.schedule(round + 1);
    }, wait);
  }

  private ping(): void {
    this.count += 1;
    const id = `clock:${this.count}`;
    this.sent.set(id, unixNow());
    this.channel.send({ type: "ping", id });
  }
}
