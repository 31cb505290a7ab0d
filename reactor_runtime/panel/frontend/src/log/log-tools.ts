/** What one can do with the log: leave lines out, find some, hold it, take it along. */

import { make, makeIconButton, nameButton } from "../page/dom";
import { copyText, download, fileName } from "../page/taking";
import { messageOf } from "../wire/values";
import type { LogLine, LogRows, LogTone } from "./log-rows";

const KINDS: Readonly<Record<string, readonly LogTone[] | null>> = {
  All: null,
  Messages: ["message"],
  Refusals: ["refused"],
  Errors: ["error"],
  Prints: ["printed"],
};

export interface LogTools {
  readonly el: HTMLElement;
  /** Whether what comes is to wait. */
  readonly isHeld: boolean;
}

/** What the tools ask of the log. */
export interface LogDeeds {
  /** Empty it. */
  cleared(): void;
  /** Show what has waited. */
  released(): void;
  /** Say why something could not be done. */
  failed(reason: string): void;
}

export function createLogTools(
  rows: LogRows,
  { cleared, released, failed }: LogDeeds,
  signal: AbortSignal,
): LogTools {
  let kinds: readonly LogTone[] | null = null;
  let isHeld = false;
  const search = make("input", "box");
  search.type = "search";
  search.placeholder = "Find";
  search.setAttribute("aria-label", "Find in the log");
  const apply = (): void => {
    const words = search.value.toLowerCase();
    const isShown = ({ tone, subject, text }: LogLine): boolean =>
      (kinds === null || kinds.includes(tone)) &&
      `${subject} ${text}`.toLowerCase().includes(words);
    rows.filter(isShown);
  };
  search.addEventListener("input", apply, { signal });

  const chips = Object.entries(KINDS).map(([name, wanted]) => {
    const chip = make("button", "chip", name);
    chip.type = "button";
    const choose = (): void => {
      kinds = wanted;
      for (const other of chips) {
        other.setAttribute("aria-pressed", String(other === chip));
      }
      apply();
    };
    chip.setAttribute("aria-pressed", String(wanted === null));
    chip.addEventListener("click", choose, { signal });
    return chip;
  });

  const hold = makeIconButton(
    "pause",
    "Hold the log",
    () => {
      isHeld = !isHeld;
      hold.setAttribute("aria-pressed", String(isHeld));
      nameButton(hold, isHeld ? "Let the log go on" : "Hold the log");
      if (!isHeld) released();
    },
    signal,
  );
  hold.setAttribute("aria-pressed", "false");
  const copy = (): void =>
    void copyText(rows.text, el).catch((error: unknown) =>
      failed(`Nothing was copied: ${messageOf(error)}`),
    );
  const save = (): void => {
    const blob = new Blob([`${rows.text}\n`], { type: "application/jsonl" });
    download(blob, fileName(["reactor", "log"], new Date(), "jsonl"));
  };
  const buttons = [
    hold,
    makeIconButton("copy", "Copy the log", copy, signal),
    makeIconButton("save", "Save the log as JSON Lines", save, signal),
    makeIconButton("clear", "Clear the log", cleared, signal),
  ];
  for (const button of buttons) button.classList.add("small");
  const el = make("div", "log-tools", ...chips, search, ...buttons);
  return {
    el,
    get isHeld() {
      return isHeld;
    },
  };
}
