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
  const { canvas } = surface;
  const send = (place: JsonObject): void => void commands.send(form.command, place);
  const coalescer = new Coalescer<JsonObject>(pace, send);
  /** The pointer that draws, and whether it went on since its last place was sent. */
  let drawing: number | null = null;
  let hasMoved = false;
  const begin = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    drawing = event.pointerId;
    hasMoved = false;
    // A click is one place, sent once.
    coalescer.push(placeOn(surface, event), true);
  };
  const move = (event: PointerEvent): void => {
    if (event.pointerId !== drawing) return;
    hasMoved = true;
    coalescer.push(placeOn(surface, event), false);
  };
  const end = (event: PointerEvent): void => {
    if (event.pointerId !== drawing) return;
    drawing = null;
    if (hasMoved) coalescer.push(placeOn(surface, event), true);
  };
  canvas.classList.add("pointed");
  canvas.addEventListener("pointerdown", begin, { signal });
  canvas.addEventListener("pointermove", move, { signal });
  for (const type of ["pointerup", "pointercancel"] as const) {
    canvas.addEventListener(type, end, { signal });
  }
  signal.addEventListener("abort", () => {
    coalescer.stop();
    canvas.classList.remove("pointed");
  });
}

/** What may be sent of a way at once. */
function clampTo(form: FormSchema, name: string, way: number): number {
  const field = form.fields.find((one) => one.name === name);
  if (field?.kind !== "slider" && field?.kind !== "number") return way;
  const low = field.minimum ?? Number.NEGATIVE_INFINITY;
  return Math.min(field.maximum ?? Number.POSITIVE_INFINITY, Math.max(low, way));
}

export interface MouseLook {
  /** Whether the picture has the pointer. */
  readonly isLocked: boolean;
  /** Give the pointer back. */
  leave(): void;
}

/**
 * Let a click on the picture take the pointer, and send `dx` and `dy` of *form*: how far
 * it went, in widths and heights of the picture, at most once for each frame drawn. What
 * the event's bounds do not let through at once follows.
 *
 * @param events `changed` when the pointer is taken or given back; `failed` with the
 *   reason when the browser does not give it.
 * @param signal Aborting it gives the pointer back and removes every listener.
 */
export function listenLook(
  form: FormSchema,
  { canvas }: Pick<Surface, "canvas">,
  commands: Pick<Commands, "send">,
  pace: Pace,
  events: { changed(): void; failed(reason: string): void },
  signal: AbortSignal,
): MouseLook {
  const way = { dx: 0, dy: 0 };
  let cancel: (() => void) | null = null;
  const isLocked = (): boolean =>
    (canvas.getRootNode() as Document | ShadowRoot).pointerLockElement === canvas;
  const send = (): void => {
    cancel = null;
    const dx = clampTo(form, "dx", way.dx);
    const dy = clampTo(form, "dy", way.dy);
    if (dx === 0 && dy === 0) return;
    way.dx -= dx;
    way.dy -= dy;
    void commands.send(form.command, { dx, dy });
    if (way.dx !== 0 || way.dy !== 0) cancel = pace.next(send);
  };
  const move = ({ movementX, movementY }: PointerEvent): void => {
    if (!isLocked()) return;
    const { width, height } = canvas.getBoundingClientRect();
    way.dx += movementX / (width || 1);
    way.dy += movementY / (height || 1);
    cancel ??= pace.next(send);
  };
  const take = async (): Promise<void> => {
    if (isLocked()) return;
    try {
      await canvas.requestPointerLock();
    } catch (error) {
      events.failed(`The browser did not give the pointer: ${messageOf(error)}`);
    }
  };
  const change = (): void => {
    if (!isLocked()) {
      cancel?.();
      cancel = null;
      way.dx = way.dy = 0;
    }
    events.changed();
  };
  const leave = (): void => {
    if (isLocked()) document.exitPointerLock();
  };
  canvas.classList.add("pointed");
  canvas.addEventListener("click", () => void take(), { signal });
  canvas.addEventListener("pointermove", move, { signal });
  document.addEventListener("pointerlockchange", change, { signal });
  signal.addEventListener("abort", () => {
    leave();
    cancel?.();
    canvas.classList.remove("pointed");
  });
  return {
    get isLocked() {
      return isLocked();
    },
    leave,
  };
}
