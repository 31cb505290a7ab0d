/** Many things that come at once are drawn together, a few as they come. */

import { after } from "../page/time";

/** How long a flood collects: nobody reads a line in less. */
const WINDOW_MS = 200;

/** So many within a window are no flood: the next window draws as they come, too. */
const FEW = 4;

/** So many within a window are drawn as they come, whatever follows. */
const MANY = 50;

export interface Flood<T> {
  /** Draw *items* now, or with those that come until the end of the window. */
  add(items: readonly T[]): void;
  /** Forget what waits. */
  clear(): void;
}

/**
 * @param most So many wait at most; they are drawn when more come.
 * @param signal Aborting it forgets what waits.
 */
export function createFlood<T>(
  draw: (items: readonly T[]) => void,
  most: number,
  signal: AbortSignal,
): Flood<T> {
  let waiting: T[] = [];
  /** How many came since the window was opened. */
  let count = 0;
  let isOpen = false;
  let isFlood = false;
  const flush = (): void => {
    if (waiting.length > 0) draw(waiting.splice(0));
  };
  const open = (): void => {
    isOpen = true;
    after(WINDOW_MS, close, signal);
  };
  const close = (): void => {
    isFlood = count > FEW;
    isOpen = false;
    count = 0;
    flush();
    if (isFlood) open();
  };
  return {
    add: (items) => {
      const isMany = isFlood || count >= MANY;
      count += items.length;
      if (!isOpen) open();
      waiting.push(...items);
      if (!isMany || waiting.length > most) flush();
    },
    clear: () => {
      waiting = [];
    },
  };
}
