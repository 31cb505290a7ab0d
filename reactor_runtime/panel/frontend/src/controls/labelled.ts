/** What stands round a control: its name, its help, notes, and why a value was refused. */

import { make, makeIconButton, makeId } from "../page/dom";
import { say } from "../page/speech";

const NOTE = "reactor:note";

/** How long a note stands, in milliseconds; its style lets it fade at the end. */
const STANDS_MS = 4000;

/** Say *text* under the row that *el* is in. */
export function tellNote(el: HTMLElement, text: string): void {
  const init = { detail: text, bubbles: true, composed: true, cancelable: true };
  el.dispatchEvent(new CustomEvent(NOTE, init));
}

/**
 * Show under *row* what is told within it, unless a row inside has shown it.
 *
 * @param signal Aborting it ends that.
 */
export function listenNotes(row: HTMLElement, signal: AbortSignal): void {
  const note = make("p", "row-note");
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hear = (event: Event): void => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    // Made anew, so that the same words fade from the beginning.
    const text = (event as CustomEvent<string>).detail;
    note.replaceChildren(make("span", "", text));
    say(row, text);
    row.append(note);
    clearTimeout(timer);
    timer = setTimeout(() => note.replaceChildren(), STANDS_MS);
  };
  row.addEventListener(NOTE, hear, { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
}

export interface LabelOptions {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  /** Give the control a line of its own under the label. */
  readonly isWide?: boolean;
  /** Elements after the control, such as a button that takes the value away. */
  readonly extras?: readonly HTMLElement[];
  /** Leave the name out: the control itself bears it. */
  readonly isUnlabelled?: boolean;
  /** Whether it holds frames of its own: a reason here is about none of their inputs. */
  readonly isGroup?: boolean;
  /** Gives up a refused value; offered beside the reason, and on Escape. */
  readonly takeBack?: () => void;
  /** Sets the default; offered while the value is another. */
  readonly reset?: () => void;
  /** Opens what tunes its limits, under the name that these go by. */
  readonly tune?: { readonly name: string; readonly open: () => void };
}

/** The way to tune *field*, where there is one. */
export function tuned(
  { tune = "" }: { readonly tune?: string },
  open: ((name: string) => void) | undefined,
): Pick<LabelOptions, "tune"> {
  if (tune === "" || open === undefined) return {};
  return { tune: { name: tune, open: () => open(tune) } };
}

class Reason {
  readonly el = make("div", "refusal");
  private readonly text = make("p", "reason");

  constructor({ name, takeBack }: LabelOptions, signal: AbortSignal) {
    this.text.id = `${makeId()}-reason`;
    this.text.dataset.testid = `reason-${name}`;
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

/** The description: seen where the panel explains itself, and read out in any case. */
function createHelp(description: string): HTMLElement {
  const el = make("p", "help", description);
  el.id = `${makeId()}-help`;
  return el;
}

const INPUTS = "input, select, textarea";

/** A control in a row with its label, its description and a place for reasons. */
export class Labelled {
  readonly el = make("div", "control");
  /** The control's name, which may be a handle. */
  readonly title: HTMLElement;
  private readonly reason: Reason;
  private readonly help: HTMLElement | null;

  /** @param signal Aborting it removes every listener that this added. */
  constructor(
    control: HTMLElement,
    private readonly options: LabelOptions,
    private readonly signal: AbortSignal,
  ) {
    const { el } = this;
    const { name, label, description, extras = [] } = options;
    this.reason = new Reason(options, signal);
    this.help = description === "" ? null : createHelp(description);
    this.title = make("span", "label", label);
    this.title.title = description;
    el.dataset.testid = `control-${name}`;
    el.classList.toggle("wide", options.isWide === true);
    if (options.isUnlabelled !== true) el.append(this.title);
    el.append(make("div", "value", control, ...extras));
    this.offerReset();
    this.offerTuning();
    if (this.help !== null) el.append(this.help);
    el.append(this.reason.el);
    listenNotes(el, signal);
    const press = (event: KeyboardEvent): void => {
      const isMeant = event.key === "Escape" && !event.isComposing;
      if (isMeant && this.reason.isShown) options.takeBack?.();
    };
    el.addEventListener("keydown", press, { signal });
    if (options.isGroup !== true) this.describe(false);
  }

  /** Say why a value was refused; empty takes the reason away. */
  explain(reason: string): void {
    this.reason.show(reason);
    say(this.el, reason);
    if (this.options.isGroup === true) return;
    this.el.classList.toggle("refused", reason !== "");
    this.describe(reason !== "");
  }

  /** Say whether the value is another than the default. */
  mark(isChanged: boolean): void {
    this.el.classList.toggle("changed", isChanged);
  }

  private offerReset(): void {
    const { label, reset } = this.options;
    if (reset === undefined) return;
    const back = makeIconButton("reset", `Reset ${label}`, reset, this.signal);
    back.classList.add("small", "back");
    this.el.append(back);
    this.title.addEventListener("dblclick", reset, { signal: this.signal });
  }

  private offerTuning(): void {
    const { label, tune } = this.options;
    if (tune === undefined) return;
    const opener = makeIconButton("tune", `Tune ${label}`, tune.open, this.signal);
    opener.classList.add("small", "tuner");
    opener.dataset.tune = tune.name;
    opener.setAttribute("aria-expanded", "false");
    this.el.append(opener);
  }

  /** Let every input be described by the reason and the help. */
  private describe(isRefused: boolean): void {
    const { reason, help } = this;
    const ids = [isRefused ? reason.id : "", help?.id ?? ""].filter(Boolean);
    for (const input of this.el.querySelectorAll(INPUTS)) {
      if (isRefused) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      if (ids.length > 0) input.setAttribute("aria-describedby", ids.join(" "));
      else input.removeAttribute("aria-describedby");
    }
  }
}
