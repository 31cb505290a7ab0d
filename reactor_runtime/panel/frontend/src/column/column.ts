/** The column of controls, built from the schema alone. */

import { createFold, type Fold, keepFocus, make } from "../page/dom";
import type { ControlSchema, Field, FileField, PanelSchema } from "../wire/schema";
import type { JsonObject, JsonValue } from "../wire/values";
import { createButtonRow } from "./button-row";
import { createFileRow } from "./file-row";
import { createFormRow } from "./form-row";
import { Roving } from "./roving";
import type { ColumnRow, RowParts } from "./row";
import { ControlSearch } from "./search";
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
  if (schema === ANY_FILE) return createFileRow(ANY_FILE, null, parts, signal);
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

export class Column {
  readonly el: HTMLElement;
  /** The session's public fields have these values. */
  readonly follow: (state: JsonObject) => void;
  private readonly set = make("fieldset", "rows");
  private readonly list = make("div", "row-list");
  /** Those that a person sees. */
  private readonly shown: ColumnRow[] = [];
  private readonly folds: Fold[] = [];
  private readonly slots: Slots;
  private readonly sheets: Sheets;
  private readonly roving;
  private readonly finder;

  /** @param signal Aborting it removes every listener and ends every upload of its rows. */
  constructor(
    schema: PanelSchema,
    private readonly parts: RowParts,
    signal: AbortSignal,
  ) {
    const { set, list } = this;
    const rowParts: RowParts = {
      ...parts,
      tune: (name) => this.sheets.toggle(name),
      idle: () => this.slots.settle(),
    };
    const build = (control: ControlSchema, own: AbortSignal): ColumnRow =>
      createRow(control, rowParts, own);
    const events = {
      rearranged: () => this.rearrange(),
      replaced: () => {
        this.shown.splice(0, this.shown.length, ...this.slots.shown);
        this.sheets.mark();
      },
    };
    this.slots = new Slots(controlsOf(schema), build, events, signal);
    this.follow = this.slots.follow;
    this.lay();
    this.sheets = new Sheets(list, this.slots, parts.tuning, signal);
    set.append(list);
    // After the list, which its edges stand round, and before the search, which is no row.
    this.roving = new Roving(set, signal);
    this.finder = new ControlSearch(this.shown, this.folds, signal);
    if (this.isLong) set.prepend(this.finder.el);
    this.listenForPresses(signal);
    this.el = make("div", "column", set);
    this.el.dataset.testid = "reactor-controls";
    this.el.setAttribute("role", "group");
    this.el.setAttribute("aria-label", "Controls");
  }

  /** Whether there are so many controls that one would search them. */
  get isLong(): boolean {
    return this.shown.length >= SEARCHED_FROM;
  }

  /** Whether there are values that can be kept under a name. */
  get hasValues(): boolean {
    return this.entries().length > 0;
  }

  /** What stands in the controls of the state's fields, the hidden ones too. */
  values(): JsonObject {
    return Object.fromEntries(this.entries());
  }

  /** Put values of fields in, as one change; returns whether that is possible now. */
  put(values: JsonObject): boolean {
    if (this.set.disabled) return false;
    this.parts.history.group(() => {
      for (const row of this.slots.rows) row.put?.(values);
    });
    return true;
  }

  /** Send each control's default. */
  reset(): void {
    for (const row of this.shown) if (row.isLocked?.() !== true) row.reset?.();
  }

  /** Whether the controls can be used. */
  setEnabled(isEnabled: boolean): void {
    this.set.disabled = !isEnabled;
    this.roving.setEnabled(isEnabled);
    // With nothing in it that takes the focus, keys could not scroll it.
    if (isEnabled) this.el.removeAttribute("tabindex");
    else this.el.tabIndex = 0;
  }

  /** Open the search, or close it. */
  search(): void {
    this.finder.toggle();
  }

  /** Show what *schema* says; what is as it was stays, and with it what a person does. */
  update(schema: PanelSchema): void {
    this.slots.update(controlsOf(schema));
  }

  private entries(): (readonly [string, JsonValue])[] {
    return this.slots.rows.flatMap((row) => row.entry?.() ?? []);
  }

  private lay(): void {
    const { shown, folds, list } = this;
    shown.splice(0, shown.length, ...this.slots.shown);
    list.replaceChildren();
    folds.splice(0, folds.length, ...arrange(shown, list));
    if (shown.length === 0) {
      list.append(make("p", "empty", "This model has no controls."));
    }
  }

  private rearrange(): void {
    keepFocus(this.list, () => {
      this.lay();
      if (this.isLong) this.set.prepend(this.finder.el);
      else this.finder.el.remove();
      this.sheets.place();
      this.sheets.mark();
    });
  }

  private listenForPresses(signal: AbortSignal): void {
    const { slots, list } = this;
    list.addEventListener("pointerdown", (event) => slots.press(event.target as Node), {
      signal,
    });
    // What the pointer's end means to a control comes before what waited for it.
    const release = (): void => void setTimeout(() => slots.press(null));
    for (const end of ["pointerup", "pointercancel"]) {
      window.addEventListener(end, release, { signal, capture: true });
    }
  }
}
