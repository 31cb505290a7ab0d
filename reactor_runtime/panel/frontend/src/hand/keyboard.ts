/** Keys that drive the model while the picture has the focus. */

import { make } from "../page/dom";
import { keyOf } from "./bindings";
import type { Holding } from "./holding";

/** Whether the focus is on *picture*, and nowhere inside it. */
export function hasFocus(picture: HTMLElement): boolean {
  const root = picture.getRootNode();
  return root instanceof ShadowRoot && root.activeElement === picture;
}

/**
 * Press and lift what keys are bound to while *picture* has the focus.
 *
 * Everything comes up when the focus, the tab or the page goes. Meanwhile no key reaches
 * the page, and Escape gives the focus up.
 *
 * @param signal Aborting it releases everything and removes every listener.
 */
export function listenKeyboard(
  picture: HTMLElement,
  holding: Holding,
  signal: AbortSignal,
): void {
  const release = (): void => holding.releaseAll();
  const press = (event: KeyboardEvent): void => {
    if (!hasFocus(picture) || event.isComposing) return;
    // Ctrl+S and the like are the page's, whatever is bound.
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.stopImmediatePropagation();
    if (event.key === "Escape") {
      picture.blur();
      return;
    }
    const key = keyOf(event);
    if (!holding.bound.has(key)) return;
    event.preventDefault();
    if (!event.repeat) holding.press(key);
  };
  const lift = (event: KeyboardEvent): void => {
    if (holding.lift(keyOf(event))) event.stopImmediatePropagation();
  };
  picture.addEventListener("blur", release, { signal });
  window.addEventListener("blur", release, { signal });
  window.addEventListener("pagehide", release, { signal });
  document.addEventListener("visibilitychange", release, { signal });
  window.addEventListener("keydown", press, { signal, capture: true });
  window.addEventListener("keyup", lift, { signal, capture: true });
  signal.addEventListener("abort", release);
}

/** Says which inputs do something, and that they do. */
export function createBadge() {
  const el = make("div", "keys");
  el.dataset.testid = "reactor-keys";
  const draw = (
    names: readonly (readonly [name: string, isDown: boolean])[],
    words: string,
    isActive: boolean,
  ): void => {
    el.hidden = names.length === 0;
    el.classList.toggle("active", isActive);
    const keys = names.map(([name, isDown]) => {
      const key = make("kbd", "", name);
      key.classList.toggle("down", isDown);
      return key;
    });
    el.replaceChildren(...keys, make("span", "", words));
  };
  return { el, draw };
}
