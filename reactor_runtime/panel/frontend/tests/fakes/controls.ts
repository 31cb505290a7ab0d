/** Makes one control at a time in the page, and hears what it reports. */

import { CONTROLS } from "../../dev/schema";
import { createControl } from "../../src/controls/create";
import type { SliderField, ValueField } from "../../src/wire/schema";
import type { JsonValue } from "../../src/wire/values";

/** What was reported since {@link open}: values, and whether they were final. */
export const heard: [JsonValue, boolean][] = [];

/** What was complained of since {@link open}. */
export const reasons: string[] = [];

/** Ends what was made since {@link open}. */
export let closing = new AbortController();

/** Begin a test. */
export function open(): void {
  closing = new AbortController();
  heard.length = 0;
  reasons.length = 0;
}

/** End it. */
export function close(): void {
  closing.abort();
  document.body.replaceChildren();
}

/** The description of the example called *name*. */
export function field(name: string): ValueField {
  const found = CONTROLS.find((control) => control.name === name);
  if (!found || ["button", "form", "file"].includes(found.kind)) throw new Error(name);
  return found as ValueField;
}

export function makeOf(
  described: ValueField,
  mode: "applied" | "immediate" = "applied",
) {
  const picked = (value: JsonValue, isFinal: boolean) =>
    void heard.push([value, isFinal]);
  const edited = (complaint: string) => void reasons.push(complaint);
  const control = createControl(described, { picked, edited }, mode, closing.signal);
  document.body.append(control.el);
  return control;
}

export function make(name: string, mode: "applied" | "immediate" = "applied") {
  return makeOf(field(name), mode);
}

export const ANGLE: SliderField = {
  kind: "slider",
  name: "angle",
  label: "Angle",
  description: "",
  required: false,
  default: 0,
  minimum: -Math.PI,
  maximum: Math.PI,
  step: 0.02,
  integer: false,
};

export const boxOf = (el: HTMLElement) =>
  find<HTMLInputElement>(el, "input[type=number]");

export function find<T extends HTMLElement>(el: HTMLElement, selector: string): T {
  const found = el.matches(selector) ? el : el.querySelector(selector);
  if (found === null) throw new Error(`no ${selector}`);
  return found as T;
}

export function enter(
  input: HTMLInputElement | HTMLTextAreaElement,
  text: string,
): void {
  input.focus();
  input.value = text;
  input.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

export function press(
  el: EventTarget,
  key: string,
  init: KeyboardEventInit = {},
): KeyboardEvent {
  const options = { key, bubbles: true, cancelable: true, ...init };
  const event = new KeyboardEvent("keydown", options);
  el.dispatchEvent(event);
  return event;
}
