/** What was tuned, as a whole: taking it back, and writing it to the source. */

import { make, makeIconButton } from "../page/dom";
import { say } from "../page/speech";
import { copyText } from "../page/taking";
import { UNANSWERED } from "../state/asking";
import type { TuningClient } from "../state/tuning";
import { messageOf } from "../wire/values";

/** A difference, line by line; each says by its class what becomes of it. */
function createDifference(text: string): HTMLElement[] {
  return text.split("\n").map((line) => {
    const kind = /^(---|\+\+\+|@@)/.test(line) ? "@" : line[0];
    const names: Readonly<Record<string, string>> = {
      "@": "at",
      "+": "in",
      "-": "out",
    };
    return make("span", names[kind ?? ""] ?? "", `${line}\n`);
  });
}

export class TuneBar {
  readonly el: HTMLElement;
  private readonly word = make("p", "tune-word");
  private readonly notes = make("ul", "tune-notes");
  private readonly difference = make("pre", "tune-diff");
  private readonly undo;
  private readonly redo;
  private readonly reset;
  private readonly source;
  private readonly write;
  private readonly deeds = make("div", "tune-tools");
  /** What the person sees, and of which parameter; `null` while it is not shown. */
  private seen: { readonly name: string; readonly text: string } | null = null;
  /** What was written last, until something else is tuned. */
  private written = "";
  /** What had the focus before the bar was opened. */
  private opened: Element | null = null;

  /** @param signal Aborting it removes every listener. */
  constructor(
    private readonly tuning: TuningClient,
    private readonly signal: AbortSignal,
  ) {
    const { word, notes, difference, deeds } = this;
    difference.tabIndex = 0;
    difference.setAttribute("aria-label", "What would be written");
    const step = (action: "undo" | "redo" | "reset") => (): void => this.step(action);
    const took = "Undo the last tuning";
    this.undo = makeIconButton("undo", took, step("undo"), signal);
    this.redo = makeIconButton("redo", "Redo it", step("redo"), signal);
    this.reset = this.createButton("Reset all", step("reset"));
    this.source = this.createButton("Write to source…", () => tuning.source(""));
    this.write = this.createButton("Write", () => void this.accept());
    this.write.classList.add("primary");
    deeds.append(this.write);
    deeds.append(this.createButton("Copy", () => void this.copy()));
    const shut = makeIconButton("clear", "Close", () => this.close(), signal);
    const tools = make("div", "tune-tools", word, this.undo, this.redo);
    tools.append(this.reset, this.source, shut);
    this.el = make("div", "copy-bar tune-bar", tools, notes, difference, deeds);
    this.el.dataset.testid = "reactor-tune-bar";
    this.el.hidden = true;
    this.el.addEventListener("keydown", (event) => this.press(event), { signal });
    tuning.source = (name) => {
      this.open();
      this.hide();
      void this.look(name).then((isThere) => isThere && this.write.focus());
    };
    this.hide();
    tuning.follow(() => this.stand(), signal);
  }

  toggle(): void {
    if (!this.el.hidden) {
      this.close();
      return;
    }
    this.open();
    this.tell(this.count());
  }

  private createButton(text: string, press: () => void): HTMLButtonElement {
    const button = make("button", "button small", text);
    button.type = "button";
    button.addEventListener("click", press, { signal: this.signal });
    return button;
  }

  private tell(words: string): void {
    this.word.textContent = words;
    say(this.el, words);
  }

  private count(): string {
    const all = Object.entries(this.tuning.standing?.changed ?? {}).map(
      ([name, settings]) => `${name}: ${settings.join(", ")}`,
    );
    return all.length === 0 ? "Nothing is tuned." : `Tuned ${all.join(" · ")}`;
  }

  private show(text: string, told: readonly string[]): void {
    const { notes, difference, deeds } = this;
    notes.replaceChildren(...told.map((note) => make("li", "", note)));
    difference.replaceChildren(...createDifference(text));
    notes.hidden = told.length === 0;
    difference.hidden = text === "";
    deeds.hidden = text === "";
  }

  private hide(): void {
    this.seen = null;
    this.show("", []);
  }

  private open(): void {
    if (!this.el.hidden) return;
    this.el.hidden = false;
    this.opened = (this.el.getRootNode() as ShadowRoot).activeElement;
  }

  private close(): void {
    this.el.hidden = true;
    this.hide();
    if (this.opened instanceof HTMLElement) this.opened.focus();
  }

  private press(event: KeyboardEvent): void {
    if (event.key === "Escape" && !event.isComposing) this.close();
  }

  private step(action: "undo" | "redo" | "reset"): void {
    void this.tuning.ask(action, "").then((told) => {
      if (told === null || told.error !== "") this.tell(told?.error ?? UNANSWERED);
    });
  }

  /** Show the difference of *name*; returns whether there is one. */
  private async look(name: string): Promise<boolean> {
    // Over the next link it is looked at again.
    this.seen ??= { name, text: "" };
    const told = await this.tuning.ask("diff", name);
    if (told === null) {
      this.tell(UNANSWERED);
      return false;
    }
    if (told.error !== "") {
      this.hide();
      this.tell(told.error);
      return false;
    }
    this.seen = { name, text: told.text };
    this.show(told.text, told.notes);
    this.tell(this.count());
    return told.text !== "";
  }

  private async accept(): Promise<void> {
    const { seen, write } = this;
    if (seen === null) return;
    write.disabled = true;
    const told = await this.tuning.ask("write", seen.name, { seen: seen.text });
    write.disabled = false;
    if (told === null || told.error !== "") {
      this.tell(told?.error ?? UNANSWERED);
      return;
    }
    this.hide();
    this.undo.focus();
    this.written = `${told.text}. Undo takes it back.`;
    this.tell(this.written);
  }

  private async copy(): Promise<void> {
    try {
      await copyText(this.seen?.text ?? "", this.el);
      this.tell("The difference is in the clipboard.");
    } catch (failure) {
      this.tell(`Nothing was copied: ${messageOf(failure)}`);
    }
  }

  /** The tuning, or the link, is another one. */
  private stand(): void {
    const { standing } = this.tuning;
    const { el, undo, redo, reset, source, write, seen } = this;
    undo.disabled = standing?.undo !== true;
    redo.disabled = standing?.redo !== true;
    const isClean = Object.keys(standing?.changed ?? {}).length === 0;
    reset.disabled = source.disabled = isClean;
    if (standing === null) el.hidden = true;
    if (el.hidden) return;
    if (!isClean) this.written = "";
    if (this.written === "") this.word.textContent = this.count();
    if (seen === null || write.disabled) return;
    const { name } = seen;
    const isThere = name === "" ? !isClean : standing?.changed[name] !== undefined;
    if (isThere) void this.look(name);
    else this.hide();
  }
}
