/** A value as checked JSON: alone, or behind a simpler control of its parts. */

import { make, makeIconButton, nameButton } from "../page/dom";
import {
  type ChipsField,
  type DictField,
  type JsonField,
  type NumbersField,
  type ObjectField,
  takesNone,
} from "../wire/schema";
import { isSameJson, type JsonValue, messageOf } from "../wire/values";
import type { ControlListener, FieldControl } from "./control";
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

/** What *text* says, as far as *field* takes it; reports it, or why it is none. */
function applyJson(
  text: string,
  field: JsonField,
  { picked, edited }: ControlListener<JsonValue>,
): boolean {
  if (text.trim() === "" && takesNone(field)) {
    picked(null, true);
    return true;
  }
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (error) {
    edited(`is not valid JSON: ${messageOf(error)}`);
    return false;
  }
  picked(value, true);
  return true;
}

/** Build the control for a value that has no simpler one. */
export function createJson(
  field: JsonField,
  listener: ControlListener<JsonValue>,
  mode: DraftMode,
  signal: AbortSignal,
): FieldControl {
  const input = make("textarea", "box text-area code");
  input.rows = 2;
  input.spellcheck = false;
  input.setAttribute("aria-label", `${field.label} (JSON)`);
  const apply = (text: string): boolean => applyJson(text, field, listener);
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

export type StructuredField = NumbersField | ChipsField | ObjectField | DictField;

/** Reports a value, which is final unless it says otherwise. */
export type Picked = (value: JsonValue, isFinal?: boolean) => void;

/** The simple control: what it cannot show is left to the JSON. */
export interface SimpleControl {
  readonly el: HTMLElement;
  /** Draw *value*; returns whether it can be drawn. */
  show(value: JsonValue): boolean;
}

/** The JSON of a value behind a simpler control. */
class StructuredControl implements FieldControl {
  readonly el: HTMLElement;
  private readonly simple: SimpleControl;
  private readonly json: FieldControl;
  private readonly toggle;
  private isText = false;
  private canShow = true;

  constructor(
    field: StructuredField,
    build: (picked: Picked) => SimpleControl,
    listener: ControlListener<JsonValue>,
    mode: DraftMode,
    signal: AbortSignal,
  ) {
    this.simple = build((value, isFinal = true) => {
      this.json.show(value);
      listener.edited("");
      listener.picked(value, isFinal);
    });
    const picked = (value: JsonValue, isFinal: boolean): void => {
      this.canShow = this.simple.show(value);
      listener.picked(value, isFinal);
    };
    const { edited } = listener;
    const described = { ...field, kind: "json" } as const;
    this.json = createJson(described, { picked, edited }, mode, signal);
    const flip = (): void => {
      this.isText = !this.isText;
      this.draw();
    };
    this.toggle = makeIconButton("braces", "Edit as JSON", flip, signal);
    this.take(field.default);
    this.el = make("div", "structured", this.simple.el, this.json.el, this.toggle);
  }

  readonly show = (value: JsonValue): void => {
    this.json.show(value);
    this.take(value);
  };

  readonly follow = (value: JsonValue, isRefused: boolean): void => {
    this.json.follow(value, isRefused);
    // Boxes that stand as they were written keep what was refused.
    if (!isRefused) this.take(value);
  };

  private take(value: JsonValue): void {
    this.canShow = this.simple.show(value);
    this.draw();
  }

  private draw(): void {
    const { simple, json, toggle, canShow } = this;
    const isShown = this.isText || !canShow;
    json.el.hidden = !isShown;
    simple.el.hidden = isShown;
    toggle.setAttribute("aria-pressed", String(isShown));
    toggle.disabled = !canShow;
    nameButton(toggle, isShown ? "Edit by its parts" : "Edit as JSON");
  }
}

/**
 * Put the JSON of a value behind the control that *build* makes.
 *
 * @param build Makes it.
 */
export function createStructured(
  field: StructuredField,
  build: (picked: Picked) => SimpleControl,
  listener: ControlListener<JsonValue>,
  mode: DraftMode,
  signal: AbortSignal,
): FieldControl {
  return new StructuredControl(field, build, listener, mode, signal);
}
