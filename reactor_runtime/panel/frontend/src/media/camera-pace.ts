/** How often and how well the camera is sent: what the link carries, and no more. */

/** JPEG qualities, best first. The size stays: a model may rely on it. */
export const QUALITIES = [0.8, 0.6, 0.4, 0.25] as const;

/** How far back the counts look, in milliseconds. */
const SPAN = 2000;

/** The least time between two changes of quality. */
const SETTLE = 1500;

/** Dropped pictures, as a share of all, from which on the quality goes down. */
const TOO_MANY = 0.3;

/** Time without a drop before better quality is tried, at first and at most. */
const CALM = { first: 6000, most: 60_000 } as const;

export interface CameraReport {
  /** Pictures sent per second. */
  readonly sent: number;
  /** Pictures per second that the link had no room for. */
  readonly dropped: number;
}

/**
 * Counts what went out and what was dropped, and moves the quality: down while many
 * are dropped, up by a trial after a calm that is twice as long after each trial that
 * failed. Pure: the caller says when it is, in milliseconds.
 */
export class CameraPace {
  private sentAt: number[] = [];
  private droppedAt: number[] = [];
  private step = 0;
  private changedAt: number;
  private calm: number = CALM.first;
  private isTrial = false;

  constructor(private readonly startedAt: number) {
    this.changedAt = startedAt;
  }

  get quality(): number {
    return QUALITIES[this.step] ?? QUALITIES[0];
  }

  /** A picture went out. */
  sent(now: number): void {
    this.sentAt = [...this.recent(this.sentAt, now), now];
    this.adapt(now);
  }

  /** A picture was due and the link had no room for it. */
  dropped(now: number): void {
    this.droppedAt = [...this.recent(this.droppedAt, now), now];
    this.adapt(now);
  }

  report(now: number): CameraReport {
    const span = Math.min(SPAN, Math.max(500, now - this.startedAt)) / 1000;
    return {
      sent: this.recent(this.sentAt, now).length / span,
      dropped: this.recent(this.droppedAt, now).length / span,
    };
  }

  private recent(times: readonly number[], now: number): number[] {
    return times.filter((at) => at > now - SPAN);
  }

  private adapt(now: number): void {
    const since = now - this.changedAt;
    if (since < SETTLE) return;
    const { sent, dropped } = this.report(now);
    const isWorst = this.step === QUALITIES.length - 1;
    if (dropped > TOO_MANY * (sent + dropped)) {
      if (isWorst) return;
      if (this.isTrial) this.calm = Math.min(CALM.most, 2 * this.calm);
      this.move(1, now);
    } else if (this.step > 0 && dropped === 0 && since > this.calm) {
      this.move(-1, now);
    } else if (since > this.calm) {
      this.isTrial = false;
    }
  }

  private move(by: 1 | -1, now: number): void {
    this.step += by;
    this.changedAt = now;
    this.isTrial = by < 0;
    this.sentAt = [];
    this.droppedAt = [];
  }
}
