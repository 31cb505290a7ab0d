/** How long to wait before trying a link again. */

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
