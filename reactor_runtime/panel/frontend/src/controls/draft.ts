/** Text that is written first and applied afterwards, or taken as it is written. */

import { make } from "../dom";

/** `applied` as a whole when the person is done, or `immediate` with each key. */
export type DraftMode = "applied" | "immediate";

export interface Draft {
  readonly el: HTMLElement;
  /** Draw *text*, unless the person is in the middle of writing. */
  show(text: string): void;
}

export interface DraftOptions {
  readonly mode: DraftMode;
  /** Whether Enter applies (Shift+Enter makes a line), or Ctrl+Enter does. */
  readonly enterApplies: boolean;
}

/**
 * Build an editor whose text is applied as a whole: by a key, by its button, or by
 * leaving it. Escape takes the edit back.
 *
 * @param apply Called with the text; returns `false` if it cannot be used yet.
 * @param signal Aborting it removes every listener this editor added.
 */
export function createDraft(
  input: HTMLInputElement | HTMLTextAreaElement,
  apply: (text: string) => boolean,
  { mode, enterApplies }: DraftOptions,
  signal: AbortSignal,
): Draft {
  if (mode === "immediate") return createImmediate(input, apply, signal);
  const button = make("button", "button small apply", "Apply");
  button.type = "button";
  button.title = enterApplies ? "Apply (Enter)" : "Apply (Ctrl+Enter)";
  const el = make("div", "draft", input, button);
  let shown = "";
  let isDirty = false;

  const mark = (dirty: boolean): void => {
    isDirty = dirty;
    el.classList.toggle("dirty", dirty);
  };
  const revert = (): void => {
    input.value = shown;
    mark(false);
  };
  const commit = (): void => {
    if (isDirty && apply(input.value)) mark(false);
  };
  const isApply = ({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean =>
    key === "Enter" && (ctrlKey || metaKey || (enterApplies && !shiftKey));
  const handleKey = (event: Event): void => {
    if (!(event instanceof KeyboardEvent) || event.isComposing) return;
    if (event.key === "Escape") revert();
    if (!isApply(event)) return;
    event.preventDefault();
    commit();
  };
  input.addEventListener("input", () => mark(input.value !== shown), { signal });
  input.addEventListener("keydown", handleKey, { signal });
  input.addEventListener("blur", commit, { signal });
  button.addEventListener("click", commit, { signal });

  const show = (text: string): void => {
    shown = text;
    if (!isDirty) input.value = text;
  };
  return { el, show };
}

function createImmediate(
  input: HTMLInputElement | HTMLTextAreaElement,
  apply: (text: string) => boolean,
  signal: AbortSignal,
): Draft {
  input.addEventListener("input", () => apply(input.value), { signal });
  const show = (text: string): void => {
    input.value = text;
  };
  return { el: make("div", "draft", input), show };
}
