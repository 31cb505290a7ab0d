/** The pointer on the picture: events with a place, and mouse look. */

import type { Commands } from "../state/commands";
import { Coalescer, type Pace } from "../state/pace";
import type { Surface } from "../video/surface";
import type { FormSchema } from "../wire/schema";
import { type JsonObject, messageOf } from "../wire/values";

/** Where *event* is on the picture in *canvas*, 0 to 1 from its left and its top. */
export function placeOn(
  { canvas, size }: Pick<Surface, "canvas" | "size">,
  { clientX, clientY }: Pick<PointerEvent, "clientX" | "clientY">,
): { x: number; y: number } {
  const box = canvas.getBoundingClientRect();
  const { width, height } = size ?? box;
  // The picture is fitted into its canvas, with bars at two sides.
  const scale = Math.min(box.width / width, box.height / height) || 1;
  const left = box.left + (box.width - width * scale) / 2;
  const top = box.top + (box.height - height * scale) / 2;
  const share = (at: number, from: number, length: number): number =>
    Math.min(1, Math.max(0, (at - from) / (length * scale)));
  return { x: share(clientX, left, width), y: share(clientY, top, height) };
}

/** Sends `x` and `y` of a form from clicks and drags on the picture. */
class Drawing {
  private readonly coalescer;
  /** The pointer that draws, and whether it went on since its last place was sent. */
  private pointer: number | null = null;
  private hasMoved = false;

  constructor(
    form: FormSchema,
    private readonly surface: Surface,
    commands: Pick<Commands, "send">,
    pace: Pace,
    signal: AbortSignal,
  ) {
    const { canvas } = surface;
    const send = (place: JsonObject): void => void commands.send(form.command, place);
    this.coalescer = new Coalescer<JsonObject>(pace, send);
    canvas.classList.add("pointed");
    canvas.addEventListener("pointerdown", (event) => this.begin(event), { signal });
    canvas.addEventListener("pointermove", (event) => this.move(event), { signal });
    for (const type of ["pointerup", "pointercancel"] as const) {
      canvas.addEventListener(type, (event) => this.end(event), { signal });
    }
    signal.addEventListener("abort", () => {
      this.coalescer.stop();
      canvas.classList.remove("pointed");
    });
  }

  private begin(event: PointerEvent): void {
    const { surface, coalescer } = this;
    if (event.button !== 0) return;
    surface.canvas.setPointerCapture(event.pointerId);
    this.pointer = event.pointerId;
    this.hasMoved = false;
    // A click is one place, sent once.
    coalescer.push(placeOn(surface, event), true);
  }

  private move(event: PointerEvent): void {
    if (event.pointerId !== this.pointer) return;
    this.hasMoved = true;
    this.coalescer.push(placeOn(this.surface, event), false);
  }

  private end(event: PointerEvent): void {
    if (event.pointerId !== this.pointer) return;
    this.pointer = null;
    if (this.hasMoved) this.coalescer.push(placeOn(this.surface, event), true);
  }
}

/**
 * Send `x` and `y` of *form* from clicks and drags on the picture.
 *
 * @param signal Aborting it removes every listener.
 */
export function listenPointer(
  form: FormSchema,
  surface: Surface,
  commands: Pick<Commands, "send">,
  pace: Pace,
  signal: AbortSignal,
): void {
  new Drawing(form, surface, commands, pace, signal);
}

/** What may be sent of a way at once. */
function clampTo(form: FormSchema, name: string, way: number): number {
  const field = form.fields.find((one) => one.name === name);
  if (field?.kind !== "slider" && field?.kind !== "number") return way;
  const low = field.minimum ?? Number.NEGATIVE_INFINITY;
  return Math.min(field.maximum ?? Number.POSITIVE_INFINITY, Math.max(low, way));
}

export interface MouseLookEvents {
  /** The pointer was taken, or given back. */
  changed(): void;
  /** Why the browser does not give it. */
  failed(reason: string): void;
}

/**
 * Lets a click on the picture take the pointer, and sends `dx` and `dy` of a form: how
 * far it went, in widths and heights of the picture, at most once for each frame drawn.
 * What the event's bounds do not let through at once follows.
 */
export class MouseLook {
  private readonly canvas: HTMLCanvasElement;
  private readonly way = { dx: 0, dy: 0 };
  private cancel: (() => void) | null = null;

  /** @param signal Aborting it gives the pointer back and removes every listener. */
  constructor(
    private readonly form: FormSchema,
    { canvas }: Pick<Surface, "canvas">,
    private readonly commands: Pick<Commands, "send">,
    private readonly pace: Pace,
    private readonly events: MouseLookEvents,
    signal: AbortSignal,
  ) {
    this.canvas = canvas;
    canvas.classList.add("pointed");
    canvas.addEventListener("click", () => void this.take(), { signal });
    canvas.addEventListener("pointermove", (event) => this.move(event), { signal });
    document.addEventListener("pointerlockchange", () => this.change(), { signal });
    signal.addEventListener("abort", () => {
      this.leave();
      this.cancel?.();
      canvas.classList.remove("pointed");
    });
  }

  /** Whether the picture has the pointer. */
  get isLocked(): boolean {
    const root = this.canvas.getRootNode() as Document | ShadowRoot;
    return root.pointerLockElement === this.canvas;
  }

  /** Give the pointer back. */
  leave(): void {
    if (this.isLocked) document.exitPointerLock();
  }

  private async take(): Promise<void> {
    if (this.isLocked) return;
    try {
      await this.canvas.requestPointerLock();
    } catch (error) {
      const reason = messageOf(error);
      this.events.failed(`The browser did not give the pointer: ${reason}`);
    }
  }

  private move({ movementX, movementY }: PointerEvent): void {
    const { way, pace } = this;
    if (!this.isLocked) return;
    const { width, height } = this.canvas.getBoundingClientRect();
    way.dx += movementX / (width || 1);
    way.dy += movementY / (height || 1);
    this.cancel ??= pace.next(this.send);
  }

  private readonly send = (): void => {
    const { form, way, pace } = this;
    this.cancel = null;
    const dx = clampTo(form, "dx", way.dx);
    const dy = clampTo(form, "dy", way.dy);
    if (dx === 0 && dy === 0) return;
    way.dx -= dx;
    way.dy -= dy;
    void this.commands.send(form.command, { dx, dy });
    if (way.dx !== 0 || way.dy !== 0) this.cancel = pace.next(this.send);
  };

  private change(): void {
    if (!this.isLocked) {
      this.cancel?.();
      this.cancel = null;
      this.way.dx = this.way.dy = 0;
    }
    this.events.changed();
  }
}
