/** The engine's clock as this page can know it. */

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
