/** One canvas in a page that shows one track. */

import type { FrameHeader } from "../wire/protocol";

export interface SurfaceEvents {
  show(isShown: boolean): void;
  watch(isWatched: boolean): void;
  close(): void;
}

/** Told a picture's RGBA in the size of a glance, and when it was so, in seconds. */
export type Onlooker = (pixels: Uint8ClampedArray, at: number) => void;

/** The size of a picture, in its own pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Keeps a canvas and what it says about the picture on it.
 *
 * The canvas is another one after `renew`; it takes the place of the former.
 */
export class Surface {
  canvas: HTMLCanvasElement;
  isShown = true;
  size: PictureSize | null = null;
  /** Called after the picture has another size than before. */
  onresize: ((size: PictureSize) => void) | null = null;
  /** Called after each picture that was drawn on this canvas. */
  onshown: ((header: FrameHeader) => void) | null = null;
  /** Told what `watch` says; set by it. */
  onlook: Onlooker | null = null;

  constructor(
    readonly track: string,
    private readonly owner: Document,
    private readonly events: SurfaceEvents,
  ) {
    this.canvas = this.make();
  }

  /** Whether somebody can see it; on a hidden surface nothing is drawn. */
  setShown(isShown: boolean): void {
    if (isShown === this.isShown) return;
    this.isShown = isShown;
    this.events.show(isShown);
  }

  /** Tell *look* of what is drawn here from now on, with `null` nobody. */
  watch(look: Onlooker | null): void {
    this.onlook = look;
    this.events.watch(look !== null);
  }

  /** The picture of *header* is on the canvas now. */
  shown(header: FrameHeader): void {
    const { canvas } = this;
    const { width, height } = header;
    canvas.dataset.sequence = String(header.sequence);
    canvas.dataset.command = String(header.command);
    canvas.dataset.step = String(header.step);
    if (this.size?.width !== width || this.size.height !== height) {
      this.size = { width, height };
      canvas.style.aspectRatio = `${width} / ${height}`;
      canvas.classList.remove("empty");
      this.onresize?.(this.size);
    }
    this.onshown?.(header);
    canvas.dispatchEvent(
      new CustomEvent("reactor:drawn", {
        bubbles: true,
        composed: true,
        detail: header,
      }),
    );
  }

  /** Put a canvas of its own in the place of the present one. */
  renew(): void {
    const former = this.canvas;
    this.canvas = this.make();
    this.canvas.style.cssText = former.style.cssText;
    this.size = null;
    former.replaceWith(this.canvas);
  }

  /** Nothing is drawn on it any more. */
  close(): void {
    this.onresize = null;
    this.onshown = null;
    this.onlook = null;
    this.events.close();
  }

  private make(): HTMLCanvasElement {
    const canvas = this.owner.createElement("canvas");
    canvas.dataset.testid = `reactor-canvas-${this.track}`;
    canvas.className = "canvas empty";
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `Live picture of track ${this.track}`);
    canvas.width = 1;
    canvas.height = 1;
    return canvas;
  }
}
