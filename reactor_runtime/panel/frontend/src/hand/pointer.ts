/** Events with a place: clicks and drags on the picture send where they are. */

import type { Commands } from "../state/commands";
import { Coalescer, type Pace } from "../state/pace";
import type { View } from "../video/view";
import type { FormSchema } from "../wire/schema";
import type { JsonObject } from "../wire/values";

/** Where *event* is on the picture in *canvas*, 0 to 1 from its left and its top. */
export function placeOn(
  { canvas, size }: Pick<View, "canvas" | "size">,
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
  view: View,
  commands: Pick<Commands, "send">,
  pace: Pace,
  signal: AbortSignal,
): void {
  const { canvas } = view;
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
    coalescer.push(placeOn(view, event), true);
  };
  const move = (event: PointerEvent): void => {
    if (event.pointerId !== drawing) return;
    hasMoved = true;
    coalescer.push(placeOn(view, event), false);
  };
  const end = (event: PointerEvent): void => {
    if (event.pointerId !== drawing) return;
    drawing = null;
    if (hasMoved) coalescer.push(placeOn(view, event), true);
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
