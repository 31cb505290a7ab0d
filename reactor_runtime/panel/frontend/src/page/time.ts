/** The time of day, and timers that end with what they are for. */

/** Call *callback* in *delay* milliseconds, unless *signal* is aborted before. */
export function after(delay: number, callback: () => void, signal: AbortSignal): void {
  const timer = setTimeout(callback, delay);
  signal.addEventListener("abort", () => clearTimeout(timer));
}

/** Call *callback* every *period* milliseconds until *signal* is aborted. */
export function every(period: number, callback: () => void, signal: AbortSignal): void {
  const timer = setInterval(callback, period);
  signal.addEventListener("abort", () => clearInterval(timer));
}

/** Seconds since 1970, to a fraction of a millisecond. */
export function unixNow(): number {
  return (performance.timeOrigin + performance.now()) / 1000;
}
