/** A lock: a value that chance, and a reset of everything, leave alone. */

import { makeIcon, makeIconButton, nameButton } from "../page/dom";

/**
 * @param locks The names of what is locked, which outlive the row.
 * @param changed Told at once, and whenever it is locked or unlocked.
 */
export function createLock(
  { name, label }: { readonly name: string; readonly label: string },
  locks: Set<string>,
  changed: (isLocked: boolean) => void,
  signal: AbortSignal,
): HTMLButtonElement {
  const toggle = (): void => {
    if (!locks.delete(name)) locks.add(name);
    draw();
  };
  const button = makeIconButton("lock", "", toggle, signal);
  button.classList.add("small");
  nameButton(button, `Keep ${label} as it is`);
  const draw = (): void => {
    const isLocked = locks.has(name);
    button.setAttribute("aria-pressed", String(isLocked));
    button.replaceChildren(makeIcon(isLocked ? "lock" : "unlock"));
    changed(isLocked);
  };
  draw();
  return button;
}
