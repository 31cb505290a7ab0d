/** Values with names: a fold in which each has a row. */

import { createFold, make, makeIconButton } from "../page/dom";
import type { DictField, ObjectField, ValueField } from "../wire/schema";
import { isObject, type JsonObject, type JsonValue } from "../wire/values";
import {
  type ControlListener,
  type CreateControl,
  type FieldControl,
  isWide,
} from "./control";
import type { DraftMode } from "./draft";
import { createStructured, type SimpleControl } from "./json";
import { Labelled } from "./labelled";

/** More than so many keys are easier to write as JSON. */
const MOST_ROWS = 64;

/** The rows of one object; a dictionary's are made anew when its keys change. */
class Rows implements SimpleControl {
  readonly el = make("div", "object");
  private readonly name = make("input", "box");
  private readonly adder: HTMLElement | null;
  private values: Record<string, JsonValue> = {};
  private controls = new Map<string, FieldControl>();
  private closing = new AbortController();

  constructor(
    private readonly field: ObjectField | DictField,
    private readonly picked: (value: JsonValue) => void,
    private readonly edited: ControlListener<JsonValue>["edited"],
    private readonly createControl: CreateControl,
    signal: AbortSignal,
  ) {
    this.adder = field.kind === "dict" ? this.createAdder(signal) : null;
    if (field.kind === "object") this.build(field.fields.map(({ name }) => name));
    else this.build([]);
    signal.addEventListener("abort", () => this.closing.abort());
  }

  show(value: JsonValue): boolean {
    const isUnset = value === null && this.field.kind === "dict";
    if (!isUnset && !isObject(value)) return false;
    const given = (value ?? {}) as JsonObject;
    this.name.placeholder = isUnset ? "not set; new name" : "new name";
    const keys = Object.keys(given);
    if (this.field.kind === "dict") {
      if (keys.length > MOST_ROWS) return false;
      const isSame = keys.join("\n") === [...this.controls.keys()].join("\n");
      if (!isSame) this.build(keys);
    }
    this.values = Object.assign(Object.create(null), given);
    for (const [name, control] of this.controls) {
      control.follow(this.values[name] ?? null, false);
    }
    return true;
  }

  private describe(name: string): ValueField {
    const { field } = this;
    if (field.kind === "dict") return { ...field.item, name, label: name };
    const found = field.fields.find((one) => one.name === name);
    if (found === undefined) throw new Error(`${field.name} has no ${name}`);
    return found;
  }

  private build(names: readonly string[]): void {
    this.closing.abort();
    this.closing = new AbortController();
    this.controls = new Map();
    const rows = names.map((name) => this.createRow(name));
    this.el.replaceChildren(...rows, ...(this.adder === null ? [] : [this.adder]));
  }

  private createRow(name: string): HTMLElement {
    const { signal } = this.closing;
    const inner = this.describe(name);
    const { label, description } = inner;
    const picked = (value: JsonValue, isFinal: boolean): void => {
      this.values[name] = value;
      if (isFinal) this.report();
    };
    const edited = (complaint: string): void =>
      this.edited(complaint === "" ? "" : `${label} ${complaint}`);
    const control = this.createControl(inner, { picked, edited }, "applied", signal);
    this.controls.set(name, control);
    const remove = (): void => {
      delete this.values[name];
      this.put();
    };
    const extras =
      this.field.kind === "dict"
        ? [makeIconButton("clear", `Remove ${name}`, remove, signal)]
        : [];
    const options = { name: `${this.field.name}-${name}`, label, description, extras };
    const labelled = new Labelled(
      control.el,
      { ...options, isWide: isWide(inner), isGroup: true },
      signal,
    );
    control.scrub?.(labelled.title);
    return labelled.el;
  }

  private createAdder(signal: AbortSignal): HTMLElement {
    const input = this.name;
    input.setAttribute("aria-label", `Name to add to ${this.field.label}`);
    const add = (): void => {
      const name = input.value.trim();
      input.value = "";
      if (name === "" || this.field.kind !== "dict" || name in this.values) return;
      this.values[name] = this.field.item.default;
      this.put();
    };
    const press = (event: KeyboardEvent): void => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      add();
    };
    input.addEventListener("keydown", press, { signal });
    const button = makeIconButton("plus", `Add to ${this.field.label}`, add, signal);
    return make("div", "adder", input, button);
  }

  /** The keys have changed: draw them, and report. */
  private put(): void {
    this.show({ ...this.values });
    this.report();
  }

  private report(): void {
    this.picked({ ...this.values });
  }
}

/** @param createControl Makes the control of each value: it is handed in, since it may make one of these. */
export function createObject(
  field: ObjectField | DictField,
  listener: ControlListener<JsonValue>,
  mode: DraftMode,
  createControl: CreateControl,
  signal: AbortSignal,
): FieldControl {
  const build = (picked: (value: JsonValue) => void): SimpleControl =>
    new Rows(field, picked, listener.edited, createControl, signal);
  const control = createStructured(field, build, listener, mode, signal);
  const fold = createFold(field.label, true);
  fold.head.title = field.description;
  fold.body.append(control.el);
  return {
    el: fold.el,
    show: (value) => control.show(value),
    follow: (value, isRefused) => control.follow(value, isRefused),
  };
}
