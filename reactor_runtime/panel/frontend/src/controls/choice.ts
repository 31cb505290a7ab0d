/** One of several values, drawn as a dropdown. */

import { make } from "../page/dom";
import type { ChoiceField } from "../wire/schema";
import { isSameJson, type JsonValue } from "../wire/values";
import { type Control, followUnlessRefused, type Listener } from "./control";

export function createChoice(
  field: ChoiceField,
  listener: Listener<JsonValue>,
  signal: AbortSignal,
): Control<JsonValue> {
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
