/** Draws on one canvas, and looks at what is drawn, seldom and small. */

import type { Context2D, DecodedImage } from "./image";
import type { Canvas } from "./messages";

/** The size in which a picture is told of. */
export const WIDTH = 16;
export const HEIGHT = 9;

/** Pixels that are looked at for each that is told: fewer take grain for flashes. */
const GRAIN = 10;

/** Pictures that come so far apart are all looked at, in milliseconds. */
const SLOW = 30;

/** Others in turns after so long, so that no flicker beats with the looking. */
const PAUSES = [15, 45] as const;

export class Glance {
  private readonly context: Context2D | null;
  private looks = 0;
  private drawn = Number.NEGATIVE_INFINITY;
  private looked = Number.NEGATIVE_INFINITY;

  constructor() {
    const size = { width: WIDTH * GRAIN, height: HEIGHT * GRAIN };
    const canvas: Canvas =
      typeof OffscreenCanvas === "function"
        ? new OffscreenCanvas(size.width, size.height)
        : Object.assign(document.createElement("canvas"), size);
    const options = { alpha: false, willReadFrequently: true };
    this.context = canvas.getContext("2d", options) as Context2D | null;
  }

  /** The RGBA of *canvas*, drawn anew at *now* in milliseconds; `null` if not looked. */
  look(canvas: Canvas, now: number): Uint8ClampedArray | null {
    const { context } = this;
    const pause = PAUSES[this.looks % 2] ?? 0;
    const isDue = now - this.drawn >= SLOW || now - this.looked >= pause;
    this.drawn = now;
    if (!isDue || context === null) return null;
    this.looks += 1;
    this.looked = now;
    context.imageSmoothingQuality = "low";
    context.drawImage(canvas, 0, 0, WIDTH * GRAIN, HEIGHT * GRAIN);
    // Each of the few is the mean of a hundred.
    context.imageSmoothingQuality = "high";
    context.drawImage(context.canvas, 0, 0, WIDTH, HEIGHT);
    return context.getImageData(0, 0, WIDTH, HEIGHT).data;
  }
}

/**
 * Draws pictures in the size of the model's picture, whatever the size they were coded
 * in, so that a slow link changes the sharpness and never the layout.
 */
export class Painter {
  isShown = true;
  /** Told, seldom and small, what is drawn. */
  onlook: ((pixels: Uint8ClampedArray) => void) | null = null;
  private glance: Glance | null = null;
  private readonly context;

  constructor(private readonly canvas: Canvas) {
    this.context = canvas.getContext("2d", { alpha: false }) as Context2D | null;
  }

  draw(image: DecodedImage, width: number, height: number): void {
    const { canvas, context } = this;
    if (context === null) return;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      context.imageSmoothingQuality = "high";
    }
    image.draw(context, width, height);
    if (this.onlook === null) return;
    this.glance ??= new Glance();
    const pixels = this.glance.look(canvas, performance.now());
    if (pixels !== null) this.onlook(pixels);
  }
}
