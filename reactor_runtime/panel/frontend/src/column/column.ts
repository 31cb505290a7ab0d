/** The column of controls, built from the schema alone. */

import { createFold, type Fold, keepFocus, make } from "../page/dom";
import type { ControlSchema, Field, FileField, PanelSchema } from "../wire/schema";
import type { JsonObject } from "../wire/values";
import { createButtonRow } from "./button-row";
import { createFileRow } from "./file-row";
import { createFormRow } from "./form-row";
import { createRoving } from "./roving";
import type { ColumnRow, RowParts } from "./row";
import { createSearch } from "./search";
import { Slots } from "./slots";
import { Sheets } from "./tune-sheet";
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
  /** Show what *schema* says; what is as it was stays, and with it what a person does. */
  update(schema: PanelSchema): void;
}

function createFieldRow(field: Field, parts: RowParts, signal: AbortSignal): ColumnRow {
  const command = field.command ?? `set_${field.name}`;
  return field.kind === "file"
    ? createFileRow(field, command, parts, signal)
    : createValueRow(field, command, parts, signal);
}

function createRow(
  schema: ControlSchema,
  parts: RowParts,
  signal: AbortSignal,
): ColumnRow {
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

function groupOf({ place }: ColumnRow): string {
  return place.group || (place.isAction ? ACTIONS : "");
}

/** Put *rows* into *set*: those without a group first, then each group in its fold. */
function arrange(rows: readonly ColumnRow[], set: HTMLElement): Fold[] {
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

/** What stands in the column, the general file picker included. */
function controlsOf({ controls, file_picker }: PanelSchema): readonly ControlSchema[] {
  return file_picker ? [...controls, ANY_FILE] : controls;
}

/**
 * Build the column.
 *
 * @param signal Aborting it removes every listener and ends every upload of its rows.
 */
export function createColumn(
  schema: PanelSchema,
  parts: RowParts,
  signal: AbortSignal,
): Column {
  const rowParts: RowParts = {
    ...parts,
    tune: (name) => sheets.toggle(name),
    idle: () => slots.settle(),
  };
  const build = (control: ControlSchema, own: AbortSignal): ColumnRow =>
    control === ANY_FILE
      ? createFileRow(ANY_FILE, null, rowParts, own)
      : createRow(control, rowParts, own);
  const set = make("fieldset", "rows");
  const list = make("div", "row-list");
  /** Those that a person sees. */
  const shown: ColumnRow[] = [];
  const folds: Fold[] = [];
  const lay = (): void => {
    shown.splice(0, shown.length, ...slots.shown);
    list.replaceChildren();
    folds.splice(0, folds.length, ...arrange(shown, list));
    if (shown.length === 0) {
      list.append(make("p", "empty", "This model has no controls."));
    }
  };
  const isLong = (): boolean => shown.length >= SEARCHED_FROM;
  const rearranged = (): void =>
    keepFocus(list, () => {
      lay();
      if (isLong()) set.prepend(search.el);
      else search.el.remove();
      sheets.place();
      sheets.mark();
    });
  const replaced = (): void => {
    shown.splice(0, shown.length, ...slots.shown);
    sheets.mark();
  };
  const slots = new Slots(controlsOf(schema), build, { rearranged, replaced }, signal);
  lay();
  const sheets = new Sheets(list, slots, parts.tuning, signal);
  const entries = () => slots.rows.flatMap((row) => row.entry?.() ?? []);
  set.append(list);
  const roving = createRoving(set, signal);
  const search = createSearch(shown, folds, signal);
  if (isLong()) set.prepend(search.el);
  list.addEventListener("pointerdown", (event) => slots.press(event.target as Node), {
    signal,
  });
  // What the pointer's end means to a control comes before what waited for it.
  const release = (): void => void setTimeout(() => slots.press(null));
  for (const end of ["pointerup", "pointercancel"]) {
    window.addEventListener(end, release, { signal, capture: true });
  }
  const el = make("div", "column", set);
  el.dataset.testid = "reactor-controls";
  el.setAttribute("role", "group");
  el.setAttribute("aria-label", "Controls");

  return {
    el,
    get isLong() {
      return isLong();
    },
    get hasValues() {
      return entries().length > 0;
    },
    search: search.toggle,
    update: (next) => slots.update(controlsOf(next)),
    follow: (state) => slots.follow(state),
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
        for (const row of slots.rows) row.put?.(values);
      });
      return true;
    },
    reset: () => {
      for (const row of shown) if (row.isLocked?.() !== true) row.reset?.();
    },
  };
}
