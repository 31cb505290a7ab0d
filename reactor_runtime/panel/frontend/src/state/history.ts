/** What a person changed, so that it can be taken back and done again. */

import type { JsonValue } from "../wire/values";

/** One change of one value. */
export interface ValueChange {
  readonly before: JsonValue;
  readonly after: JsonValue;
  /** Sends a value as if a person had put it in. */
  put(value: JsonValue): void;
}

/** How many changes are remembered; the oldest go. */
export const REMEMBERED_CHANGES = 200;

/** ValueChanges that go together. */
type ValueChanges = readonly ValueChange[];

export class EditHistory {
  private readonly done: ValueChanges[] = [];
  private readonly undone: ValueChanges[] = [];
  private isReplaying = false;
  /** What is made as one change, while it is. */
  private gathered: ValueChange[] | null = null;

  /** Remember *change*, unless it is one that is taken back or done again. */
  note(change: ValueChange): void {
    if (this.isReplaying) return;
    if (this.gathered !== null) this.gathered.push(change);
    else this.remember([change]);
  }

  /** Let all that *make* changes be one change. */
  group(make: () => void): void {
    if (this.gathered !== null) {
      make();
      return;
    }
    const gathered: ValueChange[] = [];
    this.gathered = gathered;
    try {
      make();
    } finally {
      this.gathered = null;
    }
    if (gathered.length > 0) this.remember(gathered);
  }

  /** Take the last change back; returns whether there was one. */
  undo(): boolean {
    return this.replay(this.done, this.undone, ({ before }) => before);
  }

  redo(): boolean {
    return this.replay(this.undone, this.done, ({ after }) => after);
  }

  private remember(changes: ValueChanges): void {
    this.done.push(changes);
    if (this.done.length > REMEMBERED_CHANGES) this.done.shift();
    this.undone.length = 0;
  }

  private replay(
    from: ValueChanges[],
    to: ValueChanges[],
    pick: (change: ValueChange) => JsonValue,
  ): boolean {
    const changes = from.pop();
    if (changes === undefined) return false;
    to.push(changes);
    this.isReplaying = true;
    try {
      for (const change of changes) change.put(pick(change));
    } finally {
      this.isReplaying = false;
    }
    return true;
  }
}
