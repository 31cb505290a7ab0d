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
  /** Whether it holds frames of its own: a reason here is about none of their inputs. */
  readonly isGroup?: boolean;
  /** Gives up a refused value; offered beside the reason, and on Escape. */
  readonly takeBack?: () => void;
}

class Reason {
  readonly el = make("div", "refusal");
  private readonly text = make("p", "reason");

  constructor({ name, takeBack }: FrameOptions, signal: AbortSignal) {
    this.text.id = `${makeId()}-reason`;
    this.text.dataset.testid = `reason-${name}`;
    this.text.setAttribute("role", "alert");
    this.el.append(this.text);
    if (takeBack !== undefined) {
      const button = make("button", "button small", "Take back");
      button.type = "button";
      button.title = "Show the session's value again (Esc)";
      button.addEventListener("click", takeBack, { signal });
      this.el.append(button);
    }
    this.show("");
  }

  get id(): string {
    return this.text.id;
  }

  get isShown(): boolean {
    return !this.el.hidden;
  }

  show(text: string): void {
    this.text.textContent = text;
    this.text.hidden = text === "";
    this.el.hidden = text === "";
  }
}

/**
 * Put *control* into a row with its label, description and a place for reasons.
 *
 * @param signal Aborting it removes every listener this frame added.
 */
export function createFrame(
  control: HTMLElement,
  options: FrameOptions,
  signal: AbortSignal,
): Frame {
  const { name, label, description, extras = [], takeBack } = options;
  const reason = new Reason(options, signal);
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
  el.append(reason.el);

  const press = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && !event.isComposing && reason.isShown) takeBack?.();
  };
  el.addEventListener("keydown", press, { signal });

  const explain = (text: string): void => {
    reason.show(text);
    if (options.isGroup === true) return;
    el.classList.toggle("refused", text !== "");
    for (const input of el.querySelectorAll("input, select, textarea")) {
      if (text === "") {
        input.removeAttribute("aria-invalid");
        input.removeAttribute("aria-describedby");
      } else {
        input.setAttribute("aria-invalid", "true");
        input.setAttribute("aria-describedby", reason.id);
      }
    }
  };
  return { el, explain };
}
