/**
 * How much that is bulky may be on its way, so that nothing urgent waits behind it.
 *
 * A socket keeps its order: a command that is sent while megabytes are on their way
 * arrives after them, and most of them wait where no page can see them. So files and
 * camera pictures are let out in such amounts only as arrive soon.
 */

/** The least that may be on its way: a window that small could never grow. */
export const FLOOR = 16 * 1024;

/** The most: what a link that breaks down still has to carry. */
const MOST = 2 * 1024 * 1024;

/** Round trips that may be on their way: more than one, or a window could not grow. */
const TRIPS = 2.5;

/** Arrivals that the rate is the mean of. */
const SAMPLES = 4;

interface Flight {
  readonly bytes: number;
  readonly at: number;
  /** Bytes that had arrived when it was sent. */
  readonly before: number;
}

/**
 * The bulky messages of one link that the other side has not confirmed. Pure: times are
 * milliseconds of one clock and come from outside.
 */
export class Outflow {
  private readonly flights = new Map<string, Flight>();
  private flying = 0;
  private arrivedBytes = 0;
  private quickest = Number.POSITIVE_INFINITY;
  private rates: number[] = [];

  /** A message of *bytes* went out; *id* is what will confirm it. */
  sent(id: string, bytes: number, now: number): void {
    this.flights.set(id, { bytes, at: now, before: this.arrivedBytes });
    this.flying += bytes;
  }

  /** The other side has *id* and all that was sent before; `false` if it is no flight. */
  arrived(id: string, now: number): boolean {
    const flight = this.flights.get(id);
    if (flight === undefined) return false;
    this.flights.delete(id);
    this.flying -= flight.bytes;
    this.arrivedBytes += flight.bytes;
    const took = Math.max(1, now - flight.at);
    this.tookTrip(took);
    this.rates = [
      ...this.rates.slice(1 - SAMPLES),
      (this.arrivedBytes - flight.before) / took,
    ];
    return true;
  }

  /** A message, however small, and its answer took *ms*. */
  tookTrip(ms: number): void {
    this.quickest = Math.min(this.quickest, ms);
  }

  /**
   * Bytes that may be on their way so that all arrive within *patience* milliseconds,
   * or within a few round trips of the link, where those are longer.
   */
  window(patience: number): number {
    if (this.rates.length === 0) return FLOOR;
    const rate = this.rates.reduce((sum, value) => sum + value, 0) / this.rates.length;
    const allowed = rate * this.horizon(patience);
    return Math.min(MOST, Math.max(FLOOR, allowed));
  }

  /**
   * Whether *bytes* more may go out at *now*; one message may always be on its way, and
   * none may follow while one is late.
   */
  mayGo(bytes: number, patience: number, now: number): boolean {
    const [oldest] = this.flights.values();
    if (oldest === undefined) return true;
    const isLate = now - oldest.at > this.horizon(patience);
    return !isLate && this.flying + bytes <= this.window(patience);
  }

  private horizon(patience: number): number {
    const trips = Number.isFinite(this.quickest) ? TRIPS * this.quickest : 0;
    return Math.max(patience, trips);
  }

  /** A new link: nothing is known of it. */
  restart(): void {
    this.flights.clear();
    this.flying = 0;
    this.quickest = Number.POSITIVE_INFINITY;
    this.rates = [];
  }
}
