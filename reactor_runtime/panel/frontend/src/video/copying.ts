/**
 * Gets frames on canvases by way of memory that is used again and again.
 *
 * Where nothing but the processor draws, `drawImage` converts a frame's colours into
 * memory that is new each time, and new memory may cost more than the colours. Where
 * a graphics card draws, the same call costs next to nothing and copying is the slow
 * way. So both are tried and timed.
 */

import { type Context2D, type DecodedImage, FrameImage } from "./image";

/** The latest timings of each way that count; the least of them is its time. */
const TRIALS = 6;

/** After so many pictures the other way is tried again, then after twice as many. */
const FIRST_CHECK = 30;
const CHECKS = 3;

/** Pictures whose memory is kept for the next ones. */
const MOST_SPARE = 3;

const FORMAT = "RGBX";

/** A frame's pixels in memory that goes back where it came from. */
class CopiedImage implements DecodedImage {
  constructor(
    readonly pixels: ImageData,
    readonly close: () => void,
  ) {}

  draw(context: Context2D): void {
    context.putImageData(this.pixels, 0, 0);
  }
}

/** Copies the frames of one track, or lets them be, whichever shows them sooner. */
export class FrameCopier {
  private spare: ImageData[] = [];
  private size = "";
  private isUnable = false;
  /** Pictures of this size so far. */
  private count = 0;
  private nextCheck = FIRST_CHECK;
  /** Milliseconds that the latest pictures of each way took. */
  private drawn: number[] = [];
  private copied: number[] = [];
  /** What copying the latest image took; its drawing is yet to be added. */
  private copying = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /**
   * Make *image* ready for canvases of *width* by *height*; it is the callee's.
   *
   * Returns the image itself, or a copy whose original is closed.
   */
  async prepare(
    image: DecodedImage,
    width: number,
    height: number,
  ): Promise<DecodedImage> {
    this.startOver(width, height);
    this.count += 1;
    if (this.count >= this.nextCheck + CHECKS) this.nextCheck = 2 * this.count;
    if (!(image instanceof FrameImage) || !this.wantsCopy) return image;
    if (!isCopyable(image.source, width, height)) return image;
    const started = this.now();
    const copy = await this.copy(image.source, width, height);
    if (copy === null) {
      this.isUnable = true;
      return image;
    }
    image.close();
    this.copying = this.now() - started;
    return copy;
  }

  /** Draw *image* by way of *draw*, and learn how long that takes. */
  draw(image: DecodedImage, draw: () => void): void {
    const started = this.now();
    draw();
    const took = this.now() - started;
    if (image instanceof CopiedImage) note(this.copied, took + this.copying);
    else if (image instanceof FrameImage) note(this.drawn, took);
  }

  /** Forget the memory. */
  close(): void {
    this.spare = [];
  }

  private get wantsCopy(): boolean {
    if (this.isUnable) return false;
    const left = this.drawn.length - this.copied.length;
    if (this.copied.length < TRIALS || this.drawn.length < TRIALS) return left > 0;
    // What disturbs a trial only makes it longer.
    const isBetter = Math.min(...this.copied) < Math.min(...this.drawn);
    return this.isCheck ? !isBetter : isBetter;
  }

  /** Whether the way that seems worse is to be tried again. */
  private get isCheck(): boolean {
    return this.count >= this.nextCheck;
  }

  private startOver(width: number, height: number): void {
    const size = `${width}x${height}`;
    if (size === this.size) return;
    this.size = size;
    [this.spare, this.drawn, this.copied] = [[], [], []];
    [this.count, this.nextCheck] = [0, FIRST_CHECK];
  }

  /** Returns `null` where this browser cannot convert colours so. */
  private async copy(
    frame: VideoFrame,
    width: number,
    height: number,
  ): Promise<DecodedImage | null> {
    const pixels = this.spare.pop() ?? new ImageData(width, height);
    try {
      const options = { format: FORMAT, colorSpace: "srgb" } as const;
      if (frame.allocationSize(options) !== pixels.data.byteLength) return null;
      const planes = await frame.copyTo(pixels.data, options);
      if (planes.length !== 1) return null;
    } catch {
      return null;
    }
    return new CopiedImage(pixels, () => this.takeBack(pixels));
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

function note(times: number[], ms: number): void {
  times.push(ms);
  if (times.length > TRIALS) times.shift();
}
