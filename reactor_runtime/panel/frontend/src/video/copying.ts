/**
 * Gets frames on canvases by way of memory that is used again and again.
 *
 * Where nothing but the processor draws, `drawImage` converts a frame's colours into
 * memory that is new each time, and new memory may cost more than the colours. Where
 * a graphics card draws, the same call costs next to nothing and copying is the slow
 * way. So both are tried and timed.
 */

import { type Context2D, type DecodedImage, FrameImage } from "./image";

/** Pictures of a trial, half of them each way. */
const TRIAL = 12;

/** Pictures between the first trial and the second; each pause is twice the last. */
const FIRST_PAUSE = 30;

/** Pictures whose memory is kept for the next ones. */
const MOST_SPARE = 3;

const FORMAT = "RGBX";

/** A frame's pixels in memory that goes back where it came from. */
class CopiedImage implements DecodedImage {
  /** @param copyMs What the copying took. */
  constructor(
    readonly pixels: ImageData,
    readonly copyMs: number,
    readonly close: () => void,
  ) {}

  draw(context: Context2D): void {
    context.putImageData(this.pixels, 0, 0);
  }
}

/** Times both ways in turns; says which one to go. */
class Trials {
  private copying: number[] = [];
  private drawing: number[] = [];
  private left = TRIAL;
  private pause = FIRST_PAUSE;
  private rest = FIRST_PAUSE;
  private isCopyQuicker = false;

  /** Which way the next picture goes. */
  next(): "copy" | "draw" {
    if (this.left === 0) {
      if (this.rest > 0) {
        this.rest -= 1;
        return this.isCopyQuicker ? "copy" : "draw";
      }
      this.begin();
    }
    return this.copying.length < this.drawing.length ? "copy" : "draw";
  }

  /** A picture that went that way took *ms* in all. */
  took(way: "copy" | "draw", ms: number): void {
    if (this.left === 0) return;
    (way === "copy" ? this.copying : this.drawing).push(ms);
    this.left -= 1;
    // What disturbs a picture only makes it slower.
    this.isCopyQuicker = Math.min(...this.copying) < Math.min(...this.drawing);
  }

  private begin(): void {
    [this.copying, this.drawing] = [[], []];
    this.left = TRIAL;
    this.pause *= 2;
    this.rest = this.pause;
  }
}

/** Copies the frames of one track, or lets them be, whichever shows them sooner. */
export class FrameCopier {
  private spare: ImageData[] = [];
  private trials = new Trials();
  private size = "";
  private isUnable = false;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /**
   * Make *image* ready for canvases of *width* by *height*.
   *
   * Returns the image itself, or a copy and closes the image.
   */
  async prepare(
    image: DecodedImage,
    width: number,
    height: number,
  ): Promise<DecodedImage> {
    if (!(image instanceof FrameImage) || this.isUnable) return image;
    if (!isCopyable(image.source, width, height)) return image;
    this.adaptTo(width, height);
    if (this.trials.next() === "draw") return image;
    const copy = await this.copy(image.source, width, height);
    if (copy === null) {
      this.isUnable = true;
      return image;
    }
    image.close();
    return copy;
  }

  /** Draw *image* by way of *draw*, and learn how long that takes. */
  draw(image: DecodedImage, draw: () => void): void {
    const started = this.now();
    draw();
    const took = this.now() - started;
    if (image instanceof CopiedImage) this.trials.took("copy", took + image.copyMs);
    else if (image instanceof FrameImage) this.trials.took("draw", took);
  }

  /** Forget the memory. */
  close(): void {
    this.spare = [];
  }

  private adaptTo(width: number, height: number): void {
    const size = `${width}x${height}`;
    if (size === this.size) return;
    this.size = size;
    this.spare = [];
    this.trials = new Trials();
  }

  /** Returns `null` where this browser cannot convert colours so. */
  private async copy(
    frame: VideoFrame,
    width: number,
    height: number,
  ): Promise<DecodedImage | null> {
    const started = this.now();
    const pixels = this.spare.pop() ?? new ImageData(width, height);
    try {
      const options = { format: FORMAT, colorSpace: "srgb" } as const;
      if (frame.allocationSize(options) !== pixels.data.byteLength) return null;
      const planes = await frame.copyTo(pixels.data, options);
      if (planes.length !== 1) return null;
    } catch {
      return null;
    }
    const close = (): void => this.takeBack(pixels);
    return new CopiedImage(pixels, this.now() - started, close);
  }

  private takeBack(pixels: ImageData): void {
    const isOfSize = `${pixels.width}x${pixels.height}` === this.size;
    if (isOfSize && this.spare.length < MOST_SPARE) this.spare.push(pixels);
  }
}

/** Whether the pixels of *frame* can be had and fill the canvas as they are. */
function isCopyable(frame: VideoFrame, width: number, height: number): boolean {
  const { format, visibleRect, displayWidth, displayHeight } = frame;
  return (
    format !== null &&
    visibleRect?.width === width &&
    visibleRect.height === height &&
    displayWidth === width &&
    displayHeight === height
  );
}
