/** One element in the place of another, the focus included. */

/** What a person can be at. */
export const FOCUSABLE = "input, select, textarea, button, summary, [tabindex]";

/** Let *el* stand where *old* stands; what had the focus in there has its like now. */
export function takePlace(el: HTMLElement, old: HTMLElement): void {
  const { activeElement } = old.getRootNode() as ShadowRoot;
  const at = [...old.querySelectorAll(FOCUSABLE)].indexOf(activeElement as Element);
  el.hidden = old.hidden;
  old.replaceWith(el);
  if (at >= 0) el.querySelectorAll<HTMLElement>(FOCUSABLE)[at]?.focus();
}

/** Do *move*, which takes elements out of *root* and puts them in; the focus stays. */
export function keepFocus(root: HTMLElement, move: () => void): void {
  const { activeElement } = root.getRootNode() as ShadowRoot;
  move();
  if (activeElement instanceof HTMLElement && root.contains(activeElement)) {
    activeElement.focus();
  }
}
