/** Take things out of the page: a picture and others as a file, a text by the clipboard. */

import { make } from "./dom";

/** What a still is named after. */
export interface StillSubject {
  readonly session: string;
  /** Empty where the session has one track only. */
  readonly track: string;
  readonly step: number;
}

/** E.g. `Harbour-step41-20260131-140509.png`: safe on every file system. */
export function stillName({ session, track, step }: StillSubject, when: Date): string {
  return fileName([session || "reactor", track, `step${step}`], when, "png");
}

/** A name of *words* and the time of day, safe on every file system. */
export function fileName(parts: readonly string[], when: Date, ending: string): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${when.getFullYear()}${two(when.getMonth() + 1)}${two(when.getDate())}`;
  const time = [when.getHours(), when.getMinutes(), when.getSeconds()]
    .map(two)
    .join("");
  const words = [...parts, day, time].map((part) =>
    part.replace(/[^\p{L}\p{N}_]+/gu, "_").slice(0, 60),
  );
  return `${words.filter((word) => word !== "").join("-")}.${ending}`;
}

/**
 * Copy what *canvas* shows into a PNG of *width* by *height*.
 *
 * @throws Error If the browser makes no PNG of it.
 */
export async function takeStill(
  canvas: HTMLCanvasElement,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<Blob> {
  const copy = document.createElement("canvas");
  copy.width = width;
  copy.height = height;
  // A canvas that a worker draws on has no context here, but can be drawn from.
  copy.getContext("2d")?.drawImage(canvas, 0, 0, width, height);
  const blob = await new Promise<Blob | null>((resolve) => {
    copy.toBlob(resolve, "image/png");
  });
  if (blob === null) throw new Error("This browser made no PNG of the picture.");
  return blob;
}

/** Let the browser save *blob* under *name*. */
export function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun once the click returns; it holds the bytes itself.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/**
 * Put *text* into the clipboard.
 *
 * Pages without https have no clipboard to write to; an old way works there.
 */
export async function copyText(text: string, place: HTMLElement): Promise<void> {
  if (navigator.clipboard !== undefined) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const box = make("textarea", "offscreen");
  box.value = text;
  place.append(box);
  box.select();
  const isCopied = document.execCommand("copy");
  box.remove();
  if (!isCopied) throw new Error("the browser does not allow it on this page");
}
