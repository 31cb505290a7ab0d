import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeFrame } from "../../dev/messages";
import { type DrawReport, Playback } from "../../src/video/playback";
import type { Surface } from "../../src/video/surface";
import { BLUE, encodeClip, makeJpeg, RED, shows } from "../fakes/pictures";

let playback: Playback;
let drawn: DrawReport[];
let failures: string[];
let asked: [track: string, unusable: string | null][];
let lost: number;

beforeEach(() => {
  [drawn, failures, asked, lost] = [[], [], [], 0];
  playback = new Playback({
    settled: (report) => void drawn.push(report),
    failed: (reason) => void failures.push(reason),
    keyframe: (...what) => void asked.push(what),
    lost: () => {
      lost += 1;
    },
  });
});

afterEach(() => {
  playback.close();
  document.body.replaceChildren();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function attach(track = "main_video"): Surface {
  const surface = playback.attach(track);
  document.body.append(surface.canvas);
  return surface;
}

const waitForDrawn = (count: number) =>
  vi.waitFor(() => expect(drawn.length).toBeGreaterThanOrEqual(count));
const waitToShow = (surface: Surface, colour: readonly number[]) =>
  vi.waitFor(() => expect(shows(surface.canvas, colour)).toBe(true));

describe("where the browser lacks something", () => {
  beforeEach(() => vi.stubGlobal("Worker", undefined));

  test("JPEG is decoded with bitmaps without an ImageDecoder", async () => {
    vi.stubGlobal("ImageDecoder", undefined);
    const bitmaps = vi.spyOn(globalThis, "createImageBitmap");
    playback.push(makeFrame(1), await makeJpeg("red"));
    await waitToShow(attach(), RED);
    expect(bitmaps).toHaveBeenCalled();
  });

  test("JPEG is decoded with an image element without either", async () => {
    vi.stubGlobal("ImageDecoder", undefined);
    vi.stubGlobal("createImageBitmap", undefined);
    const revoked = vi.spyOn(URL, "revokeObjectURL");
    playback.push(makeFrame(1), await makeJpeg("red"));
    await waitToShow(attach(), RED);
    expect(revoked).toHaveBeenCalledOnce();
  });

  test("a codec without a decoder is given up", async () => {
    const clip = await encodeClip("vp8", ["red"]);
    vi.stubGlobal("VideoDecoder", undefined);
    attach();
    for (let sequence = 1; sequence <= 3; sequence += 1) {
      for (const { header, payload } of clip) {
        playback.push({ ...header, sequence }, payload);
      }
    }
    await waitForDrawn(3);
    expect(asked.at(-1)).toEqual(["main_video", "vp8"]);
  });
});

describe("a worker that may not run", () => {
  test("is replaced by the page, with canvases in the same places", async () => {
    const refuse = class extends EventTarget {
      constructor() {
        super();
        queueMicrotask(() => this.dispatchEvent(new Event("error")));
      }
      postMessage(): void {}
      terminate(): void {}
    };
    vi.stubGlobal("Worker", refuse);
    const surface = attach();
    const former = surface.canvas;
    const look = vi.fn();
    surface.watch(look);
    playback.push(makeFrame(1), await makeJpeg("red"));
    await vi.waitFor(() => expect(lost).toBe(1));
    expect(playback.isInWorker).toBe(false);
    expect(surface.canvas).not.toBe(former);
    expect(surface.canvas.isConnected).toBe(true);
    expect(former.isConnected).toBe(false);
    playback.push(makeFrame(2), await makeJpeg("blue"));
    await waitToShow(surface, BLUE);
    expect(look).toHaveBeenCalledOnce();
  });

  test("does not keep the page from drawing when it cannot be made", async () => {
    vi.stubGlobal(
      "Worker",
      class {
        constructor() {
          throw new DOMException("blocked", "SecurityError");
        }
      },
    );
    const surface = attach();
    playback.push(makeFrame(1), await makeJpeg("red"));
    await waitToShow(surface, RED);
  });
});

test("a closed playback ends its worker and draws nothing", async () => {
  const ended = vi.spyOn(Worker.prototype, "terminate");
  const surface = attach();
  playback.push(makeFrame(1), await makeJpeg());
  playback.close();
  expect(ended).toHaveBeenCalledOnce();
  await new Promise((resolve) => requestAnimationFrame(resolve));
  expect(drawn).toEqual([]);
  expect(surface.canvas.dataset.sequence).toBeUndefined();
});
