/** The column of controls, built from the schema alone. */

import { make } from "../dom";
import type { ControlSchema, Field, FileField, PanelSchema } from "../schema";
import type { JsonObject } from "../values";
import { createButtonRow } from "./button-row";
import { createFileRow } from "./file-row";
import { createFormRow } from "./form-row";
import type { Parts, Row } from "./parts";
import { createValueRow } from "./value-row";

/** The general picker of a model that takes files without a command. */
const ANY_FILE: FileField = {
  kind: "file",
  name: "file",
  label: "File for the model",
  description: "",
  default: null,
  required: false,
};

export interface Column {
  readonly el: HTMLElement;
  /** The session's public fields have these values. */
  follow(state: JsonObject): void;
  /** Send each control's default. */
  reset(): void;
  /** Whether the controls can be used. */
  setEnabled(isEnabled: boolean): void;
}

function createFieldRow(field: Field, parts: Parts, signal: AbortSignal): Row {
  const command = field.command ?? `set_${field.name}`;
  return field.kind === "file"
    ? createFileRow(field, command, parts, signal)
    : createValueRow(field, command, parts, signal);
}

function createRow(schema: ControlSchema, parts: Parts, signal: AbortSignal): Row {
  switch (schema.kind) {
    case "button":
      return createButtonRow(schema, parts, signal);
    case "form":
      return createFormRow(schema, parts, signal);
    default:
      return createFieldRow(schema, parts, signal);
  }
}

/**
 * Build the column.
 *
 * @param signal Aborting it removes every listener and ends every upload of its rows.
 */
export function createColumn(
  schema: PanelSchema,
  parts: Parts,
  signal: AbortSignal,
): Column {
  const rows = schema.controls.map((control) => createRow(control, parts, signal));
  if (schema.file_picker) rows.push(createFileRow(ANY_FILE, null, parts, signal));

  const set = make("fieldset", "rows");
  let buttons: HTMLElement | null = null;
  for (const row of rows) {
    if (row.el.classList.contains("for-button")) {
      if (buttons === null) {
        buttons = make("div", "buttons");
        set.append(buttons);
      }
      buttons.append(row.el);
    } else {
      buttons = null;
      set.append(row.el);
    }
  }
  if (rows.length === 0) set.append(make("p", "empty", "This model has no controls."));
  const el = make("div", "column", set);
  el.dataset.testid = "reactor-controls";
  el.setAttribute("role", "group");
  el.setAttribute("aria-label", "Controls");

  return {
    el,
    follow: (state) => {
      // Without a prototype: a field may be called `constructor`.
      const fields = Object.assign(Object.create(null), state) as JsonObject;
      for (const row of rows) row.follow?.(fields);
    },
    setEnabled: (isEnabled) => {
      set.disabled = !isEnabled;
      // With nothing in it that takes the focus, keys could not scroll it.
      if (isEnabled) el.removeAttribute("tabindex");
      else el.tabIndex = 0;
    },
    reset: () => {
      for (const row of rows) row.reset?.();
    },
  };
}
