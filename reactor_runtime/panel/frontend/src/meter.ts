/** How many frames per second are drawn. */

const SPAN_MS = 2000;

/** Counts over the last two seconds, bounded by the rate of one display. */
export class Meter {
  private times: number[] = [];

  /** A frame was drawn at *now*, in milliseconds. */
  count(now: number): void {
    this.times.push(now);
    this.trim(now);
  }

  /** Frames per second at *now*, in milliseconds. */
  rate(now: number): number {
    this.trim(now);
    const first = this.times[0];
    const last = this.times[this.times.length - 1];
    if (first === undefined || last === undefined) return 0;
    // The longer of what was measured and what has passed without a frame.
    const span = Math.max(last - first, now - first - 500);
    const intervals = this.times.length - 1;
    return span <= 0 || intervals === 0 ? 0 : (intervals * 1000) / span;
  }

  private trim(now: number): void {
    const start = this.times.findIndex((time) => time > now - SPAN_MS);
    this.times = start < 0 ? [] : start === 0 ? this.times : this.times.slice(start);
  }
}
