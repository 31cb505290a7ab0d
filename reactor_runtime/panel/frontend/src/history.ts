/** What a person changed, so that it can be taken back and done again. */

import type { JsonValue } from "./values";

/** One change of one value. */
export interface Change {
  readonly before: JsonValue;
  readonly after: JsonValue;
  /** Sends a value as if a person had put it in. */
  put(value: JsonValue): void;
}

/** How many changes are remembered; the oldest go. */
export const REMEMBERED_CHANGES = 200;

export class History {
  private readonly done: Change[] = [];
  private readonly undone: Change[] = [];
  private isReplaying = false;

  /** Remember *change*, unless it is one that is taken back or done again. */
  note(change: Change): void {
    if (this.isReplaying) return;
    this.done.push(change);
    if (this.done.length > REMEMBERED_CHANGES) this.done.shift();
    this.undone.length = 0;
  }

  /** Take the last change back; returns whether there was one. */
  undo(): boolean {
    return this.replay(this.done, this.undone, ({ before }) => before);
  }

  redo(): boolean {
    return this.replay(this.undone, this.done, ({ after }) => after);
  }

  private replay(
    from: Change[],
    to: Change[],
    pick: (change: Change) => JsonValue,
  ): boolean {
    const change = from.pop();
    if (change === undefined) return false;
    to.push(change);
    this.isReplaying = true;
    try {
      change.put(pick(change));
    } finally {
      this.isReplaying = false;
    }
    return true;
  }
}
