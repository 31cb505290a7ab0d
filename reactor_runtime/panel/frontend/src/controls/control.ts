/** What every control is: an element, and ways to show a value. */

import type { Field, ValueField } from "../wire/schema";
import type { JsonValue } from "../wire/values";
import type { DraftMode } from "./draft";

export interface FieldControl<T> {
  readonly el: HTMLElement;
  /** Draw *value* in place of whatever stands there; `null` means not set. */
  show(value: T | null): void;
  /**
   * The session has *value* now. It is drawn, but never over what a person is writing,
   * nor, where *isRefused*, over what was put in and refused.
   */
  follow(value: T | null, isRefused: boolean): void;
  /** Let dragging *handle* change the value, where that means something. */
  scrub?(handle: HTMLElement): void;
  /** Keep chance from changing the value, where chance may. */
  lock?(isLocked: boolean): void;
}

/** Told what a person does to a control; showing a value never reports back. */
export interface ControlListener<T> {
  /** *value* was picked; *isFinal* is false while the choice still moves. */
  picked(value: T, isFinal: boolean): void;
  /**
   * What stands there was changed, or found to be no value. *complaint* ends a sentence
   * that begins with the control's label; it is empty if nothing is known against it.
   */
  edited(complaint: string): void;
}

/** A control of any kind, as whoever holds many of them sees it. */
export type AnyFieldControl = FieldControl<JsonValue>;

/** Builds the control for *field*; *mode* says when what is typed is reported. */
export type CreateControl = (
  field: ValueField,
  listener: ControlListener<JsonValue>,
  mode: DraftMode,
  signal: AbortSignal,
) => AnyFieldControl;

/** `follow` of a control in which what was put in is all there is to see. */
export function followUnlessRefused<T>(
  show: (value: T | null) => void,
): FieldControl<T>["follow"] {
  return (value, isRefused) => {
    if (!isRefused) show(value);
  };
}

/** Kinds that bear their own name. */
export function isNamed(field: Field): boolean {
  return field.kind === "object" || field.kind === "dict";
}

/** So many boxes stand beside a name. */
const FEW = 3;
const MANY = 4;

/** Kinds that need the whole width of the column. */
export function isWide(field: Field): boolean {
  if (field.kind === "numbers") return (field.length ?? MANY) > FEW;
  return field.kind === "json" || (field.kind === "text" && field.multiline);
}
