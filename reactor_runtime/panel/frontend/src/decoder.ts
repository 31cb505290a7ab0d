/**
 * Compressed frame → something a canvas can draw.
 *
 * `createImageBitmap` decodes outside the main thread; where it is missing, or refuses
 * the bytes, an `<img>` does the work. Whoever calls `decode` closes what it returns.
 */

export interface DecodedFrame {
  readonly image: CanvasImageSource;
  readonly width: number;
  readonly height: number;
  close(): void;
}

export interface Decoder {
  /** @throws Error If the payload is no picture of this codec. */
  decode(payload: Uint8Array<ArrayBuffer>): Promise<DecodedFrame>;
}

/** Codecs that this page can decode, for the hello. */
export const CODECS: readonly string[] = ["jpeg"];

const MIME_TYPES: Readonly<Record<string, string>> = { jpeg: "image/jpeg" };

async function decodeBitmap(blob: Blob): Promise<DecodedFrame> {
  const bitmap = await createImageBitmap(blob);
  return {
    image: bitmap,
    width: bitmap.width,
    height: bitmap.height,
    close: () => bitmap.close(),
  };
}

async function decodeElement(blob: Blob): Promise<DecodedFrame> {
  const url = URL.createObjectURL(blob);
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
  } finally {
    URL.revokeObjectURL(url);
  }
  return {
    image,
    width: image.naturalWidth,
    height: image.naturalHeight,
    close: () => undefined,
  };
}

/** @throws Error If no decoder is known for *codec*. */
export function createDecoder(codec: string): Decoder {
  const type = MIME_TYPES[codec];
  if (type === undefined) {
    throw new Error(`no decoder for codec ${codec}; known: ${CODECS.join(", ")}`);
  }
  const hasBitmap = typeof globalThis.createImageBitmap === "function";
  return {
    decode: (payload) => {
      const blob = new Blob([payload], { type });
      return hasBitmap ? decodeBitmap(blob) : decodeElement(blob);
    },
  };
}
