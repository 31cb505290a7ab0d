/** The engine's clock as this page can know it, by asking now and then. */

import type { Channel } from "../links/channel";
import { unixNow } from "../page/time";

/** One exchange with the engine; the page's times are seconds of Unix time. */
export interface Exchange {
  readonly sent: number;
  /** The engine's clock, read somewhere between `sent` and `received`. */
  readonly engine: number;
  readonly received: number;
}

/** Exchanges that count: clocks drift apart, so old ones must go. */
const EXCHANGES = 16;

/**
 * Places the engine's times on the page's clock.
 *
 * The runtime states its clock's distance from Unix time. On one machine that is exact;
 * on another one it is as wrong as the two machines' clocks. Each exchange shows in
 * which bounds it can be true. Where it is outside of them, the exchange with the
 * shortest round trip is believed instead, to half of that round trip.
 */
export class EngineClock {
  private stated = 0;
  private exchanges: Exchange[] = [];

  /** A link is up. *epoch* is Unix time minus the engine's clock, in seconds. */
  restart(epoch: number): void {
    this.stated = epoch;
    this.exchanges = [];
  }

  add(exchange: Exchange): void {
    this.exchanges.push(exchange);
    if (this.exchanges.length > EXCHANGES) this.exchanges.shift();
  }

  /** The page's Unix time minus the engine's clock, in seconds. */
  get epoch(): number {
    let best: Exchange | null = null;
    for (const exchange of this.exchanges) {
      if (best === null || roundTrip(exchange) < roundTrip(best)) best = exchange;
    }
    if (best === null) return this.stated;
    const { sent, engine, received } = best;
    const isPossible = engine + this.stated >= sent && engine + this.stated <= received;
    return isPossible ? this.stated : (sent + received) / 2 - engine;
  }

  /** The shortest round trip so far, in seconds; `null` before the first. */
  get roundTrip(): number | null {
    if (this.exchanges.length === 0) return null;
    return Math.min(...this.exchanges.map(roundTrip));
  }
}

function roundTrip({ sent, received }: Exchange): number {
  return received - sent;
}

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
