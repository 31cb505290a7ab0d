/** Field of the schema → control, for every kind that holds a JSON value. */

import type { Field } from "../schema";
import type { JsonValue } from "../values";
import { createCheckbox } from "./checkbox";
import { createChoice } from "./choice";
import type { AnyControl, Control, OnInput } from "./control";
import type { DraftMode } from "./draft";
import { createJson } from "./json";
import { createNumber } from "./number";
import { createSlider } from "./slider";
import { createText } from "./text";

export type ValueField = Exclude<Field, { kind: "file" }>;

/**
 * Let a control of one type be held among others: what is not of its type, because the
 * schema changed under it, is shown as not set.
 */
function widen<T extends JsonValue>(
  control: Control<T>,
  isValue: (value: JsonValue) => value is T,
): AnyControl {
  return {
    el: control.el,
    show: (value) => control.show(isValue(value) ? value : null),
  };
}

const isNumber = (value: JsonValue): value is number => typeof value === "number";
const isText = (value: JsonValue): value is string => typeof value === "string";
const isBoolean = (value: JsonValue): value is boolean => typeof value === "boolean";

/**
 * Build the control for *field*.
 *
 * @param explain Called where the control itself sees that a text is no value.
 */
export function createControl(
  field: ValueField,
  onInput: OnInput<JsonValue>,
  explain: (reason: string) => void,
  mode: DraftMode,
  signal: AbortSignal,
): AnyControl {
  switch (field.kind) {
    case "slider":
      return widen(createSlider(field, onInput, signal), isNumber);
    case "number":
      return widen(createNumber(field, onInput, signal), isNumber);
    case "choice":
      return createChoice(field, onInput, signal);
    case "checkbox":
      return widen(createCheckbox(field, onInput, signal), isBoolean);
    case "text":
      return widen(createText(field, onInput, mode, signal), isText);
    case "json":
      return createJson(field, onInput, explain, mode, signal);
  }
}

/** Kinds small enough to stand on their label's line. */
export function isInline(field: Field): boolean {
  return field.kind === "checkbox";
}
