/** Change a number by dragging its name, or its box, sideways. */

import { type NumberScale, scrubbed } from "./numbers";

/** So many pixels are still a click. */
const STILL = 3;

export interface ScrubEvents {
  /** What the drag begins at; `null` if there is no number. */
  value(): number | null;
  moved(value: number, isFinal: boolean): void;
}

/** How much further, or less far, the keys held with an event make it go. */
export function factorOf({
  shiftKey,
  altKey,
}: Pick<MouseEvent, "shiftKey" | "altKey">): number {
  if (shiftKey) return 10;
  return altKey ? 0.1 : 1;
}

/**
 * Let a horizontal drag on *handle* change a number: a step for each pixel, ten with
 * Shift, a tenth of one with Alt.
 *
 * @param signal Aborting it removes every listener.
 */
export function listenScrub(
  handle: HTMLElement,
  scale: NumberScale,
  { value, moved }: ScrubEvents,
  signal: AbortSignal,
): void {
  let at: number | null = null;
  let last = 0;
  let isMoving = false;
  const begin = (event: PointerEvent): void => {
    const isTyped = handle.matches(":focus") || handle.matches(":disabled");
    if (event.button !== 0 || isTyped || handle.closest("fieldset:disabled")) return;
    at = value();
    last = event.clientX;
    isMoving = false;
  };
  const move = (event: PointerEvent): void => {
    if (at === null) return;
    const by = event.clientX - last;
    if (!isMoving && Math.abs(by) < STILL) return;
    if (!isMoving) handle.setPointerCapture(event.pointerId);
    isMoving = true;
    last = event.clientX;
    at = scrubbed(scale, at, by * factorOf(event));
    event.preventDefault();
    moved(at, false);
  };
  const end = (): void => {
    if (isMoving && at !== null) moved(at, true);
    at = null;
  };
  // What a box makes of a press that became a drag: nothing.
  const press = (event: MouseEvent): void => {
    if (!isMoving) return;
    event.preventDefault();
    isMoving = false;
  };
  handle.classList.add("scrub");
  handle.addEventListener("pointerdown", begin, { signal });
  handle.addEventListener("pointermove", move, { signal });
  for (const type of ["pointerup", "pointercancel"] as const) {
    handle.addEventListener(type, end, { signal });
  }
  handle.addEventListener("click", press, { signal, capture: true });
}
