/** Text that is written first and applied afterwards, or taken as it is written. */

import { make } from "../dom";

/** `applied` as a whole when the person is done, or `immediate` with each key. */
export type DraftMode = "applied" | "immediate";

export interface Draft {
  readonly el: HTMLElement;
  /** Draw *text*, unless the person is in the middle of writing. */
  show(text: string): void;
}

/**
 * Build an editor whose text is applied as a whole: by Enter (Ctrl+Enter where Enter
 * makes a new line), by its button, or by leaving it. Escape takes the edit back.
 *
 * @param apply Called with the text; returns `false` if it cannot be used yet.
 * @param signal Aborting it removes every listener this editor added.
 */
export function createDraft(
  input: HTMLInputElement | HTMLTextAreaElement,
  apply: (text: string) => boolean,
  mode: DraftMode,
  signal: AbortSignal,
): Draft {
  if (mode === "immediate") return createImmediate(input, apply, signal);
  const isMultiline = input instanceof HTMLTextAreaElement;
  const button = make("button", "button small apply", "Apply");
  button.type = "button";
  button.title = isMultiline ? "Apply (Ctrl+Enter)" : "Apply (Enter)";
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
  const handleKey = (event: Event): void => {
    if (!(event instanceof KeyboardEvent) || event.isComposing) return;
    if (event.key === "Escape") revert();
    const isApply =
      event.key === "Enter" && (!isMultiline || event.ctrlKey || event.metaKey);
    if (!isApply) return;
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
