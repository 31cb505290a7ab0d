/** The beat on which a dragged control sends: the frames that the person sees. */

/**
 * Without pictures for this long the display's own frames are the beat: a paused or
 * very slow model must still hear of a change.
 */
const STALE_MS = 1000;

/** Calls back on the next drawn frame; at once is the caller's business. */
export interface Pace {
  /** Call *callback* on the next beat, once. Returns a function that cancels it. */
  next(callback: () => void): () => void;
}

/** Beats with each drawn frame of the model, with the display while there is none. */
export class DrawnPace implements Pace {
  private readonly callbacks = new Set<() => void>();
  private lastDrawn = Number.NEGATIVE_INFINITY;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** A frame was drawn. */
  beat(): void {
    this.lastDrawn = this.now();
    const due = [...this.callbacks];
    this.callbacks.clear();
    for (const callback of due) callback();
  }

  next(callback: () => void): () => void {
    const isFlowing = this.now() - this.lastDrawn < STALE_MS;
    const once = (): void => {
      cancel();
      callback();
    };
    const frame = isFlowing ? 0 : requestAnimationFrame(once);
    const timer = isFlowing ? setTimeout(once, STALE_MS) : undefined;
    const cancel = (): void => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      this.callbacks.delete(once);
    };
    if (isFlowing) this.callbacks.add(once);
    return cancel;
  }
}

/**
 * Passes on the newest of many values, at most one per beat.
 *
 * The first goes out at once; those that follow before the next beat replace each other
 * and the last of them goes out on the beat. A final value goes out at once.
 */
export class Coalescer<T> {
  private pending: { readonly value: T } | null = null;
  private cancel: (() => void) | null = null;

  constructor(
    private readonly pace: Pace,
    private readonly send: (value: T) => void,
  ) {}

  push(value: T, isFinal: boolean): void {
    if (isFinal) {
      this.stop();
      this.send(value);
    } else if (this.cancel !== null) {
      this.pending = { value };
    } else {
      this.send(value);
      this.wait();
    }
  }

  /** Drop what waits. */
  stop(): void {
    this.cancel?.();
    this.cancel = null;
    this.pending = null;
  }

  private wait(): void {
    this.cancel = this.pace.next(() => {
      this.cancel = null;
      const pending = this.pending;
      this.pending = null;
      if (pending === null) return;
      this.send(pending.value);
      this.wait();
    });
  }
}
