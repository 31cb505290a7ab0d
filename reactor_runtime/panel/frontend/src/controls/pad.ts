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

export class PadControl {
  readonly el = make("div", "pad");
  private readonly label: string;
  private readonly names: readonly string[] | null;
  private readonly across: NumberScale;
  private readonly up: NumberScale;
  private at: PadPoint = [0, 0];
  private isMoving = false;
  /** The pointer that drags. */
  private pointer: number | null = null;

  /**
   * @param ends Of the area; numbers beyond them stand at its edge.
   * @param signal Aborting it removes every listener.
   */
  constructor(
    { label, names, step, integer }: NumbersField,
    ends: readonly [Ends, Ends],
    private readonly deeds: PadDeeds,
    signal: AbortSignal,
  ) {
    const { el } = this;
    const scaleOf = ([minimum, maximum]: Ends): NumberScale => ({
      ...{ minimum, maximum, step, integer },
      default: null,
    });
    this.label = label;
    this.names = names;
    this.across = scaleOf(ends[0]);
    this.up = scaleOf(ends[1]);
    el.tabIndex = 0;
    el.setAttribute("role", "application");
    el.setAttribute("aria-roledescription", "pad");
    el.addEventListener("pointerdown", (event) => this.begin(event), { signal });
    el.addEventListener("pointermove", (event) => this.drag(event), { signal });
    el.addEventListener("keydown", (event) => this.press(event), { signal });
    el.addEventListener("dblclick", deeds.reset, { signal });
    for (const end of ["pointerup", "pointercancel", "keyup", "blur"] as const) {
      el.addEventListener(end, () => this.finish(), { signal });
    }
  }

  show(point: PadPoint): void {
    const { el, label, across, up } = this;
    this.at = point;
    el.style.setProperty("--x", `${shareOf(across, point[0]) * 100}%`);
    el.style.setProperty("--y", `${100 - shareOf(up, point[1]) * 100}%`);
    el.setAttribute("aria-label", `${label}: ${this.words}`);
  }

  private get isOff(): boolean {
    return this.el.closest("fieldset:disabled") !== null;
  }

  private get words(): string {
    const { names } = this;
    return this.at
      .map((one, index) => `${names?.[index] ?? "xy"[index]} ${formatNumber(one)}`)
      .join(", ");
  }

  private move(point: PadPoint): void {
    this.isMoving = true;
    this.deeds.moved(point, false);
  }

  private finish(): void {
    if (this.isMoving) this.deeds.moved(this.at, true);
    this.isMoving = false;
    this.pointer = null;
  }

  private begin(event: PointerEvent): void {
    if (event.button !== 0 || this.isOff) return;
    this.pointer = event.pointerId;
    this.el.setPointerCapture(event.pointerId);
    this.drag(event);
  }

  private drag(event: PointerEvent): void {
    if (event.pointerId !== this.pointer) return;
    const { left, top, width, height } = this.el.getBoundingClientRect();
    const place = (scale: NumberScale, share: number): number =>
      nearestMark(scale, valueAt(scale, share));
    this.move([
      place(this.across, (event.clientX - left) / width),
      place(this.up, 1 - (event.clientY - top) / height),
    ]);
  }

  private press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || this.isOff) return;
    const way = WAYS[event.key];
    const isPage = event.key === "PageUp" || event.key === "PageDown";
    if (way === undefined && !isPage) return;
    event.preventDefault();
    const { across, up } = this;
    const [x, y] = this.at;
    const [right = 0, higher = 0] = way?.map((by) => by * factorOf(event)) ?? [];
    if (right !== 0) this.move([scrubbed(across, x, right), y]);
    else if (higher !== 0) this.move([x, scrubbed(up, y, higher)]);
    else this.move([x, pageMark(up, y, event.key === "PageUp")]);
    say(this.el, this.words);
  }
}
