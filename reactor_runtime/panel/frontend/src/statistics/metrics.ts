/** What a person sees of a session, in numbers: rate, bytes, delays, lost frames. */

import { Meter, Recent, type Summary, summarize } from "./samples";

/** How long a number looks back, in milliseconds. */
const SPAN = 10_000;
const COMMAND_SPAN = 60_000;

/** Points of a sparkline, and the time that each stands for. */
export const POINTS = 40;
export const POINT_MS = 500;

/** Commands that no frame contains after this long are not waited for. */
const PATIENCE = 10_000;

const MOST = 4000;

/** Newest last; `NaN` where nothing was measured. */
export type Series = readonly number[];

export interface Report {
  /** Frames drawn per second, `null` while that is not known. */
  readonly rate: number | null;
  readonly bytesPerSecond: number;
  /** Frames that the model made and that were never drawn here. */
  readonly dropped: number;
  readonly droppedPerSecond: number;
  /** Milliseconds from a frame's making to its drawing. */
  readonly age: Summary | null;
  /** Milliseconds from a command to the first drawn frame that contains it. */
  readonly command: Summary | null;
  readonly series: {
    readonly rate: Series;
    readonly bytes: Series;
    readonly dropped: Series;
    readonly age: Series;
    readonly command: Series;
  };
}

/** What happened in one point's time. */
interface TimePoint {
  readonly number: number;
  frames: number;
  bytes: number;
  dropped: number;
  readonly ages: number[];
  readonly commands: number[];
}

/** What is measured of one drawn frame; times are milliseconds of one clock. */
export interface DrawnFrame {
  readonly sequence: number;
  /** Number of the newest command that it contains. */
  readonly command: number;
  readonly at: number;
  readonly age: number;
}

interface Waiting {
  readonly number: number;
  readonly sentAt: number;
}

/**
 * Gathers while it exists; nothing is measured without it. Pure: times come from
 * outside, all in milliseconds of one clock.
 */
export class Metrics {
  private points: TimePoint[] = [];
  private readonly meter = new Meter();
  private readonly ages = new Recent(SPAN, MOST);
  private readonly delays = new Recent(COMMAND_SPAN, MOST);
  private readonly sent = new Map<string, number>();
  private waiting: Waiting[] = [];
  /** When frames first contained a command, newest last: answers may come later. */
  private firsts: (readonly [command: number, at: number])[] = [];
  private lastSequence: number | null = null;
  private dropped = 0;

  constructor(private readonly startedAt: number) {}

  /** A payload came in. */
  arrived(bytes: number, at: number): void {
    this.point(at).bytes += bytes;
  }

  /** A frame of the main track was drawn. */
  drawn({ sequence, command, at, age }: DrawnFrame): void {
    const point = this.point(at);
    point.frames += 1;
    this.meter.count(at);
    point.ages.push(age);
    this.ages.add(at, age);
    const missed = this.lastSequence === null ? 0 : sequence - this.lastSequence - 1;
    if (missed > 0) {
      point.dropped += missed;
      this.dropped += missed;
    }
    this.lastSequence = sequence;
    this.contain(command, at);
  }

  /** A command went out under *id*. */
  commandSent(id: string, at: number): void {
    this.sent.set(id, at);
    for (const [known, sentAt] of this.sent) {
      if (sentAt < at - PATIENCE) this.sent.delete(known);
    }
  }

  /** The command *id* ran as the *number*-th; 0 if it did not. */
  commandAnswered(id: string, number: number): void {
    const sentAt = this.sent.get(id);
    this.sent.delete(id);
    if (sentAt === undefined || number <= 0) return;
    const first = this.firsts.find(
      ([command, at]) => command >= number && at >= sentAt,
    );
    if (first !== undefined) this.measure(sentAt, first[1]);
    else this.waiting.push({ number, sentAt });
  }

  /** The picture was away for a while: what was made meanwhile was not dropped. */
  resume(): void {
    this.lastSequence = null;
    this.waiting = [];
    this.firsts = [];
  }

  report(now: number): Report {
    const points = this.timeline(now);
    const looked = Math.min(SPAN, Math.max(POINT_MS, now - this.startedAt));
    const recent = points.slice(-Math.ceil(looked / POINT_MS));
    const perSecond = (value: (point: TimePoint) => number): number =>
      (recent.reduce((sum, point) => sum + value(point), 0) * 1000) /
      (Math.max(1, recent.length) * POINT_MS);
    const scale = 1000 / POINT_MS;
    return {
      rate: this.meter.rate(now),
      bytesPerSecond: perSecond(({ bytes }) => bytes),
      dropped: this.dropped,
      droppedPerSecond: perSecond(({ dropped }) => dropped),
      age: summarize(this.ages.values(now)),
      command: summarize(this.delays.values(now)),
      series: {
        rate: points.map(({ frames }) => frames * scale),
        bytes: points.map(({ bytes }) => bytes * scale),
        dropped: points.map(({ dropped }) => dropped * scale),
        age: points.map(({ ages }) => summarize(ages)?.median ?? Number.NaN),
        command: points.map(
          ({ commands }) => summarize(commands)?.median ?? Number.NaN,
        ),
      },
    };
  }

  private contain(command: number, at: number): void {
    const last = this.firsts.at(-1);
    if (last === undefined || last[0] !== command) {
      this.firsts.push([command, at]);
      if (this.firsts.length > 64) this.firsts.shift();
    }
    if (this.waiting.length === 0) return;
    const due = this.waiting.filter(({ number }) => number <= command);
    this.waiting = this.waiting.filter(
      ({ number, sentAt }) => number > command && sentAt > at - PATIENCE,
    );
    for (const { sentAt } of due) this.measure(sentAt, at);
  }

  private measure(sentAt: number, at: number): void {
    if (at - sentAt > PATIENCE) return;
    this.delays.add(at, at - sentAt);
    this.point(at).commands.push(at - sentAt);
  }

  /** The points that are over, oldest first; the one that runs is not among them. */
  private timeline(now: number): TimePoint[] {
    const current = this.number(now);
    const known = new Map(this.points.map((point) => [point.number, point]));
    const first = Math.max(0, current - POINTS);
    const length = current - first;
    return Array.from(
      { length },
      (_, i) => known.get(first + i) ?? makePoint(first + i),
    );
  }

  private point(at: number): TimePoint {
    const number = this.number(at);
    const found = this.points.findLast((point) => point.number === number);
    if (found !== undefined) return found;
    const point = makePoint(number);
    this.points.push(point);
    if (this.points.length > POINTS + 2) this.points.shift();
    return point;
  }

  private number(at: number): number {
    return Math.floor((at - this.startedAt) / POINT_MS);
  }
}

function makePoint(number: number): TimePoint {
  return { number, frames: 0, bytes: 0, dropped: 0, ages: [], commands: [] };
}
