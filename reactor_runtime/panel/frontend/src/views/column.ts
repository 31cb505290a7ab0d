/** The column of controls, built from the schema alone. */

import { make } from "../dom";
import type { ControlSchema, Field, FileField, PanelSchema } from "../schema";
import type { JsonObject } from "../values";
import { createButtonRow } from "./button-row";
import { createFileRow } from "./file-row";
import { createFold, type Fold } from "./fold";
import { createFormRow } from "./form-row";
import type { Parts, Row } from "./parts";
import { createRoving } from "./roving";
import { createSearch } from "./search";
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

/** From so many rows on they can be searched. */
const SEARCHED_FROM = 10;

export interface Column {
  readonly el: HTMLElement;
  /** Whether there are so many controls that one would search them. */
  readonly isLong: boolean;
  /** Whether there are values that can be kept under a name. */
  readonly hasValues: boolean;
  /** The session's public fields have these values. */
  follow(state: JsonObject): void;
  /** What stands in the controls of the state's fields, the hidden ones too. */
  values(): JsonObject;
  /** Put values of fields in, as one change; returns whether that is possible now. */
  put(values: JsonObject): boolean;
  /** Send each control's default. */
  reset(): void;
  /** Whether the controls can be used. */
  setEnabled(isEnabled: boolean): void;
  /** Open the search, or close it. */
  search(): void;
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

const ACTIONS = "Actions";

function groupOf({ place }: Row): string {
  return place.group || (place.isAction ? ACTIONS : "");
}

/** Put *rows* into *set*: those without a group first, then each group in its fold. */
function arrange(rows: readonly Row[], set: HTMLElement): Fold[] {
  const sorted = [...rows].sort((a, b) => a.place.order - b.place.order);
  const named = [...new Set(sorted.map(groupOf))].filter((name) => name !== "");
  // The author's own order, but for the events, which come last.
  named.sort((a, b) => Number(a === ACTIONS) - Number(b === ACTIONS));
  set.append(...sorted.filter((row) => groupOf(row) === "").map(({ el }) => el));
  return named.map((name) => {
    const fold = createFold(name, true);
    const members = sorted.filter((row) => groupOf(row) === name);
    const plain = members.filter(({ el }) => el.classList.contains("for-button"));
    const others = members.filter((row) => !plain.includes(row));
    if (plain.length > 0) {
      fold.body.append(make("div", "buttons", ...plain.map(({ el }) => el)));
    }
    fold.body.append(...others.map(({ el }) => el));
    set.append(fold.el);
    return fold;
  });
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
  const isHidden = ({ hint }: ControlSchema): boolean => hint?.hidden === true;
  const build = (control: ControlSchema): Row => createRow(control, parts, signal);
  const rows = schema.controls.filter((control) => !isHidden(control)).map(build);
  if (schema.file_picker) rows.push(createFileRow(ANY_FILE, null, parts, signal));
  /** Those that nobody sees, too. */
  const all = [...rows, ...schema.controls.filter(isHidden).map(build)];
  const entries = () => all.flatMap((row) => row.entry?.() ?? []);

  const set = make("fieldset", "rows");
  const folds = arrange(rows, set);
  if (rows.length === 0) set.append(make("p", "empty", "This model has no controls."));
  const isLong = rows.length >= SEARCHED_FROM;
  const roving = createRoving(set, signal);
  const search = createSearch(rows, folds, signal);
  if (isLong) set.prepend(search.el);
  const el = make("div", "column", set);
  el.dataset.testid = "reactor-controls";
  el.setAttribute("role", "group");
  el.setAttribute("aria-label", "Controls");

  return {
    el,
    isLong,
    hasValues: entries().length > 0,
    search: search.toggle,
    follow: (state) => {
      // Without a prototype: a field may be called `constructor`.
      const fields = Object.assign(Object.create(null), state) as JsonObject;
      for (const row of all) row.follow?.(fields);
    },
    setEnabled: (isEnabled) => {
      set.disabled = !isEnabled;
      roving.setEnabled(isEnabled);
      // With nothing in it that takes the focus, keys could not scroll it.
      if (isEnabled) el.removeAttribute("tabindex");
      else el.tabIndex = 0;
    },
    values: () => Object.fromEntries(entries()),
    put: (values) => {
      if (set.disabled) return false;
      parts.history.group(() => {
        for (const row of all) row.put?.(values);
      });
      return true;
    },
    reset: () => {
      for (const row of rows) if (row.isLocked?.() !== true) row.reset?.();
    },
  };
}
