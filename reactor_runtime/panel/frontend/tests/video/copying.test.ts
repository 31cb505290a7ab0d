import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FrameCopier } from "../../src/video/copying";
import {
  chooseJpegDecoder,
  type DecodedImage,
  FrameImage,
} from "../../src/video/image";

const [WIDTH, HEIGHT] = [64, 48];

/** Pictures until the first trial is over, and until the second one is. */
const TRIAL = 12;
const SECOND_TRIAL = TRIAL + 30 + TRIAL;

let clock: number;
let copier: FrameCopier;
let canvas: OffscreenCanvas;

beforeEach(() => {
  clock = 0;
  copier = new FrameCopier(() => clock);
  canvas = new OffscreenCanvas(WIDTH, HEIGHT);
});

afterEach(() => copier.close());

function contextOf(of: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = of.getContext("2d", { alpha: false });
  if (context === null) throw new Error("no canvas");
  return context;
}

/** Colours that change over the picture, as a JPEG. */
async function makeGradient(): Promise<Uint8Array<ArrayBuffer>> {
  const picture = new OffscreenCanvas(WIDTH, HEIGHT);
  const context = contextOf(picture);
  const gradient = context.createLinearGradient(0, 0, WIDTH, HEIGHT);
  for (const [at, colour] of [
    [0, "crimson"],
    [0.5, "limegreen"],
    [1, "navy"],
  ] as const) {
    gradient.addColorStop(at, colour);
  }
  context.fillStyle = gradient;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  const blob = await picture.convertToBlob({ type: "image/jpeg", quality: 0.95 });
  return new Uint8Array(await blob.arrayBuffer());
}

const decode = async (): Promise<DecodedImage> =>
  chooseJpegDecoder()(await makeGradient());

/** Show *count* pictures; returns whether the last was copied. */
async function show(count: number, times: { copy: number; draw: number }) {
  let isCopied = false;
  for (let shown = 0; shown < count; shown += 1) {
    const image = await copier.prepare(await decode(), WIDTH, HEIGHT);
    isCopied = !(image instanceof FrameImage);
    copier.draw(image, () => {
      clock += isCopied ? times.copy : times.draw;
    });
    image.close();
  }
  return isCopied;
}

function pixels(): Uint8ClampedArray {
  return contextOf(canvas).getImageData(0, 0, WIDTH, HEIGHT).data;
}

test("a copied picture looks as a drawn one", async () => {
  const drawn = await copier.prepare(await decode(), WIDTH, HEIGHT);
  copier.draw(drawn, () => drawn.draw(contextOf(canvas), WIDTH, HEIGHT));
  const expected = pixels();
  contextOf(canvas).clearRect(0, 0, WIDTH, HEIGHT);
  const copied = await copier.prepare(await decode(), WIDTH, HEIGHT);
  expect(copied).not.toBeInstanceOf(FrameImage);
  copied.draw(contextOf(canvas), WIDTH, HEIGHT);
  const worst = pixels().reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (expected[i] ?? 0))),
    0,
  );
  expect(worst).toBeLessThanOrEqual(4);
});

test("pictures go the way that proved quicker", async () => {
  expect(await show(TRIAL + 1, { copy: 1, draw: 5 })).toBe(true);
  copier = new FrameCopier(() => clock);
  expect(await show(TRIAL + 1, { copy: 5, draw: 1 })).toBe(false);
});

test("a way that became quicker is found out", async () => {
  expect(await show(TRIAL + 1, { copy: 1, draw: 5 })).toBe(true);
  expect(await show(SECOND_TRIAL - TRIAL, { copy: 5, draw: 1 })).toBe(false);
});

test("the memory of a copy is used again", async () => {
  await show(TRIAL, { copy: 1, draw: 5 });
  const first = await copier.prepare(await decode(), WIDTH, HEIGHT);
  first.close();
  const put = vi.spyOn(contextOf(canvas), "putImageData");
  const second = await copier.prepare(await decode(), WIDTH, HEIGHT);
  first.draw(contextOf(canvas), WIDTH, HEIGHT);
  second.draw(contextOf(canvas), WIDTH, HEIGHT);
  expect(put.mock.calls[0]?.[0]).toBe(put.mock.calls[1]?.[0]);
});

test("a picture of another size than the canvas is drawn, which scales it", async () => {
  for (let shown = 0; shown < TRIAL; shown += 1) {
    const image = await copier.prepare(await decode(), 2 * WIDTH, 2 * HEIGHT);
    expect(image).toBeInstanceOf(FrameImage);
    copier.draw(image, () => undefined);
    image.close();
  }
});

test("a browser that cannot convert colours draws", async () => {
  const copyTo = vi
    .spyOn(VideoFrame.prototype, "copyTo")
    .mockRejectedValue(new DOMException("no", "NotSupportedError"));
  expect(await show(TRIAL + 1, { copy: 1, draw: 5 })).toBe(false);
  expect(copyTo).toHaveBeenCalledOnce();
  copyTo.mockRestore();
});
