/** Encoded pictures, still and moving ones, made by the browser that the tests run in. */

import { makeFrame } from "../../dev/messages";
import type { FrameHeader } from "../../src/wire/protocol";

/** A real JPEG of one colour, 8 by 6 pixels. */
export async function makeJpeg(colour = "red"): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = document.createElement("canvas");
  canvas.width = 8;
  canvas.height = 6;
  const context = canvas.getContext("2d");
  if (context !== null) {
    context.fillStyle = colour;
    context.fillRect(0, 0, 8, 6);
  }
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, "image/jpeg", 0.9);
  });
  if (blob === null) throw new Error("this browser encodes no JPEG");
  return new Uint8Array(await blob.arrayBuffer());
}

export interface Clip {
  readonly header: FrameHeader;
  readonly payload: Uint8Array<ArrayBuffer>;
}

const SIZE = { width: 64, height: 48 } as const;

const CONFIGS: Readonly<Record<string, VideoEncoderConfig>> = {
  vp8: { codec: "vp8", ...SIZE },
  h264: { codec: "avc1.42C01F", ...SIZE, avc: { format: "annexb" } },
};

function paint(colour: string): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = SIZE.width;
  canvas.height = SIZE.height;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("no canvas");
  context.fillStyle = colour;
  context.fillRect(0, 0, SIZE.width, SIZE.height);
  return canvas;
}

/** One frame per colour, the first and those at *keys* key frames; from sequence 1 on. */
export async function encodeClip(
  codec: string,
  colours: readonly string[],
  keys: readonly number[] = [],
): Promise<Clip[]> {
  const config = CONFIGS[codec];
  if (config === undefined) throw new Error(`no encoder for ${codec}`);
  const clips: Clip[] = [];
  const encoder = new VideoEncoder({
    output: (chunk) => {
      const payload = new Uint8Array(chunk.byteLength);
      chunk.copyTo(payload);
      const keyframe = chunk.type === "key";
      const header = {
        ...makeFrame(clips.length + 1),
        ...SIZE,
        coded_width: SIZE.width,
        coded_height: SIZE.height,
        codec,
        keyframe,
        config: keyframe ? config.codec : null,
      };
      clips.push({ header, payload });
    },
    error: (error) => {
      throw error;
    },
  });
  encoder.configure({ ...config, latencyMode: "realtime" });
  colours.forEach((colour, i) => {
    const frame = new VideoFrame(paint(colour), { timestamp: i * 33_000 });
    encoder.encode(frame, { keyFrame: i === 0 || keys.includes(i) });
    frame.close();
  });
  await encoder.flush();
  encoder.close();
  return clips;
}

/** Red, green and blue in the middle of what *canvas* shows. */
export function readMiddle(canvas: HTMLCanvasElement): number[] {
  const copy = document.createElement("canvas");
  copy.width = 1;
  copy.height = 1;
  const context = copy.getContext("2d", { willReadFrequently: true });
  const [x, y] = [Math.floor(canvas.width / 2), Math.floor(canvas.height / 2)];
  context?.drawImage(canvas, x, y, 1, 1, 0, 0, 1, 1);
  return [...(context?.getImageData(0, 0, 1, 1).data ?? [])].slice(0, 3);
}

/** Whether *canvas* shows *colour*, as far as a codec keeps it. */
export function shows(canvas: HTMLCanvasElement, colour: readonly number[]): boolean {
  return readMiddle(canvas).every(
    (value, i) => Math.abs(value - (colour[i] ?? Number.NaN)) < 24,
  );
}

export const RED = [255, 0, 0] as const;
export const LIME = [0, 255, 0] as const;
export const BLUE = [0, 0, 255] as const;
