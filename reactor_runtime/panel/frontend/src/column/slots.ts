/** The rows of a column, each kept for as long as what it shows is what it is. */

import { takePlace } from "../page/dom";
import type { ControlSchema } from "../wire/schema";
import { isSameJson, type JsonObject } from "../wire/values";
import type { ColumnRow } from "./row";

/** Where one control has its row. */
interface Slot {
  schema: ControlSchema;
  row: ColumnRow;
  closing: AbortController;
}

/** Builds the row of a control; aborting *signal* removes its listeners. */
export type Build = (schema: ControlSchema, signal: AbortSignal) => ColumnRow;

/** What decides where a row stands; of two with the same, either takes the place. */
function standOf({ name, kind, hint }: ControlSchema): unknown {
  const isButton = kind === "button";
  const isForm = kind === "form";
  const { group = "", order = 0, hidden = false } = hint ?? {};
  return [name, isButton, isForm, group, order, hidden];
}

export interface SlotEvents {
  /** Other rows are there, or they stand elsewhere. */
  rearranged(): void;
  /** A row shows something else, or another one has its place. */
  replaced(): void;
}

export class Slots {
  /** The rows, in the order of the schema. */
  rows: readonly ColumnRow[] = [];
  private slots: Slot[] = [];
  private wanted: readonly ControlSchema[];
  private fields: JsonObject = {};
  /** What a pointer is down on. */
  private pressed: Node | null = null;

  /** @param signal Aborting it ends every row. */
  constructor(
    controls: readonly ControlSchema[],
    private readonly build: Build,
    private readonly events: SlotEvents,
    private readonly signal: AbortSignal,
  ) {
    this.wanted = controls;
    this.slots = controls.map((schema) => this.open(schema));
    this.list();
  }

  /** Those that a person sees. */
  get shown(): readonly ColumnRow[] {
    return this.slots
      .filter(({ schema }) => schema.hint?.hidden !== true)
      .map(({ row }) => row);
  }

  /** The row of the control that holds what is tuned as *name*. */
  rowOf(name: string): ColumnRow | undefined {
    return this.slots.find(({ schema }) => labelOf(schema, name) !== undefined)?.row;
  }

  /** What a person calls what is tuned as *name*; `undefined` if it is not there. */
  labelOf(name: string): string | undefined {
    const labels = this.slots.map(({ schema }) => labelOf(schema, name));
    return labels.find((label) => label !== undefined);
  }

  /** The public fields have these values. */
  readonly follow = (state: JsonObject): void => {
    // Without a prototype: a field may be called `constructor`.
    this.fields = Object.assign(Object.create(null), this.fields, state) as JsonObject;
    const fields = Object.assign(Object.create(null), state) as JsonObject;
    for (const row of this.rows) row.follow?.(fields);
  };

  /** Be the rows of *controls*; one that a person is at waits until it is let go. */
  update(controls: readonly ControlSchema[]): void {
    this.wanted = controls;
    this.settle();
  }

  /** A pointer is down on *node*, or was let go. */
  press(node: Node | null): void {
    if (node === this.pressed) return;
    this.pressed = node;
    if (node === null) this.settle();
  }

  /** Do what had to wait for a person. */
  settle(): void {
    const { slots, wanted } = this;
    const stands = (all: readonly ControlSchema[]): unknown => all.map(standOf);
    if (isSameJson(stands(slots.map(({ schema }) => schema)), stands(wanted))) {
      wanted.forEach((schema, index) => {
        const slot = slots[index];
        if (slot !== undefined) this.renew(slot, schema);
      });
    } else if (!this.rows.some((row) => this.isHeld(row))) this.rearrange();
  }

  /** Whether a person is at *row*: a drag may begin before anything has moved. */
  private isHeld(row: ColumnRow): boolean {
    return row.el.contains(this.pressed) || row.isHeld?.() === true;
  }

  private renew(slot: Slot, schema: ControlSchema): void {
    if (isSameJson(slot.schema, schema) || this.isHeld(slot.row)) return;
    if (slot.row.hasDraft?.() === true) return;
    if (slot.row.update?.(schema) === true) {
      slot.schema = schema;
      this.events.replaced();
      return;
    }
    const { row: old, closing } = slot;
    closing.abort();
    Object.assign(slot, this.open(schema));
    this.list();
    const { row } = slot;
    takePlace(row.el, old.el);
    row.follow?.(this.fields);
    const value = old.kept?.();
    if (value !== undefined) row.keep?.(value);
    this.events.replaced();
  }

  private rearrange(): void {
    const old = new Map(this.slots.map((slot) => [slot.schema.name, slot]));
    this.slots = this.wanted.map((schema) => {
      const slot = old.get(schema.name);
      if (slot === undefined || !fits(slot, schema)) return this.open(schema);
      old.delete(schema.name);
      return slot;
    });
    for (const { closing } of old.values()) closing.abort();
    this.list();
    for (const row of this.rows) row.follow?.(this.fields);
    this.events.rearranged();
  }

  private open(schema: ControlSchema): Slot {
    const closing = new AbortController();
    const { signal } = closing;
    this.signal.addEventListener("abort", () => closing.abort(), { signal });
    return { schema, row: this.build(schema, signal), closing };
  }

  private list(): void {
    this.rows = this.slots.map(({ row }) => row);
  }
}

/** Whether the row in *slot* stays: it is the one, or would be but for a draft in it. */
function fits({ schema, row }: Slot, wanted: ControlSchema): boolean {
  if (isSameJson(schema, wanted)) return true;
  return row.hasDraft?.() === true && isSameJson(standOf(schema), standOf(wanted));
}

function labelOf(schema: ControlSchema, name: string): string | undefined {
  if (schema.kind === "button") return undefined;
  if (schema.kind !== "form") return schema.tune === name ? schema.label : undefined;
  const field = schema.fields.find(({ tune }) => tune === name);
  return field && `${schema.label}: ${field.label}`;
}
