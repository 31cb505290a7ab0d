/** A text, on one line or on several. */

import { make } from "../dom";
import type { TextField } from "../schema";
import type { Control, OnInput } from "./control";
import { createDraft, type DraftMode } from "./draft";

/** Build the control for a text; *mode* says when it is reported. */
export function createText(
  field: TextField,
  onInput: OnInput<string>,
  mode: DraftMode,
  signal: AbortSignal,
): Control<string> {
  const input = field.multiline
    ? make("textarea", "box text-area")
    : make("input", "box");
  if (input instanceof HTMLTextAreaElement) input.rows = 3;
  else input.type = "text";
  input.setAttribute("aria-label", field.label);
  input.spellcheck = field.multiline;
  input.autocomplete = "off";

  const draft = createDraft(
    input,
    (text) => {
      onInput(text, true);
      return true;
    },
    { mode, enterApplies: true },
    signal,
  );
  const show = (value: string | null): void => {
    input.placeholder = value === null ? "not set" : "";
    draft.show(value ?? "");
  };
  return { el: draft.el, show };
}
