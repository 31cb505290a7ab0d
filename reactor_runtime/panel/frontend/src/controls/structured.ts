/** A value of several parts: a simple control for it, and its JSON behind a button. */

import { make, makeIconButton, nameButton } from "../page/dom";
import type { ChipsField, DictField, NumbersField, ObjectField } from "../wire/schema";
import type { JsonValue } from "../wire/values";
import type { AnyControl, Listener } from "./control";
import type { DraftMode } from "./draft";
import { createJson } from "./json";

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
  listener: Listener<JsonValue>,
  mode: DraftMode,
  signal: AbortSignal,
): AnyControl {
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
