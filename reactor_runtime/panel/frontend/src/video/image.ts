/**
 * A decoded picture, whichever decoder made it, and how a JPEG becomes one.
 *
 * For JPEG `ImageDecoder` is the quickest; `createImageBitmap` is everywhere; an `<img>`
 * is what remains in a page, never in a worker.
 */

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

/** Returns the decoded picture, which the caller closes. Rejects if it is no JPEG. */
export type DecodeJpeg = (payload: Uint8Array<ArrayBuffer>) => Promise<DecodedImage>;

const TYPE = "image/jpeg";

/** The part of WebCodecs' `ImageDecoder` that is used; not yet in TypeScript's library. */
interface JpegDecoder {
  decode(): Promise<{ image: VideoFrame }>;
  close(): void;
}

type JpegDecoderClass = new (init: {
  data: Uint8Array<ArrayBuffer>;
  type: string;
}) => JpegDecoder;

function decodeBy(ImageDecoder: JpegDecoderClass): DecodeJpeg {
  return async (data) => {
    const decoder = new ImageDecoder({ data, type: TYPE });
    try {
      const { image } = await decoder.decode();
      return new FrameImage(image);
    } finally {
      decoder.close();
    }
  };
}

async function decodeBitmap(payload: Uint8Array<ArrayBuffer>): Promise<DecodedImage> {
  const bitmap = await createImageBitmap(new Blob([payload], { type: TYPE }));
  return new BrowserImage(bitmap, () => bitmap.close());
}

async function decodeElement(payload: Uint8Array<ArrayBuffer>): Promise<DecodedImage> {
  const url = URL.createObjectURL(new Blob([payload], { type: TYPE }));
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
  } finally {
    URL.revokeObjectURL(url);
  }
  return new BrowserImage(image, () => undefined);
}

/** The best way that this page or worker has. */
export function chooseJpegDecoder(): DecodeJpeg {
  const { ImageDecoder } = globalThis as { ImageDecoder?: JpegDecoderClass };
  if (typeof ImageDecoder === "function") return decodeBy(ImageDecoder);
  return typeof globalThis.createImageBitmap === "function"
    ? decodeBitmap
    : decodeElement;
}
