/** One of a few values: yes or no as a switch, one of several as a dropdown. */

import { make } from "../page/dom";
import type { CheckboxField, ChoiceField } from "../wire/schema";
import { isSameJson, type JsonValue } from "../wire/values";
import {
  type ControlListener,
  type FieldControl,
  followUnlessRefused,
} from "./control";

const CHOICES = [
  ["Off", false],
  ["On", true],
] as const;

export function createCheckbox(
  field: CheckboxField,
  listener: ControlListener<boolean>,
  signal: AbortSignal,
): FieldControl {
  const input = make("input", "switch");
  input.type = "checkbox";
  input.setAttribute("aria-label", field.label);
  // A switch has no place for "not set" from which both of its own are one press away.
  const unset = make("div", "unset-switch");
  unset.setAttribute("role", "group");
  unset.setAttribute("aria-label", `${field.label}: not set`);

  const show = (value: JsonValue): void => {
    const isSet = typeof value === "boolean";
    input.checked = value === true;
    input.hidden = !isSet;
    unset.hidden = isSet;
  };
  for (const [label, value] of CHOICES) {
    const button = make("button", "button small", label);
    button.type = "button";
    const choose = (): void => {
      show(value);
      input.focus();
      listener.picked(value, true);
    };
    button.addEventListener("click", choose, { signal });
    unset.append(button);
  }
  input.addEventListener("change", () => listener.picked(input.checked, true), {
    signal,
  });
  const el = make("div", "toggle", unset, input);
  return { el, show, follow: followUnlessRefused(show) };
}

export function createChoice(
  field: ChoiceField,
  listener: ControlListener<JsonValue>,
  signal: AbortSignal,
): FieldControl {
  const select = make("select", "box");
  select.setAttribute("aria-label", field.label);
  const unset = new Option("not set", "");
  unset.hidden = true;
  select.append(unset);
  field.options.forEach(({ label }, index) => {
    select.append(new Option(label, String(index)));
  });

  const show = (value: JsonValue): void => {
    const index = field.options.findIndex((option) => isSameJson(option.value, value));
    select.value = index < 0 ? "" : String(index);
  };
  const report = (): void => {
    const option = field.options[Number(select.value)];
    if (select.value !== "" && option !== undefined)
      listener.picked(option.value, true);
  };
  select.addEventListener("change", report, { signal });
  const el = make("div", "select", select);
  return { el, show, follow: followUnlessRefused(show) };
}
