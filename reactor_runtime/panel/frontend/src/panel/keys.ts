/** Keys: what they do in the panel, and what is kept from the page's shortcuts. */

import type { PictureAction } from "../pictures/figure";
import type { Layout } from "./layout";

const SUPPRESS = "data-lm-suppress-shortcuts";

/** Input types that take no text, so that shortcuts with Ctrl may pass. */
const TEXTLESS: ReadonlySet<string> = new Set(["range", "checkbox", "file", "button"]);

function takesText(target: EventTarget | undefined): boolean {
  if (target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && !TEXTLESS.has(target.type);
}

/**
 * Keep plain keys inside *host*.
 *
 * Behind a shadow root a notebook cannot see that a text box has the focus: typing "dd"
 * would delete the cell. JupyterLab heeds the attribute, other pages the stopped event.
 * Keys with Ctrl or Cmd, such as those that save, pass unless a text is being written.
 */
export function guardKeys(host: HTMLElement, signal: AbortSignal): void {
  const stop = (event: KeyboardEvent): void => {
    const isPlain = !event.ctrlKey && !event.metaKey;
    if (isPlain || takesText(event.composedPath()[0])) event.stopPropagation();
  };
  const focus = (event: FocusEvent): void => {
    host.toggleAttribute(SUPPRESS, takesText(event.composedPath()[0]));
  };
  const blur = (): void => host.removeAttribute(SUPPRESS);
  for (const type of ["keydown", "keyup", "keypress"] as const) {
    host.addEventListener(type, stop, { signal });
  }
  host.addEventListener("focusin", focus, { signal });
  host.addEventListener("focusout", blur, { signal });
}

/** Boxes in which a letter chooses an entry. */
function takesLetters(target: EventTarget | undefined): boolean {
  return takesText(target) || target instanceof HTMLSelectElement;
}

/**
 * Call *pressed* with each plain key that is typed somewhere in *host* but in a text.
 *
 * It hears a key before the page does, whose shortcuts mean something else by it, and
 * keeps it from the page by returning `true`. Ends when *signal* is aborted.
 */
export function listenKeys(
  host: HTMLElement,
  pressed: (key: string) => boolean,
  signal: AbortSignal,
): void {
  const listen = (event: KeyboardEvent): void => {
    const path = event.composedPath();
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!isPlain || event.repeat || !path.includes(host)) return;
    if (takesLetters(path[0]) || !pressed(event.key.toLowerCase())) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  window.addEventListener("keydown", listen, { capture: true, signal });
}

/**
 * Take changes back with Ctrl+Z, and do them again with Ctrl+Shift+Z or Ctrl+Y, while
 * the focus is in *host*. A text that is being written keeps its own.
 */
export function listenUndo(
  host: HTMLElement,
  history: { undo(): boolean; redo(): boolean },
  signal: AbortSignal,
): void {
  const listen = (event: KeyboardEvent): void => {
    const isAsked = (event.ctrlKey || event.metaKey) && !event.altKey;
    const key = event.key.toLowerCase();
    if (!isAsked || (key !== "z" && key !== "y")) return;
    if (takesText(event.composedPath()[0])) return;
    event.preventDefault();
    event.stopPropagation();
    if (key === "y" || event.shiftKey) history.redo();
    else history.undo();
  };
  host.addEventListener("keydown", listen, { signal });
}

/** What they do with the picture. */
const ACTIONS: Readonly<Record<string, PictureAction>> = {
  s: "save",
  p: "popout",
  f: "fullscreen",
};

/** @returns Whether *key* means something here. */
export function pressHotkey(
  key: string,
  layout: Layout | null,
  statistics: { toggle(): void },
  presets: { flip(): void },
): boolean {
  // A key of the model's own is the model's while the picture has the focus.
  if (layout?.hands?.owns(key) === true) return false;
  if (key === "c") return layout?.toggleDrawer() === true;
  if (key === "b" && layout !== null) presets.flip();
  const action = ACTIONS[key];
  if (key === "i") statistics.toggle();
  else if (action !== undefined) layout?.pictures.act(action);
  return key === "i" || (key === "b" && layout !== null) || action !== undefined;
}
