/** Text that is written first and applied afterwards, or taken as it is written. */

import { make } from "../page/dom";

/** How many texts that were applied can be brought back; the oldest go. */
const REMEMBERED = 50;

/** `applied` as a whole when the person is done, or `immediate` with each key. */
export type DraftMode = "applied" | "immediate";

type TextInput = HTMLInputElement | HTMLTextAreaElement;

export interface DraftOptions {
  readonly mode: DraftMode;
  /** Whether Enter applies (Shift+Enter makes a line), or Ctrl+Enter does. */
  readonly enterApplies: boolean;
  /** Whether it has a button that applies it, for those without such a key. */
  readonly hasButton: boolean;
  /** Use the text, or put a better one in; returns `false` if it is no value yet. */
  apply(text: string): boolean;
  /** The text was changed, or taken back. */
  edited(): void;
  /** What stands in the input; the input's own value unless that says too little. */
  read?(): string;
  /** Whether two texts mean the same value. */
  isSame?(text: string, other: string): boolean;
}

/**
 * A text that a person edits.
 *
 * It is applied as a whole: by a key, by its button, or by leaving it; Escape takes the
 * edit back, and Alt with the arrows brings back what was applied before. The input is written to only by {@link show}, or by {@link follow} where no
 * draft stands in it, so that a draft, and the browser's undo, outlive whatever the
 * session says meanwhile.
 */
export class Draft {
  readonly el: HTMLElement;
  private shown = "";
  /** Whether the session has no text; then an empty one is another. */
  private isUnset = false;
  /** The text as it was last applied, while it stands there unchanged. */
  private applied: string | null = null;
  /** What was applied, oldest first, and where a person is among it. */
  private readonly past: string[] = [];
  private at = 0;

  /** @param signal Aborting it removes every listener this editor added. */
  constructor(
    private readonly input: TextInput,
    private readonly options: DraftOptions,
    signal: AbortSignal,
  ) {
    this.el = make("div", "draft", input);
    input.addEventListener("input", () => this.written(), { signal });
    input.addEventListener("keydown", (event) => this.press(event as KeyboardEvent), {
      signal,
    });
    if (options.mode === "immediate") return;
    for (const end of ["change", "blur"] as const) {
      input.addEventListener(end, () => this.commit(false), { signal });
    }
    if (options.hasButton) this.addButton(signal);
  }

  /** Draw *text*, the session's, in place of whatever stands there. */
  show(text: string, isUnset = false): void {
    this.shown = text;
    this.isUnset = isUnset;
    this.put(text);
    this.mark();
  }

  /** The session's text is *text*; a draft, and one that was refused, stays. */
  follow(text: string, isRefused: boolean, isUnset = false): void {
    const isWriting = this.isDirty && this.applied !== this.read();
    this.shown = text;
    this.isUnset = isUnset;
    if (!isRefused && !isWriting && this.isDirty) this.put(text);
    this.mark(isRefused);
  }

  /** Put *text* in as if it had been written, and apply it. */
  write(text: string): void {
    this.input.value = text;
    this.written();
    this.commit(false);
  }

  private get isDirty(): boolean {
    const isSame = this.options.isSame ?? ((a, b) => a === b);
    return !isSame(this.read(), this.shown);
  }

  private read(): string {
    return this.options.read?.() ?? this.input.value;
  }

  private put(text: string): void {
    this.applied = null;
    // Writing the same text again would cost the browser's undo and the caret.
    if (this.read() !== text) this.input.value = text;
  }

  private written(): void {
    this.applied = null;
    this.mark();
    this.options.edited();
    if (this.options.mode === "immediate") this.options.apply(this.read());
  }

  private press(event: KeyboardEvent): void {
    if (event.isComposing || this.options.mode === "immediate") return;
    const { key, ctrlKey, metaKey, shiftKey } = event;
    if (key === "Escape") this.revert();
    const isRecall = event.altKey && (key === "ArrowUp" || key === "ArrowDown");
    if (isRecall && this.options.hasButton) {
      event.preventDefault();
      this.recall(key === "ArrowUp" ? -1 : 1);
    }
    const applies =
      key === "Enter" &&
      (ctrlKey || metaKey || (this.options.enterApplies && !shiftKey));
    if (!applies) return;
    event.preventDefault();
    this.commit(true);
  }

  private revert(): void {
    this.put(this.shown);
    this.mark();
    this.options.edited();
  }

  /**
   * @param isAsked Whether a text is sent again that was applied as it stands, and an
   *   empty one where there is none.
   */
  private commit(isAsked: boolean): void {
    const text = this.read();
    const isAnother = this.isDirty || (isAsked && this.isUnset);
    if (!isAnother || (text === this.applied && !isAsked)) return;
    if (!this.options.apply(text)) return;
    // What was applied may be another text than was written.
    const applied = this.read();
    this.applied = applied;
    if (applied !== this.past.at(-1)) this.past.push(applied);
    if (this.past.length > REMEMBERED) this.past.shift();
    this.at = this.past.length;
    this.mark();
  }

  /** Put a text in that was applied before; past the newest stands the session's. */
  private recall(by: -1 | 1): void {
    const at = Math.min(this.past.length, Math.max(0, this.at + by));
    if (at === this.at) return;
    this.at = at;
    this.input.value = this.past[at] ?? this.shown;
    this.written();
  }

  /** Offer the button while there is something to apply. */
  private mark(isRefused = false): void {
    const isOpen = this.isDirty && (isRefused || this.applied !== this.read());
    this.el.classList.toggle("dirty", isOpen);
  }

  private addButton(signal: AbortSignal): void {
    const button = make("button", "button small apply", "Apply");
    button.type = "button";
    button.title = this.options.enterApplies ? "Apply (Enter)" : "Apply (Ctrl+Enter)";
    button.addEventListener("click", () => this.commit(true), { signal });
    this.el.append(button);
  }
}
