/** A decoded picture, whichever decoder made it. */

export interface DecodedImage {
  readonly source: CanvasImageSource;
  /** Free its memory; it cannot be drawn afterwards. */
  close(): void;
}
