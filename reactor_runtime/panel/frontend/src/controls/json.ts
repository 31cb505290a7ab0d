/** A list, an object or anything else that JSON can say, as checked text. */

import { make } from "../dom";
import type { JsonField } from "../schema";
import type { JsonValue } from "../values";
import type { Control, OnInput } from "./control";
import { createDraft, type DraftMode } from "./draft";

/** Short values on one line, longer ones indented. */
function formatJson(value: JsonValue): string {
  const line = JSON.stringify(value);
  return line.length <= 48 ? line : JSON.stringify(value, null, 2);
}

/**
 * Build the control for a value that has no simpler one.
 *
 * @param explain Called with why the text is no JSON, with "" when it is.
 */
export function createJson(
  field: JsonField,
  onInput: OnInput<JsonValue>,
  explain: (reason: string) => void,
  mode: DraftMode,
  signal: AbortSignal,
): Control<JsonValue> {
  const input = make("textarea", "box text-area code");
  input.rows = 2;
  input.spellcheck = false;
  input.setAttribute("aria-label", `${field.label} (JSON)`);

  const apply = (text: string): boolean => {
    try {
      const value = JSON.parse(text) as JsonValue;
      explain("");
      onInput(value, true);
      return true;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      explain(`Not valid JSON: ${why}`);
      return false;
    }
  };
  const draft = createDraft(input, apply, { mode, enterApplies: false }, signal);
  const show = (value: JsonValue): void => {
    const text = value === null ? "" : formatJson(value);
    input.placeholder = value === null ? "not set" : "";
    input.rows = Math.min(8, Math.max(2, text.split("\n").length));
    draft.show(text);
  };
  return { el: draft.el, show };
}
