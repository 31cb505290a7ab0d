/** Two numbers as a point of an area: dragged, or led by keys. */

import { make } from "../page/dom";
import { say } from "../page/speech";
import type { Ends, NumbersField } from "../wire/schema";
import {
  formatNumber,
  type NumberScale,
  nearestMark,
  pageMark,
  scrubbed,
  shareOf,
  valueAt,
} from "./numbers";
import { factorOf } from "./scrub";

export type PadPoint = readonly [x: number, y: number];

export interface PadControl {
  readonly el: HTMLElement;
  show(point: PadPoint): void;
}

/** What a person does to a pad. */
export interface PadDeeds {
  /** *isFinal* is false while the point still moves. */
  moved(point: PadPoint, isFinal: boolean): void;
  reset(): void;
}

/** Which way an arrow goes; up is more. */
const WAYS: Readonly<Record<string, PadPoint>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowDown: [0, -1],
  ArrowUp: [0, 1],
};

/**
 * Build the pad of *field* between *ends*; numbers beyond them stand at its edge.
 *
 * @param signal Aborting it removes every listener.
 */
export function createPad(
  { label, names, step, integer }: NumbersField,
  ends: readonly [Ends, Ends],
  { moved, reset }: PadDeeds,
  signal: AbortSignal,
): PadControl {
  const scaleOf = ([minimum, maximum]: Ends): NumberScale => ({
    ...{ minimum, maximum, step, integer },
    default: null,
  });
  const [across, up] = [scaleOf(ends[0]), scaleOf(ends[1])];
  const el = make("div", "pad");
  el.tabIndex = 0;
  el.setAttribute("role", "application");
  el.setAttribute("aria-roledescription", "pad");
  let at: PadPoint = [0, 0];
  let isMoving = false;
  /** The pointer that drags. */
  let pointer: number | null = null;

  const isOff = (): boolean => el.closest("fieldset:disabled") !== null;
  const words = (): string =>
    at
      .map((one, index) => `${names?.[index] ?? "xy"[index]} ${formatNumber(one)}`)
      .join(", ");
  const show = (point: PadPoint): void => {
    at = point;
    el.style.setProperty("--x", `${shareOf(across, at[0]) * 100}%`);
    el.style.setProperty("--y", `${100 - shareOf(up, at[1]) * 100}%`);
    el.setAttribute("aria-label", `${label}: ${words()}`);
  };
  const move = (point: PadPoint): void => {
    isMoving = true;
    moved(point, false);
  };
  const finish = (): void => {
    if (isMoving) moved(at, true);
    isMoving = false;
    pointer = null;
  };
  const drag = (event: PointerEvent): void => {
    if (event.pointerId !== pointer) return;
    const { left, top, width, height } = el.getBoundingClientRect();
    const place = (scale: NumberScale, share: number): number =>
      nearestMark(scale, valueAt(scale, share));
    move([
      place(across, (event.clientX - left) / width),
      place(up, 1 - (event.clientY - top) / height),
    ]);
  };
  const begin = (event: PointerEvent): void => {
    if (event.button !== 0 || isOff()) return;
    pointer = event.pointerId;
    el.setPointerCapture(pointer);
    drag(event);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || isOff()) return;
    const way = WAYS[event.key];
    const isPage = event.key === "PageUp" || event.key === "PageDown";
    if (way === undefined && !isPage) return;
    event.preventDefault();
    const [x, y] = at;
    const [right = 0, higher = 0] = way?.map((by) => by * factorOf(event)) ?? [];
    if (right !== 0) move([scrubbed(across, x, right), y]);
    else if (higher !== 0) move([x, scrubbed(up, y, higher)]);
    else move([x, pageMark(up, y, event.key === "PageUp")]);
    say(el, words());
  };
  el.addEventListener("pointerdown", begin, { signal });
  el.addEventListener("pointermove", drag, { signal });
  el.addEventListener("keydown", press, { signal });
  el.addEventListener("dblclick", reset, { signal });
  for (const end of ["pointerup", "pointercancel", "keyup", "blur"] as const) {
    el.addEventListener(end, finish, { signal });
  }
  return { el, show };
}
