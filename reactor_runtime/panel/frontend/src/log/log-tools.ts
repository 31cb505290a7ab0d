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

/** What the tools ask of the log. */
export interface LogDeeds {
  /** Empty it. */
  cleared(): void;
  /** Show what has waited. */
  released(): void;
  /** Say why something could not be done. */
  failed(reason: string): void;
}

export class LogTools {
  readonly el: HTMLElement;
  /** Whether what comes is to wait. */
  isHeld = false;
  private kinds: readonly LogTone[] | null = null;
  private readonly search = make("input", "box");

  constructor(
    private readonly rows: LogRows,
    private readonly deeds: LogDeeds,
    private readonly signal: AbortSignal,
  ) {
    const { search } = this;
    search.type = "search";
    search.placeholder = "Find";
    search.setAttribute("aria-label", "Find in the log");
    search.addEventListener("input", () => this.apply(), { signal });
    const buttons = [
      this.createHold(),
      makeIconButton("copy", "Copy the log", () => this.copy(), signal),
      makeIconButton("save", "Save the log as JSON Lines", () => this.save(), signal),
      makeIconButton("clear", "Clear the log", deeds.cleared, signal),
    ];
    for (const button of buttons) button.classList.add("small");
    this.el = make("div", "log-tools", ...this.createChips(), search, ...buttons);
  }

  private apply(): void {
    const { kinds } = this;
    const words = this.search.value.toLowerCase();
    const isShown = ({ tone, subject, text }: LogLine): boolean =>
      (kinds === null || kinds.includes(tone)) &&
      `${subject} ${text}`.toLowerCase().includes(words);
    this.rows.filter(isShown);
  }

  private createChips(): readonly HTMLButtonElement[] {
    const chips = Object.entries(KINDS).map(([name, wanted]) => {
      const chip = make("button", "chip", name);
      chip.type = "button";
      const choose = (): void => {
        this.kinds = wanted;
        for (const other of chips) {
          other.setAttribute("aria-pressed", String(other === chip));
        }
        this.apply();
      };
      chip.setAttribute("aria-pressed", String(wanted === null));
      chip.addEventListener("click", choose, { signal: this.signal });
      return chip;
    });
    return chips;
  }

  private createHold(): HTMLButtonElement {
    const flip = (): void => {
      this.isHeld = !this.isHeld;
      hold.setAttribute("aria-pressed", String(this.isHeld));
      nameButton(hold, this.isHeld ? "Let the log go on" : "Hold the log");
      if (!this.isHeld) this.deeds.released();
    };
    const hold = makeIconButton("pause", "Hold the log", flip, this.signal);
    hold.setAttribute("aria-pressed", "false");
    return hold;
  }

  private copy(): void {
    copyText(this.rows.text, this.el).catch((error: unknown) =>
      this.deeds.failed(`Nothing was copied: ${messageOf(error)}`),
    );
  }

  private save(): void {
    const blob = new Blob([`${this.rows.text}\n`], { type: "application/jsonl" });
    download(blob, fileName(["reactor", "log"], new Date(), "jsonl"));
  }
}
