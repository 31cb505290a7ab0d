/** A list, an object or anything else that JSON can say, as checked text. */

import { make } from "../page/dom";
import { messageOf } from "../page/errors";
import { type JsonField, takesNone } from "../wire/schema";
import { isSameJson, type JsonValue } from "../wire/values";
import type { Control, Listener } from "./control";
import { Draft, type DraftMode } from "./draft";

/** Short values on one line, longer ones indented. */
function formatJson(value: JsonValue): string {
  const line = JSON.stringify(value);
  return line.length <= 48 ? line : JSON.stringify(value, null, 2);
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function isSame(text: string, other: string): boolean {
  if (text === other) return true;
  const value = parse(text);
  return value !== undefined && isSameJson(value, parse(other));
}

/** Build the control for a value that has no simpler one. */
export function createJson(
  field: JsonField,
  listener: Listener<JsonValue>,
  mode: DraftMode,
  signal: AbortSignal,
): Control<JsonValue> {
  const input = make("textarea", "box text-area code");
  input.rows = 2;
  input.spellcheck = false;
  input.setAttribute("aria-label", `${field.label} (JSON)`);

  const apply = (text: string): boolean => {
    if (text.trim() === "" && takesNone(field)) {
      listener.picked(null, true);
      return true;
    }
    let value: JsonValue;
    try {
      value = JSON.parse(text) as JsonValue;
    } catch (error) {
      listener.edited(`is not valid JSON: ${messageOf(error)}`);
      return false;
    }
    listener.picked(value, true);
    return true;
  };
  const edited = (): void => listener.edited("");
  const options = { mode, enterApplies: false, hasButton: true };
  const draft = new Draft(input, { ...options, apply, edited, isSame }, signal);

  const draw = (value: JsonValue, drawText: (text: string) => void): void => {
    input.placeholder = value === null ? "not set" : "";
    drawText(value === null ? "" : formatJson(value));
    input.rows = Math.min(8, Math.max(2, input.value.split("\n").length));
  };
  return {
    el: draft.el,
    show: (value) => draw(value, (text) => draft.show(text)),
    follow: (value, isRefused) => draw(value, (text) => draft.follow(text, isRefused)),
  };
}
