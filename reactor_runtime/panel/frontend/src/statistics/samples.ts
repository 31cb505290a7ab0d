/** Numbers measured over a while, and what they amount to. */

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
