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
import type { AnyFieldControl, ControlListener, FieldControl } from "./control";
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

/** Build the control for a value that has no simpler one. */
export function createJson(
  field: JsonField,
  listener: ControlListener<JsonValue>,
  mode: DraftMode,
  signal: AbortSignal,
): FieldControl<JsonValue> {
  const input = make("textarea", "box text-area code");
  input.rows = 2;
  input.spellcheck = false;
  input.setAttribute("aria-label", `${field.label} (JSON)`);

  const apply = (text: string): boolean => {
    if (text.trim() === "" && takesNone(field)) {
      listener.picked(null, true);
      return true;
    }
    let value: JsonValue;
    try {
      value = JSON.parse(text) as JsonValue;
    } catch (error) {
      listener.edited(`is not valid JSON: ${messageOf(error)}`);
      return false;
    }
    listener.picked(value, true);
    return true;
  };
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
export interface Simple {
  readonly el: HTMLElement;
  /** Draw *value*; returns whether it can be drawn. */
  show(value: JsonValue): boolean;
}

/**
 * Put the JSON of a value behind the control that *build* makes.
 *
 * @param build Makes it.
 */
export function createStructured(
  field: StructuredField,
  build: (picked: Picked) => Simple,
  listener: ControlListener<JsonValue>,
  mode: DraftMode,
  signal: AbortSignal,
): AnyFieldControl {
  let isText = false;
  let canShow = true;
  /** What the session, or the person, has put here last. */
  let held: JsonValue = field.default;
  const picked: Picked = (value, isFinal = true) => {
    held = value;
    json.show(value);
    listener.edited("");
    listener.picked(value, isFinal);
  };
  const simple = build(picked);
  const typed = (value: JsonValue, isFinal: boolean): void => {
    held = value;
    canShow = simple.show(value);
    listener.picked(value, isFinal);
  };
  const described = { ...field, kind: "json" } as const;
  const { edited } = listener;
  const json = createJson(described, { picked: typed, edited }, mode, signal);
  const draw = (): void => {
    const isShown = isText || !canShow;
    json.el.hidden = !isShown;
    simple.el.hidden = isShown;
    toggle.setAttribute("aria-pressed", String(isShown));
    toggle.disabled = !canShow;
    nameButton(toggle, isShown ? "Edit by its parts" : "Edit as JSON");
  };
  const toggle = makeIconButton(
    "braces",
    "Edit as JSON",
    () => {
      isText = !isText;
      draw();
    },
    signal,
  );
  const take = (value: JsonValue): void => {
    held = value;
    canShow = simple.show(value);
    draw();
  };
  take(held);
  return {
    el: make("div", "structured", simple.el, json.el, toggle),
    show: (value) => {
      json.show(value);
      take(value);
    },
    follow: (value, isRefused) => {
      json.follow(value, isRefused);
      // Boxes that stand as they were written keep what was refused.
      if (!isRefused) take(value);
    },
  };
}
