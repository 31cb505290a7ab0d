/** When a link is tried again: after waits that grow. */

export interface Backoff {
  /** Milliseconds before the first repeated attempt. */
  readonly first: number;
  /** Milliseconds that no wait exceeds. */
  readonly longest: number;
}

export const DEFAULT_BACKOFF: Backoff = { first: 500, longest: 30_000 };

/**
 * Return the milliseconds to wait before attempt number *attempt* (from 1).
 *
 * Waits double up to the longest. *random* in [0, 1) takes up to a quarter off, so that
 * many panels of one kernel do not return in step.
 */
export function backoffDelay(
  attempt: number,
  backoff: Backoff,
  random: number,
): number {
  const delay = Math.min(backoff.longest, backoff.first * 2 ** (attempt - 1));
  return delay * (1 - random / 4);
}

export class Retry {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private attempts = 0;

  /** @param signal Aborting it cancels the wait for good. */
  constructor(
    private readonly backoff: Backoff,
    private readonly again: () => void,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener("abort", () => clearTimeout(this.timer), { once: true });
  }

  /** How many repetitions were scheduled since the last `reset`. */
  get count(): number {
    return this.attempts;
  }

  /** Try again after the next wait; a wait already running starts anew. */
  schedule(): void {
    if (this.signal.aborted) return;
    this.attempts += 1;
    clearTimeout(this.timer);
    const delay = backoffDelay(this.attempts, this.backoff, Math.random());
    this.timer = setTimeout(this.again, delay);
  }

  /** An attempt succeeded: forget the waits. */
  reset(): void {
    this.attempts = 0;
    clearTimeout(this.timer);
  }
}
