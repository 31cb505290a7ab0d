/** When blocks of sound start, so that each is heard with its picture. */

import { Recent, summarize } from "../statistics/samples";

/** What the audio thread needs to take a block up, in seconds. */
const MARGIN = 0.005;

/** How much later than the last of twenty blocks sound is played: others are later. */
const CUSHION = 0.005;

/** Sound is not held back by more than this for the sake of blocks that come late. */
const MOST_HELD = 0.03;

/** Sound that is off by less is not cut: it is played a little faster or slower. */
const SLACK = 0.025;

/** The most that is bent, as a share: a sixth of a semitone, which nobody hears. */
const MOST_BEND = 0.01;

/** What is off by less is left as it is. */
const CLOSE = 0.003;

/** Sound this far from the pictures belongs to another run than they. */
const ELSEWHERE = 2;

/** For how long it counts how late blocks came, in milliseconds. */
const SPAN = 4000;

/** What to play of a block, and when, in seconds. */
export interface BlockPlace {
  readonly start: number;
  /** What its beginning lacks. */
  readonly skip: number;
  readonly speed: number;
}

/**
 * Places the blocks of one track one after the other, as late as the pictures are, or
 * later by as little as nineteen of twenty blocks need to come in time, within bounds.
 * What comes a little later still is played as soon as it can be, and what follows a
 * little faster; of what comes much later the beginning is cut. Pure: times are seconds of the audio clock.
 */
export class SoundSchedule {
  private needs = new Recent(SPAN, 200);
  private base = Number.NaN;
  private end = 0;

  /**
   * Returns where a block goes that is here at *now*, `null` if it comes too late.
   *
   * @param delay How long after their `pts` pictures are seen; `null` if not known.
   */
  place(
    pts: number,
    duration: number,
    now: number,
    delay: number | null,
  ): BlockPlace | null {
    const soonest = now + MARGIN;
    const target = pts + this.delayOf(soonest - pts, now, delay);
    const free = Math.max(soonest, this.end);
    const late = free - target;
    const isNear = late < SLACK && (late > 0 || target - this.end < SLACK);
    const start = isNear ? free : Math.max(free, target);
    const skip = isNear ? 0 : start - target;
    if (skip >= duration) return null;
    const off = start - skip - target;
    const bend = Math.abs(off) < CLOSE ? 0 : off;
    const speed = 1 + Math.min(MOST_BEND, Math.max(-MOST_BEND, bend));
    this.end = start + (duration - skip) / speed;
    return { start, skip, speed };
  }

  /** @param least The shortest delay that this block can have. */
  private delayOf(least: number, now: number, delay: number | null): number {
    this.base = delay ?? this.base;
    if (!(Math.abs(least - this.base) < ELSEWHERE)) {
      this.base = least;
      this.needs = new Recent(SPAN, 200);
    }
    this.needs.add(1000 * now, least - this.base);
    const lately = summarize(this.needs.values(1000 * now));
    const { median, p95 } = lately ?? { median: 0, p95: 0 };
    const held = Math.min(p95, Math.max(median, MOST_HELD)) + CUSHION;
    return this.base + Math.max(0, held);
  }
}
