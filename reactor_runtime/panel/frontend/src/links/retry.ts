/** A timer that repeats an attempt with growing waits. */

import { type Backoff, backoffDelay } from "./backoff";

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
