/** What every control is: an element, and a way to show a value. */

import type { JsonValue } from "../values";

export interface Control<T> {
  readonly el: HTMLElement;
  /** Draw *value*; `null` means not set. Never reports back. */
  show(value: T | null): void;
}

/** Told what the person picked; *isFinal* is false while the choice still moves. */
export type OnInput<T> = (value: T, isFinal: boolean) => void;

/** A control of any kind, as whoever holds many of them sees it. */
export type AnyControl = Control<JsonValue>;
