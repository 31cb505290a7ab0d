/** Numbers measured over a while, and what they amount to: rates, medians. */

export interface Summary {
  readonly median: number;
  readonly p95: number;
}

/** The value below which a *share* of *sorted* lies, by nearest rank. */
export function percentile(sorted: readonly number[], share: number): number {
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[Math.min(rank, sorted.length) - 1] ?? Number.NaN;
}

/** Returns `null` where there is nothing to sum up. */
export function summarize(values: readonly number[]): Summary | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const list = Array.from(sorted);
  return { median: percentile(list, 0.5), p95: percentile(list, 0.95) };
}

/** Values of the last *span* milliseconds, at most *limit*; the oldest go. */
export class Recent {
  private entries: (readonly [at: number, value: number])[] = [];

  constructor(
    private readonly span: number,
    private readonly limit: number,
  ) {}

  add(at: number, value: number): void {
    this.entries.push([at, value]);
    if (this.entries.length > 2 * this.limit) {
      this.entries = this.entries.slice(-this.limit);
    }
  }

  /** Values younger than the span at *now*. */
  values(now: number): number[] {
    const start = now - this.span;
    return this.entries
      .slice(-this.limit)
      .filter(([at]) => at > start)
      .map(([, value]) => value);
  }
}

/** A rate is that of the last two seconds, */
const SPAN_MS = 2000;

/** or, where that is longer, that of so many frames. */
const FEWEST = 4;

/** A model that lets as many of its own intervals pass, and the span, has stopped. */
const MISSED = 4;

/** Times kept: more than any display draws in the span. */
const MOST = 2000;

/** Pure: the caller says when it is, in milliseconds of one clock. */
export class Meter {
  private times: number[] = [];

  /** A frame was drawn at *now*. */
  count(now: number): void {
    if (this.hasStopped(now)) this.times = [];
    this.times.push(now);
    const start = this.times.findIndex((time) => time > now - SPAN_MS);
    const kept = Math.max(FEWEST, this.times.length - Math.max(0, start));
    this.times = this.times.slice(-Math.min(kept, MOST));
  }

  /** Frames per second at *now*, `null` while that is not known. */
  rate(now: number): number | null {
    const { interval } = this;
    const [first] = this.times;
    if (interval === null || first === undefined) return null;
    if (this.hasStopped(now)) return 0;
    const measured = interval * (this.times.length - 1);
    // What is overdue counts as well, but not before it is.
    const waited = now - first - Math.max(SPAN_MS / 4, 1.5 * interval);
    return ((this.times.length - 1) * 1000) / Math.max(measured, waited);
  }

  /** Milliseconds between two frames, on average. */
  private get interval(): number | null {
    const first = this.times[0];
    const last = this.times[this.times.length - 1];
    if (first === undefined || last === undefined || last <= first) return null;
    return (last - first) / (this.times.length - 1);
  }

  private hasStopped(now: number): boolean {
    const last = this.times[this.times.length - 1];
    const { interval } = this;
    if (last === undefined || interval === null) return false;
    return now - last > Math.max(SPAN_MS, MISSED * interval);
  }
}

/** A rate in three digits; what is slower than ten seconds a frame says its seconds. */
export function formatRate(rate: number | null): string {
  if (rate === null) return "– fps";
  if (rate === 0) return "0 fps";
  if (rate < 0.095) return `1 frame in ${(1 / rate).toFixed(0)} s`;
  if (rate < 0.95) return `${rate.toFixed(2)} fps`;
  return `${rate.toFixed(rate < 9.95 ? 1 : 0)} fps`;
}
