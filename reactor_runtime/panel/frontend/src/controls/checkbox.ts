/** Yes or no, drawn as a switch; as two buttons while it is neither. */

import { make } from "../page/dom";
import type { CheckboxField } from "../wire/schema";
import { type Control, followUnlessRefused, type Listener } from "./control";

const CHOICES = [
  ["Off", false],
  ["On", true],
] as const;

export function createCheckbox(
  field: CheckboxField,
  listener: Listener<boolean>,
  signal: AbortSignal,
): Control<boolean> {
  const input = make("input", "switch");
  input.type = "checkbox";
  input.setAttribute("aria-label", field.label);
  // A switch has no place for "not set" from which both of its own are one press away.
  const unset = make("div", "unset-switch");
  unset.setAttribute("role", "group");
  unset.setAttribute("aria-label", `${field.label}: not set`);

  const show = (value: boolean | null): void => {
    input.checked = value === true;
    input.hidden = value === null;
    unset.hidden = value !== null;
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
