/** Field of the schema → control, for every kind that holds a JSON value. */

import type { ValueField } from "../wire/schema";
import type { JsonValue } from "../wire/values";
import { createChips } from "./chips";
import { createCheckbox, createChoice } from "./choices";
import type { AnyFieldControl, ControlListener, FieldControl } from "./control";
import type { DraftMode } from "./draft";
import { createJson } from "./json";
import { createNumberRow } from "./number";
import { createObject } from "./object";
import { createSlider } from "./slider";
import { createColor, createText } from "./text";
import { createVector } from "./vector";

/**
 * Let a control of one type be held among others: what is not of its type, because the
 * schema changed under it, is shown as not set.
 */
function widen<T extends JsonValue>(
  control: FieldControl<T>,
  isValue: (value: JsonValue) => value is T,
): AnyFieldControl {
  const narrow = (value: JsonValue): T | null => (isValue(value) ? value : null);
  return {
    el: control.el,
    show: (value) => control.show(narrow(value)),
    follow: (value, isRefused) => control.follow(narrow(value), isRefused),
    ...(control.scrub && { scrub: control.scrub }),
    ...(control.lock && { lock: control.lock }),
  };
}

const isNumber = (value: JsonValue): value is number => typeof value === "number";
const isText = (value: JsonValue): value is string => typeof value === "string";
const isBoolean = (value: JsonValue): value is boolean => typeof value === "boolean";

/** Build the control for *field*; *mode* says when what is typed is reported. */
export function createControl(
  field: ValueField,
  listener: ControlListener<JsonValue>,
  mode: DraftMode,
  signal: AbortSignal,
): AnyFieldControl {
  switch (field.kind) {
    case "slider":
      return widen(createSlider(field, listener, mode, signal), isNumber);
    case "number":
      return widen(createNumberRow(field, listener, mode, signal), isNumber);
    case "choice":
      return createChoice(field, listener, signal);
    case "checkbox":
      return widen(createCheckbox(field, listener, signal), isBoolean);
    case "text":
      if (field.hint?.widget === "color") {
        return widen(createColor(field, listener, mode, signal), isText);
      }
      return widen(createText(field, listener, mode, signal), isText);
    case "numbers":
      return createVector(field, listener, mode, signal);
    case "chips":
      return createChips(field, listener, mode, signal);
    case "object":
    case "dict":
      return createObject(field, listener, mode, createControl, signal);
    case "json":
      return createJson(field, listener, mode, signal);
  }
}
