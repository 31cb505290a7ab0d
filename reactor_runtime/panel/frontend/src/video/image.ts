/** A decoded picture, whichever decoder made it. */

export type Context2D = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

export interface DecodedImage {
  /** Fill the canvas of *context*, which is *width* by *height*. */
  draw(context: Context2D, width: number, height: number): void;
  /** Free its memory; it cannot be drawn afterwards. */
  close(): void;
}

/** A picture in the hands of the browser, drawn in any size. */
export class BrowserImage<Source extends CanvasImageSource> implements DecodedImage {
  /** @param close Frees *source*; called once. */
  constructor(
    readonly source: Source,
    readonly close: () => void,
  ) {}

  draw(context: Context2D, width: number, height: number): void {
    context.drawImage(this.source, 0, 0, width, height);
  }
}

/** A frame of WebCodecs. */
export class FrameImage extends BrowserImage<VideoFrame> {
  constructor(frame: VideoFrame) {
    super(frame, () => frame.close());
  }
}
