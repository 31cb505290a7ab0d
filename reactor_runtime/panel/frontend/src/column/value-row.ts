/** A live control in the column: a value that follows the session's state. */

import { isNamed, isWide } from "../controls/control";
import { createControl } from "../controls/create";
import { Labelled, tuned } from "../controls/labelled";
import { makeIcon, makeIconButton, nameButton } from "../page/dom";
import { explainRefusal, sayAbout } from "../state/commands";
import { type BoundControl, LiveBinding } from "../state/live";
import type { ValueField } from "../wire/schema";
import { isSameJson, type JsonObject, type JsonValue, own } from "../wire/values";
import { type ColumnRow, placeOf, type ValueRowParts } from "./row";
import { WritingWatch } from "./writing";

/**
 * @param locks The names of what is locked, which outlive the row.
 * @param changed Told at once, and whenever it is locked or unlocked.
 */
export function createLock(
  { name, label }: { readonly name: string; readonly label: string },
  locks: Set<string>,
  changed: (isLocked: boolean) => void,
  signal: AbortSignal,
): HTMLButtonElement {
  const toggle = (): void => {
    if (!locks.delete(name)) locks.add(name);
    draw();
  };
  const button = makeIconButton("lock", "", toggle, signal);
  button.classList.add("small");
  nameButton(button, `Keep ${label} as it is`);
  const draw = (): void => {
    const isLocked = locks.has(name);
    button.setAttribute("aria-pressed", String(isLocked));
    button.replaceChildren(makeIcon(isLocked ? "lock" : "unlock"));
    changed(isLocked);
  };
  draw();
  return button;
}

/** Keeps a control, what stands round it, and the session's value together. */
class ValueRow implements ColumnRow {
  readonly place;
  readonly el;
  private readonly control;
  private readonly labelled;
  private readonly binding: LiveBinding;
  private readonly writing;
  private readonly hasState;
  /** Whether the text that stands there is no value. */
  private isBroken = false;
  /** The value before the change that is under way. */
  private settled: JsonValue;
  private isChanging = false;

  constructor(
    private readonly field: ValueField,
    command: string,
    private readonly parts: ValueRowParts,
    signal: AbortSignal,
  ) {
    const { commands, pace } = parts;
    const { picked, edited } = this;
    this.place = placeOf(field);
    this.hasState = field.state === true;
    this.settled = field.default;
    this.control = createControl(field, { picked, edited }, "applied", signal);
    this.labelled = this.label(signal);
    this.el = this.labelled.el;
    this.writing = new WritingWatch(this.el, () => parts.idle?.(), signal);
    const setter = { commands, command, argument: field.name };
    const { hasState } = this;
    const bound = this.bound();
    this.binding = new LiveBinding(bound, field.default, hasState, pace, setter);
    this.control.show(field.default);
    this.mark(field.default);
    this.control.scrub?.(this.labelled.title);
    signal.addEventListener("abort", () => this.binding.stop());
  }

  isHeld(): boolean {
    return this.binding.isBusy;
  }

  hasDraft(): boolean {
    return this.writing.goesOn || this.isBroken || this.binding.isRefused;
  }

  isLocked(): boolean {
    return this.parts.locks.has(this.field.name);
  }

  follow(state: JsonObject): void {
    const value = this.hasState ? own(state, this.field.name) : undefined;
    if (value !== undefined) this.binding.follow(value);
  }

  reset(): void {
    if (!this.field.required) this.set(this.field.default);
  }

  entry(): readonly (readonly [string, JsonValue])[] {
    return this.hasState ? [[this.field.name, this.settled]] : [];
  }

  put(values: JsonObject): void {
    const isMeant = this.hasState && !this.isLocked();
    const value = isMeant ? own(values, this.field.name) : undefined;
    if (value === undefined) return;
    // What is there already runs no handler again.
    if (this.isChanging || !isSameJson(value, this.settled)) this.set(value);
    else this.takeBack();
  }

  kept(): JsonValue | undefined {
    return this.hasState ? undefined : this.settled;
  }

  keep(value: JsonValue): void {
    if (!this.hasState) this.binding.follow(value);
  }

  private readonly picked = (value: JsonValue, isFinal: boolean): void => {
    this.mark(value);
    this.isChanging = !isFinal;
    this.isBroken = false;
    if (isFinal) this.writing.end();
    if (isFinal && !isSameJson(value, this.settled)) {
      const put = (before: JsonValue): void => this.set(before);
      this.parts.history.note({ before: this.settled, after: value, put });
      this.settled = value;
    }
    this.binding.pick(value, isFinal);
  };

  private readonly edited = (complaint: string): void => {
    this.binding.edit();
    this.isBroken = complaint !== "";
    this.labelled.explain(
      complaint === "" ? "" : sayAbout(this.field.label, complaint),
    );
  };

  /** Put *value* in as if a person had. */
  private set(value: JsonValue): void {
    this.labelled.explain("");
    this.control.show(value);
    this.picked(value, true);
  }

  private takeBack(): void {
    this.labelled.explain("");
    this.isBroken = false;
    this.mark(this.binding.takeBack());
    queueMicrotask(() => this.parts.idle?.());
  }

  /** Say whether *value* is another than the default. */
  private mark(value: JsonValue): void {
    const { required, default: initial } = this.field;
    this.labelled.mark(!required && !isSameJson(value, initial));
  }

  /** What else the session's value does here. */
  private bound(): BoundControl {
    const { control, labelled, parts } = this;
    const { label } = this.field;
    return {
      control,
      shown: (value, isRefused) => {
        if (!isRefused) this.mark(value);
        if (!this.isChanging) this.settled = value;
        // Whoever waits for it may take the row away: not from under this call.
        queueMicrotask(() => parts.idle?.());
      },
      explain: (refusal) =>
        labelled.explain(refusal === null ? "" : explainRefusal(refusal, () => label)),
      accepted: () => parts.changed(),
    };
  }

  private label(signal: AbortSignal): Labelled {
    const { field, control, parts } = this;
    const { name, label, description, required } = field;
    const isGroup = isNamed(field);
    return new Labelled(
      control.el,
      {
        name,
        label,
        description,
        extras: this.createExtras(signal),
        isWide: isWide(field),
        isUnlabelled: isGroup,
        isGroup,
        takeBack: () => this.takeBack(),
        ...tuned(field, parts.tune),
        ...(required ? {} : { reset: () => this.reset() }),
      },
      signal,
    );
  }

  /** What else stands behind the control. */
  private createExtras(signal: AbortSignal): HTMLElement[] {
    const { field, control, parts } = this;
    const extras: HTMLElement[] = [];
    if (field.hint?.widget === "seed") {
      const lock = (isLocked: boolean): void => control.lock?.(isLocked);
      extras.push(createLock(field, parts.locks, lock, signal));
    }
    if (field.nullable) {
      const clear = (): void => this.set(null);
      extras.push(makeIconButton("clear", `Clear ${field.label}`, clear, signal));
    }
    return extras;
  }
}

export function createValueRow(
  field: ValueField,
  command: string,
  parts: ValueRowParts,
  signal: AbortSignal,
): ColumnRow {
  return new ValueRow(field, command, parts, signal);
}
