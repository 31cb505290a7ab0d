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

class Scrub {
  private at: number | null = null;
  private last = 0;
  private isMoving = false;

  constructor(
    private readonly handle: HTMLElement,
    private readonly scale: NumberScale,
    private readonly events: ScrubEvents,
    signal: AbortSignal,
  ) {
    handle.classList.add("scrub");
    handle.addEventListener("pointerdown", (event) => this.begin(event), { signal });
    handle.addEventListener("pointermove", (event) => this.move(event), { signal });
    for (const type of ["pointerup", "pointercancel"] as const) {
      handle.addEventListener(type, () => this.end(), { signal });
    }
    const press = (event: MouseEvent): void => this.press(event);
    handle.addEventListener("click", press, { signal, capture: true });
  }

  private begin(event: PointerEvent): void {
    const { handle } = this;
    const isTyped = handle.matches(":focus") || handle.matches(":disabled");
    if (event.button !== 0 || isTyped || handle.closest("fieldset:disabled")) return;
    this.at = this.events.value();
    this.last = event.clientX;
    this.isMoving = false;
  }

  private move(event: PointerEvent): void {
    if (this.at === null) return;
    const by = event.clientX - this.last;
    if (!this.isMoving && Math.abs(by) < STILL) return;
    if (!this.isMoving) this.handle.setPointerCapture(event.pointerId);
    this.isMoving = true;
    this.last = event.clientX;
    this.at = scrubbed(this.scale, this.at, by * factorOf(event));
    event.preventDefault();
    this.events.moved(this.at, false);
  }

  private end(): void {
    if (this.isMoving && this.at !== null) this.events.moved(this.at, true);
    this.at = null;
  }

  /** What a box makes of a press that became a drag: nothing. */
  private press(event: MouseEvent): void {
    if (!this.isMoving) return;
    event.preventDefault();
    this.isMoving = false;
  }
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
  events: ScrubEvents,
  signal: AbortSignal,
): void {
  new Scrub(handle, scale, events, signal);
}
