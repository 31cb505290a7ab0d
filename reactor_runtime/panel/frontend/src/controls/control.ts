/** What every control is: an element, and ways to show a value. */

import type { Field, ValueField } from "../wire/schema";
import type { JsonValue } from "../wire/values";
import type { DraftMode } from "./draft";

export interface FieldControl {
  readonly el: HTMLElement;
  /**
   * Draw *value* in place of whatever stands there. `null` means not set, and so does
   * what is not of the control's kind, because the schema changed under it.
   */
  show(value: JsonValue): void;
  /**
   * The session has *value* now. It is drawn, but never over what a person is writing,
   * nor, where *isRefused*, over what was put in and refused.
   */
  follow(value: JsonValue, isRefused: boolean): void;
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

/** Builds the control for *field*; *mode* says when what is typed is reported. */
export type CreateControl = (
  field: ValueField,
  listener: ControlListener<JsonValue>,
  mode: DraftMode,
  signal: AbortSignal,
) => FieldControl;

export function asNumber(value: JsonValue): number | null {
  return typeof value === "number" ? value : null;
}

export function asText(value: JsonValue): string | null {
  return typeof value === "string" ? value : null;
}

/** `follow` of a control in which what was put in is all there is to see. */
export function followUnlessRefused(
  show: (value: JsonValue) => void,
): FieldControl["follow"] {
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
