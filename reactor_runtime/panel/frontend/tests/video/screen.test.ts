import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Drawn, Screen } from "../../src/video/screen";
import type { View } from "../../src/video/view";
import { BLUE, encodeClip, LIME, RED, shows } from "../clips";
import { makeFrame, makeJpeg } from "../fakes";

let screen: Screen;
let drawn: Drawn[];
let failures: string[];
let asked: [track: string, unusable: string | null][];
let lost: number;

beforeEach(() => {
  [drawn, failures, asked, lost] = [[], [], [], 0];
  screen = new Screen({
    settled: (report) => void drawn.push(report),
    failed: (reason) => void failures.push(reason),
    keyframe: (...what) => void asked.push(what),
    lost: () => {
      lost += 1;
    },
  });
});

afterEach(() => {
  screen.close();
  document.body.replaceChildren();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function attach(track = "main_video"): View {
  const view = screen.attach(track);
  document.body.append(view.canvas);
  return view;
}

const waitForDrawn = (count: number) =>
  vi.waitFor(() => expect(drawn.length).toBeGreaterThanOrEqual(count));
const waitToShow = (view: View, colour: readonly number[]) =>
  vi.waitFor(() => expect(shows(view.canvas, colour)).toBe(true));

describe.each(["a worker", "the page"])("pictures decoded in %s", (place) => {
  const isInWorker = place === "a worker";

  beforeEach(() => {
    if (!isInWorker) vi.stubGlobal("Worker", undefined);
  });

  test("are drawn, and the canvas says which one it shows", async () => {
    const view = attach();
    expect(screen.isInWorker).toBe(isInWorker);
    screen.push({ ...makeFrame(4), command: 9 }, await makeJpeg("red"));
    await waitForDrawn(1);
    expect(view.canvas.dataset).toMatchObject({ sequence: "4", command: "9" });
    expect(drawn[0]).toMatchObject({ isDrawn: true, dropped: 0 });
    await waitToShow(view, RED);
    expect([view.canvas.width, view.canvas.height]).toEqual([8, 6]);
  });

  test("reach the screen when only one ever comes", async () => {
    const view = attach();
    screen.push(makeFrame(1), await makeJpeg("blue"));
    await waitToShow(view, BLUE);
    expect(view.canvas.clientWidth).toBeGreaterThan(0);
  });

  test("are told of, small, to who watches, and to nobody after that", async () => {
    const view = attach();
    const look = vi.fn();
    view.watch(look);
    screen.push(makeFrame(1), await makeJpeg("red"));
    await vi.waitFor(() => expect(look).toHaveBeenCalledOnce());
    const [pixels, at] = look.mock.calls[0] as [Uint8ClampedArray, number];
    expect(pixels).toHaveLength(16 * 9 * 4);
    expect(pixels[0]).toBeGreaterThan(240);
    expect(pixels[1]).toBeLessThan(15);
    expect(Math.abs(at - Date.now() / 1000)).toBeLessThan(10);
    view.watch(null);
    await new Promise((resolve) => setTimeout(resolve, 40));
    screen.push(makeFrame(2), await makeJpeg("blue"));
    await waitToShow(view, BLUE);
    expect(look).toHaveBeenCalledOnce();
    view.close();
    view.watch(look);
  });

  test("are announced in the page", async () => {
    const heard = vi.fn();
    attach().canvas.addEventListener("reactor:drawn", heard);
    screen.push(makeFrame(1), await makeJpeg());
    await vi.waitFor(() => expect(heard).toHaveBeenCalledOnce());
    expect(heard.mock.calls[0]?.[0].detail).toMatchObject({ sequence: 1 });
  });

  test("are left out when they come too fast, never the newest", async () => {
    attach();
    const jpeg = await makeJpeg();
    for (let sequence = 1; sequence <= 6; sequence += 1) {
      screen.push(makeFrame(sequence), jpeg);
    }
    await vi.waitFor(() => expect(drawn.at(-1)?.header.sequence).toBe(6));
    expect(drawn.length).toBeLessThan(6);
    expect(drawn.reduce((sum, { dropped }) => sum + dropped + 1, 0)).toBe(6);
  });

  test("are settled when they cannot be drawn", async () => {
    attach();
    screen.push(makeFrame(1), new Uint8Array([1, 2, 3]));
    await waitForDrawn(1);
    expect(drawn[0]).toMatchObject({ isDrawn: false, dropped: 1 });
    expect(failures[0]).toContain("Frame 1 of main_video");
  });

  test("are decoded once for several views", async () => {
    const views = [attach(), attach()];
    screen.push(makeFrame(1), await makeJpeg("red"));
    for (const view of views) await waitToShow(view, RED);
    expect(drawn).toHaveLength(1);
  });

  test("appear at once on a view that comes later", async () => {
    attach();
    screen.push(makeFrame(1), await makeJpeg("red"));
    await waitForDrawn(1);
    const late = attach();
    await waitToShow(late, RED);
    expect(late.canvas.dataset.sequence).toBe("1");
  });

  test("are not drawn on a hidden view, which has the newest when it returns", async () => {
    const [seen, hidden] = [attach(), attach()];
    screen.push(makeFrame(1), await makeJpeg("red"));
    await waitToShow(hidden, RED);
    hidden.setShown(false);
    screen.push(makeFrame(2), await makeJpeg("blue"));
    await waitToShow(seen, BLUE);
    expect(shows(hidden.canvas, RED)).toBe(true);
    expect(hidden.canvas.dataset.sequence).toBe("1");
    hidden.setShown(true);
    await waitToShow(hidden, BLUE);
    expect(hidden.canvas.dataset.sequence).toBe("2");
  });

  test("are settled though nobody sees them, so that no window stalls", async () => {
    attach().setShown(false);
    screen.push(makeFrame(1), await makeJpeg());
    await waitForDrawn(1);
    expect(drawn[0]).toMatchObject({ isDrawn: false, dropped: 1 });
    expect(failures).toEqual([]);
  });

  test("are never drawn over newer ones", async () => {
    const view = attach();
    screen.push(makeFrame(5), await makeJpeg("blue"));
    await waitForDrawn(1);
    screen.push(makeFrame(3), await makeJpeg("red"));
    await waitForDrawn(2);
    expect(drawn[1]?.isDrawn).toBe(false);
    expect(shows(view.canvas, BLUE)).toBe(true);
  });

  test("may start anew on a new link", async () => {
    const view = attach();
    screen.push(makeFrame(500), await makeJpeg("blue"));
    await waitForDrawn(1);
    screen.restart();
    screen.push(makeFrame(1), await makeJpeg("red"));
    await waitToShow(view, RED);
  });

  test("are drawn once more as a still, which counts for nothing", async () => {
    const view = attach();
    screen.push(makeFrame(1), await makeJpeg("red"));
    await waitForDrawn(1);
    screen.push({ ...makeFrame(1), still: true }, await makeJpeg("blue"));
    await waitToShow(view, BLUE);
    expect(drawn).toHaveLength(1);
    screen.push(makeFrame(2), await makeJpeg("lime"));
    await waitForDrawn(2);
    expect(drawn[1]?.dropped).toBe(0);
    screen.push({ ...makeFrame(1), still: true }, await makeJpeg("red"));
    screen.push(makeFrame(3), await makeJpeg("lime"));
    await waitForDrawn(3);
    expect(shows(view.canvas, LIME)).toBe(true);
  });

  test("keep the model's size when they were coded smaller", async () => {
    const view = attach();
    const size = { width: 80, height: 60, coded_width: 8, coded_height: 6 };
    screen.push({ ...makeFrame(1), ...size }, await makeJpeg("red"));
    await waitToShow(view, RED);
    expect([view.canvas.width, view.canvas.height]).toEqual([80, 60]);
    expect(view.canvas.style.aspectRatio).toBe("80 / 60");
  });

  test.each(["vp8", "h264"])("are decoded from %s, every one", async (codec) => {
    const view = attach();
    const clip = await encodeClip(codec, ["red", "lime", "blue", "red", "blue"]);
    for (const { header, payload } of clip) screen.push(header, payload);
    await waitForDrawn(5);
    expect(drawn.every(({ isDrawn }) => isDrawn)).toBe(true);
    await waitToShow(view, BLUE);
  });

  test("wait for a key frame, and ask for one once", async () => {
    const view = attach();
    const clip = await encodeClip("vp8", ["red", "lime", "red", "blue"], [3]);
    for (const { header, payload } of clip.slice(1)) screen.push(header, payload);
    await waitForDrawn(3);
    expect(drawn.map(({ isDrawn }) => isDrawn)).toEqual([false, false, true]);
    expect(asked).toEqual([["main_video", null]]);
    await waitToShow(view, BLUE);
    expect(failures).toEqual([]);
  });

  test("go on with the next key frame after a broken frame", async () => {
    const view = attach();
    const clip = await encodeClip("vp8", ["red", "lime", "blue"], [2]);
    const [first, , third] = clip;
    if (first === undefined || third === undefined) throw new Error("no clip");
    screen.push(first.header, new Uint8Array([9, 9, 9]));
    await waitForDrawn(1);
    expect(drawn[0]?.isDrawn).toBe(false);
    expect(asked).toEqual([["main_video", null]]);
    screen.push(third.header, third.payload);
    await waitToShow(view, BLUE);
  });

  test("give a codec up whose decoder fails again and again", async () => {
    attach();
    const [clip] = await encodeClip("vp8", ["red"]);
    if (clip === undefined) throw new Error("no clip");
    for (let sequence = 1; sequence <= 3; sequence += 1) {
      screen.push({ ...clip.header, sequence }, new Uint8Array([9, 9, 9]));
      await waitForDrawn(sequence);
    }
    expect(asked.at(-1)).toEqual(["main_video", "vp8"]);
    screen.push(clip.header, clip.payload);
    await waitForDrawn(4);
    expect(drawn[3]?.isDrawn).toBe(false);
  });

  test("may change between codecs and sizes with every frame", async () => {
    const view = attach();
    const [first, second] = await encodeClip("vp8", ["red", "lime"]);
    if (first === undefined || second === undefined) throw new Error("no clip");
    screen.push(first.header, first.payload);
    await waitToShow(view, RED);
    screen.push(makeFrame(2), await makeJpeg("blue"));
    await waitToShow(view, BLUE);
    screen.push({ ...second.header, sequence: 3 }, second.payload);
    await waitToShow(view, LIME);
    expect([view.canvas.width, view.canvas.height]).toEqual([64, 48]);
  });
});

describe("where the browser lacks something", () => {
  beforeEach(() => vi.stubGlobal("Worker", undefined));

  test("JPEG is decoded with bitmaps without an ImageDecoder", async () => {
    vi.stubGlobal("ImageDecoder", undefined);
    const bitmaps = vi.spyOn(globalThis, "createImageBitmap");
    screen.push(makeFrame(1), await makeJpeg("red"));
    await waitToShow(attach(), RED);
    expect(bitmaps).toHaveBeenCalled();
  });

  test("JPEG is decoded with an image element without either", async () => {
    vi.stubGlobal("ImageDecoder", undefined);
    vi.stubGlobal("createImageBitmap", undefined);
    const revoked = vi.spyOn(URL, "revokeObjectURL");
    screen.push(makeFrame(1), await makeJpeg("red"));
    await waitToShow(attach(), RED);
    expect(revoked).toHaveBeenCalledOnce();
  });

  test("a codec without a decoder is given up", async () => {
    const clip = await encodeClip("vp8", ["red"]);
    vi.stubGlobal("VideoDecoder", undefined);
    attach();
    for (let sequence = 1; sequence <= 3; sequence += 1) {
      for (const { header, payload } of clip) {
        screen.push({ ...header, sequence }, payload);
      }
    }
    await waitForDrawn(3);
    expect(asked.at(-1)).toEqual(["main_video", "vp8"]);
  });
});

describe("a decoder", () => {
  /** Gives out what it is told to, and nothing by itself. */
  class SlyDecoder {
    static made: SlyDecoder[] = [];
    state = "unconfigured";
    decodeQueueSize = 0;
    readonly stamps: number[] = [];
    constructor(private readonly init: VideoDecoderInit) {
      SlyDecoder.made.push(this);
    }
    configure(): void {
      this.state = "configured";
    }
    decode({ timestamp }: EncodedVideoChunk): void {
      this.stamps.push(timestamp);
    }
    flush(): Promise<void> {
      return Promise.resolve();
    }
    close(): void {
      this.state = "closed";
    }
    give(index: number): void {
      const canvas = new OffscreenCanvas(64, 48);
      canvas.getContext("2d");
      const timestamp = this.stamps[index] ?? 0;
      this.init.output(new VideoFrame(canvas, { timestamp }));
    }
  }

  async function feed(): Promise<SlyDecoder> {
    vi.stubGlobal("Worker", undefined);
    const clip = await encodeClip("vp8", ["red", "lime", "blue"]);
    SlyDecoder.made = [];
    vi.stubGlobal("VideoDecoder", SlyDecoder);
    attach();
    for (const { header, payload } of clip) screen.push(header, payload);
    const [decoder] = SlyDecoder.made;
    if (decoder === undefined) throw new Error("no decoder was made");
    return decoder;
  }

  test("that swallows frames does not stall the sender", async () => {
    const decoder = await feed();
    decoder.give(2);
    await waitForDrawn(3);
    const fates = drawn.map(({ header, isDrawn }) => [header.sequence, isDrawn]);
    expect(fates).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
  });

  test("that keeps frames back is flushed, and starts over with a key frame", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const decoder = await feed();
    vi.advanceTimersByTime(1000);
    await vi.waitFor(() => expect(drawn).toHaveLength(3));
    expect(decoder.state).toBe("closed");
    expect(asked).toEqual([["main_video", null]]);
    vi.useRealTimers();
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
    const view = attach();
    const former = view.canvas;
    const look = vi.fn();
    view.watch(look);
    screen.push(makeFrame(1), await makeJpeg("red"));
    await vi.waitFor(() => expect(lost).toBe(1));
    expect(screen.isInWorker).toBe(false);
    expect(view.canvas).not.toBe(former);
    expect(view.canvas.isConnected).toBe(true);
    expect(former.isConnected).toBe(false);
    screen.push(makeFrame(2), await makeJpeg("blue"));
    await waitToShow(view, BLUE);
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
    const view = attach();
    screen.push(makeFrame(1), await makeJpeg("red"));
    await waitToShow(view, RED);
  });
});

test("a closed screen ends its worker and draws nothing", async () => {
  const ended = vi.spyOn(Worker.prototype, "terminate");
  const view = attach();
  screen.push(makeFrame(1), await makeJpeg());
  screen.close();
  expect(ended).toHaveBeenCalledOnce();
  await new Promise((resolve) => requestAnimationFrame(resolve));
  expect(drawn).toEqual([]);
  expect(view.canvas.dataset.sequence).toBeUndefined();
});
