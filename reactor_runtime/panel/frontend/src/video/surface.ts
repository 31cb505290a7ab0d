/** One canvas that a track's pictures are drawn on. */

import { Glance } from "./glance";
import type { Context2D, DecodedImage } from "./image";
import type { Canvas } from "./messages";

/**
 * Draws pictures in the size of the model's picture, whatever the size they were coded
 * in, so that a slow link changes the sharpness and never the layout.
 */
export class Surface {
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
