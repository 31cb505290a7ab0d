/** Field of the schema → control, for every kind that holds a JSON value. */

import type { ValueField } from "../wire/schema";
import type { JsonValue } from "../wire/values";
import { createChips } from "./chips";
import { createCheckbox, createChoice } from "./choices";
import type { ControlListener, FieldControl } from "./control";
import type { DraftMode } from "./draft";
import { createJson } from "./json";
import { createNumberRow } from "./number";
import { createObject } from "./object";
import { createSlider } from "./slider";
import { createColor, createText } from "./text";
import { createVector } from "./vector";

/** Build the control for *field*; *mode* says when what is typed is reported. */
export function createControl(
  field: ValueField,
  listener: ControlListener<JsonValue>,
  mode: DraftMode,
  signal: AbortSignal,
): FieldControl {
  switch (field.kind) {
    case "slider":
      return createSlider(field, listener, mode, signal);
    case "number":
      return createNumberRow(field, listener, mode, signal);
    case "choice":
      return createChoice(field, listener, signal);
    case "checkbox":
      return createCheckbox(field, listener, signal);
    case "text":
      if (field.hint?.widget === "color") {
        return createColor(field, listener, mode, signal);
      }
      return createText(field, listener, mode, signal);
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
