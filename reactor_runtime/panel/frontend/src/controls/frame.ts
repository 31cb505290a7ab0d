/** What stands round a control: its name, its help, and why a value was refused. */

import { make, makeId } from "../dom";

export interface Frame {
  readonly el: HTMLElement;
  /** Say why a value was refused; empty takes the reason away. */
  explain(reason: string): void;
}

export interface FrameOptions {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  /** Put the control on the label's line, at its end. */
  readonly isInline?: boolean;
  /** Elements after the label, such as a button that takes the value away. */
  readonly extras?: readonly HTMLElement[];
  /** Leave the name out: the control itself bears it. */
  readonly isUnlabelled?: boolean;
}

/** Put *control* into a row with its label, description and a place for reasons. */
export function createFrame(control: HTMLElement, options: FrameOptions): Frame {
  const { name, label, description, extras = [] } = options;
  const id = makeId();
  const reason = make("p", "reason");
  reason.id = `${id}-reason`;
  reason.dataset.testid = `reason-${name}`;
  reason.setAttribute("role", "alert");
  reason.hidden = true;

  const title = make("span", "label", label);
  const head = make("div", "head", title, ...extras);
  if (options.isInline === true) head.append(control);
  const el = make("div", "control");
  el.dataset.testid = `control-${name}`;
  if (options.isUnlabelled !== true) el.append(head);
  if (options.isInline !== true) el.append(control);
  if (description !== "") {
    el.append(make("p", "help", description));
    title.title = description;
  }
  el.append(reason);

  const explain = (text: string): void => {
    reason.textContent = text;
    reason.hidden = text === "";
    el.classList.toggle("refused", text !== "");
    for (const input of el.querySelectorAll("input, select, textarea")) {
      if (text === "") input.removeAttribute("aria-invalid");
      else input.setAttribute("aria-invalid", "true");
    }
  };
  return { el, explain };
}
