/** What was tuned, as a whole: taking it back, and writing it to the source. */

import { make, makeIconButton } from "../page/dom";
import { say } from "../page/speech";
import { copyText } from "../page/taking";
import { UNANSWERED } from "../state/asking";
import type { TuningClient } from "../state/tuning";
import { messageOf } from "../wire/values";

export interface TuneBar {
  readonly el: HTMLElement;
  toggle(): void;
}

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

/** @param signal Aborting it removes every listener. */
export function createTuneBar(tuning: TuningClient, signal: AbortSignal): TuneBar {
  const word = make("p", "tune-word");
  const notes = make("ul", "tune-notes");
  const difference = make("pre", "tune-diff");
  difference.tabIndex = 0;
  difference.setAttribute("aria-label", "What would be written");
  const button = (text: string, press: () => void): HTMLButtonElement => {
    const made = make("button", "button small", text);
    made.type = "button";
    made.addEventListener("click", press, { signal });
    return made;
  };
  const undo = makeIconButton(
    "undo",
    "Undo the last tuning",
    () => step("undo"),
    signal,
  );
  const redo = makeIconButton("redo", "Redo it", () => step("redo"), signal);
  const reset = button("Reset all", () => step("reset"));
  const source = button("Write to source…", () => tuning.source(""));
  const write = button("Write", () => void accept());
  write.classList.add("primary");
  const copy = button("Copy", () => void copyIt());
  const shut = makeIconButton("clear", "Close", () => close(), signal);
  const tools = make("div", "tune-tools", word, undo, redo, reset, source, shut);
  const deeds = make("div", "tune-tools", write, copy);
  const el = make("div", "copy-bar tune-bar", tools, notes, difference, deeds);
  el.dataset.testid = "reactor-tune-bar";
  el.hidden = true;

  /** What the person sees, and of which parameter; `null` while it is not shown. */
  let seen: { readonly name: string; readonly text: string } | null = null;
  /** What was written last, until something else is tuned. */
  let written = "";
  /** What had the focus before the bar was opened. */
  let opened: Element | null = null;

  const tell = (words: string): void => {
    word.textContent = words;
    say(el, words);
  };
  const count = (): string => {
    const all = Object.entries(tuning.standing?.changed ?? {}).map(
      ([name, settings]) => `${name}: ${settings.join(", ")}`,
    );
    return all.length === 0 ? "Nothing is tuned." : `Tuned ${all.join(" · ")}`;
  };
  const show = (text: string, told: readonly string[]): void => {
    notes.replaceChildren(...told.map((note) => make("li", "", note)));
    difference.replaceChildren(...createDifference(text));
    notes.hidden = told.length === 0;
    difference.hidden = text === "";
    deeds.hidden = text === "";
  };
  const hide = (): void => {
    seen = null;
    show("", []);
  };
  const open = (): void => {
    if (!el.hidden) return;
    el.hidden = false;
    opened = (el.getRootNode() as ShadowRoot).activeElement;
  };
  const close = (): void => {
    el.hidden = true;
    hide();
    if (opened instanceof HTMLElement) opened.focus();
  };
  const step = (action: "undo" | "redo" | "reset"): void => {
    void tuning.ask(action, "").then((told) => {
      if (told === null || told.error !== "") tell(told?.error ?? UNANSWERED);
    });
  };
  const look = async (name: string): Promise<boolean> => {
    // Over the next link it is looked at again.
    seen ??= { name, text: "" };
    const told = await tuning.ask("diff", name);
    if (told === null) {
      tell(UNANSWERED);
      return false;
    }
    if (told.error !== "") {
      hide();
      tell(told.error);
      return false;
    }
    seen = { name, text: told.text };
    show(told.text, told.notes);
    tell(count());
    return told.text !== "";
  };
  const accept = async (): Promise<void> => {
    if (seen === null) return;
    write.disabled = true;
    const told = await tuning.ask("write", seen.name, { seen: seen.text });
    write.disabled = false;
    if (told === null || told.error !== "") {
      tell(told?.error ?? UNANSWERED);
      return;
    }
    hide();
    undo.focus();
    written = `${told.text}. Undo takes it back.`;
    tell(written);
  };
  const copyIt = async (): Promise<void> => {
    try {
      await copyText(seen?.text ?? "", el);
      tell("The difference is in the clipboard.");
    } catch (failure) {
      tell(`Nothing was copied: ${messageOf(failure)}`);
    }
  };
  tuning.source = (name) => {
    open();
    hide();
    void look(name).then((isThere) => isThere && write.focus());
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && !event.isComposing) close();
  };
  el.addEventListener("keydown", press, { signal });
  hide();
  const stand = (): void => {
    const { standing } = tuning;
    undo.disabled = standing?.undo !== true;
    redo.disabled = standing?.redo !== true;
    const isClean = Object.keys(standing?.changed ?? {}).length === 0;
    reset.disabled = source.disabled = isClean;
    if (standing === null) el.hidden = true;
    if (el.hidden) return;
    if (!isClean) written = "";
    if (written === "") word.textContent = count();
    if (seen === null || write.disabled) return;
    const { name } = seen;
    const isThere = name === "" ? !isClean : standing?.changed[name] !== undefined;
    if (isThere) void look(name);
    else hide();
  };
  tuning.follow(stand, signal);
  return {
    el,
    toggle: () => {
      if (!el.hidden) close();
      else {
        open();
        tell(count());
      }
    },
  };
}
