import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeFrame } from "../../dev/messages";
import { type DrawReport, Playback } from "../../src/video/playback";
import type { Surface } from "../../src/video/surface";
import { BLUE, encodeClip, LIME, makeJpeg, RED, shows } from "../fakes/pictures";

let playback: Playback;
let drawn: DrawReport[];
let failures: string[];
let asked: [track: string, unusable: string | null][];
let _lost: number;

beforeEach(() => {
  [drawn, failures, asked, _lost] = [[], [], [], 0];
  playback = new Playback({
    settled: (report) => void drawn.push(report),
    failed: (reason) => void failures.push(reason),
    keyframe: (...what) => void asked.push(what),
    lost: () => {
      _lost += 1;
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

describe.each(["a worker", "the page"])("pictures decoded in %s", (place) => {
  const isInWorker = place === "a worker";

  beforeEach(() => {
    if (!isInWorker) vi.stubGlobal("Worker", undefined);
  });

  test("are drawn, and the canvas says which one it shows", async () => {
    const surface = attach();
    expect(playback.isInWorker).toBe(isInWorker);
    playback.push({ ...makeFrame(4), command: 9 }, await makeJpeg("red"));
    await waitForDrawn(1);
    expect(surface.canvas.dataset).toMatchObject({ sequence: "4", command: "9" });
    expect(drawn[0]).toMatchObject({ isDrawn: true, dropped: 0 });
    await waitToShow(surface, RED);
    expect([surface.canvas.width, surface.canvas.height]).toEqual([8, 6]);
  });

  test("reach the canvas when only one ever comes", async () => {
    const surface = attach();
    playback.push(makeFrame(1), await makeJpeg("blue"));
    await waitToShow(surface, BLUE);
    expect(surface.canvas.clientWidth).toBeGreaterThan(0);
  });

  test("are told of, small, to who watches, and to nobody after that", async () => {
    const surface = attach();
    const look = vi.fn();
    surface.watch(look);
    playback.push(makeFrame(1), await makeJpeg("red"));
    await vi.waitFor(() => expect(look).toHaveBeenCalledOnce());
    const [pixels, at] = look.mock.calls[0] as [Uint8ClampedArray, number];
    expect(pixels).toHaveLength(16 * 9 * 4);
    expect(pixels[0]).toBeGreaterThan(240);
    expect(pixels[1]).toBeLessThan(15);
    expect(Math.abs(at - Date.now() / 1000)).toBeLessThan(10);
    surface.watch(null);
    await new Promise((resolve) => setTimeout(resolve, 40));
    playback.push(makeFrame(2), await makeJpeg("blue"));
    await waitToShow(surface, BLUE);
    expect(look).toHaveBeenCalledOnce();
    surface.close();
    surface.watch(look);
  });

  test("are announced in the page", async () => {
    const heard = vi.fn();
    attach().canvas.addEventListener("reactor:drawn", heard);
    playback.push(makeFrame(1), await makeJpeg());
    await vi.waitFor(() => expect(heard).toHaveBeenCalledOnce());
    expect(heard.mock.calls[0]?.[0].detail).toMatchObject({ sequence: 1 });
  });

  test("are left out when they come too fast, never the newest", async () => {
    attach();
    const jpeg = await makeJpeg();
    for (let sequence = 1; sequence <= 6; sequence += 1) {
      playback.push(makeFrame(sequence), jpeg);
    }
    await vi.waitFor(() => expect(drawn.at(-1)?.header.sequence).toBe(6));
    expect(drawn.length).toBeLessThan(6);
    expect(drawn.reduce((sum, { dropped }) => sum + dropped + 1, 0)).toBe(6);
  });

  test("are settled when they cannot be drawn", async () => {
    attach();
    playback.push(makeFrame(1), new Uint8Array([1, 2, 3]));
    await waitForDrawn(1);
    expect(drawn[0]).toMatchObject({ isDrawn: false, dropped: 1 });
    expect(failures[0]).toContain("Frame 1 of main_video");
  });

  test("are decoded once for several surfaces", async () => {
    const surfaces = [attach(), attach()];
    playback.push(makeFrame(1), await makeJpeg("red"));
    for (const surface of surfaces) await waitToShow(surface, RED);
    expect(drawn).toHaveLength(1);
  });

  test("appear at once on a surface that comes later", async () => {
    attach();
    playback.push(makeFrame(1), await makeJpeg("red"));
    await waitForDrawn(1);
    const late = attach();
    await waitToShow(late, RED);
    expect(late.canvas.dataset.sequence).toBe("1");
  });

  test("are not drawn on a hidden surface, which has the newest when it returns", async () => {
    const [seen, hidden] = [attach(), attach()];
    playback.push(makeFrame(1), await makeJpeg("red"));
    await waitToShow(hidden, RED);
    hidden.setShown(false);
    playback.push(makeFrame(2), await makeJpeg("blue"));
    await waitToShow(seen, BLUE);
    expect(shows(hidden.canvas, RED)).toBe(true);
    expect(hidden.canvas.dataset.sequence).toBe("1");
    hidden.setShown(true);
    await waitToShow(hidden, BLUE);
    expect(hidden.canvas.dataset.sequence).toBe("2");
  });

  test("are settled though nobody sees them, so that no window stalls", async () => {
    attach().setShown(false);
    playback.push(makeFrame(1), await makeJpeg());
    await waitForDrawn(1);
    expect(drawn[0]).toMatchObject({ isDrawn: false, dropped: 1 });
    expect(failures).toEqual([]);
  });

  test("are never drawn over newer ones", async () => {
    const surface = attach();
    playback.push(makeFrame(5), await makeJpeg("blue"));
    await waitForDrawn(1);
    playback.push(makeFrame(3), await makeJpeg("red"));
    await waitForDrawn(2);
    expect(drawn[1]?.isDrawn).toBe(false);
    expect(shows(surface.canvas, BLUE)).toBe(true);
  });

  test("may start anew on a new link", async () => {
    const surface = attach();
    playback.push(makeFrame(500), await makeJpeg("blue"));
    await waitForDrawn(1);
    playback.restart();
    playback.push(makeFrame(1), await makeJpeg("red"));
    await waitToShow(surface, RED);
  });

  test("are drawn once more as a still, which counts for nothing", async () => {
    const surface = attach();
    playback.push(makeFrame(1), await makeJpeg("red"));
    await waitForDrawn(1);
    playback.push({ ...makeFrame(1), still: true }, await makeJpeg("blue"));
    await waitToShow(surface, BLUE);
    expect(drawn).toHaveLength(1);
    playback.push(makeFrame(2), await makeJpeg("lime"));
    await waitForDrawn(2);
    expect(drawn[1]?.dropped).toBe(0);
    playback.push({ ...makeFrame(1), still: true }, await makeJpeg("red"));
    playback.push(makeFrame(3), await makeJpeg("lime"));
    await waitForDrawn(3);
    expect(shows(surface.canvas, LIME)).toBe(true);
  });

  test("keep the model's size when they were coded smaller", async () => {
    const surface = attach();
    const size = { width: 80, height: 60, coded_width: 8, coded_height: 6 };
    playback.push({ ...makeFrame(1), ...size }, await makeJpeg("red"));
    await waitToShow(surface, RED);
    expect([surface.canvas.width, surface.canvas.height]).toEqual([80, 60]);
    expect(surface.canvas.style.aspectRatio).toBe("80 / 60");
  });

  test.each(["vp8", "h264"])("are decoded from %s, every one", async (codec) => {
    const surface = attach();
    const clip = await encodeClip(codec, ["red", "lime", "blue", "red", "blue"]);
    for (const { header, payload } of clip) playback.push(header, payload);
    await waitForDrawn(5);
    expect(drawn.every(({ isDrawn }) => isDrawn)).toBe(true);
    await waitToShow(surface, BLUE);
  });

  test("wait for a key frame, and ask for one once", async () => {
    const surface = attach();
    const clip = await encodeClip("vp8", ["red", "lime", "red", "blue"], [3]);
    for (const { header, payload } of clip.slice(1)) playback.push(header, payload);
    await waitForDrawn(3);
    expect(drawn.map(({ isDrawn }) => isDrawn)).toEqual([false, false, true]);
    expect(asked).toEqual([["main_video", null]]);
    await waitToShow(surface, BLUE);
    expect(failures).toEqual([]);
  });

  test("go on with the next key frame after a broken frame", async () => {
    const surface = attach();
    const clip = await encodeClip("vp8", ["red", "lime", "blue"], [2]);
    const [first, , third] = clip;
    if (first === undefined || third === undefined) throw new Error("no clip");
    playback.push(first.header, new Uint8Array([9, 9, 9]));
    await waitForDrawn(1);
    expect(drawn[0]?.isDrawn).toBe(false);
    expect(asked).toEqual([["main_video", null]]);
    playback.push(third.header, third.payload);
    await waitToShow(surface, BLUE);
  });

  test("give a codec up whose decoder fails again and again", async () => {
    attach();
    const [clip] = await encodeClip("vp8", ["red"]);
    if (clip === undefined) throw new Error("no clip");
    for (let sequence = 1; sequence <= 3; sequence += 1) {
      playback.push({ ...clip.header, sequence }, new Uint8Array([9, 9, 9]));
      await waitForDrawn(sequence);
    }
    expect(asked.at(-1)).toEqual(["main_video", "vp8"]);
    playback.push(clip.header, clip.payload);
    await waitForDrawn(4);
    expect(drawn[3]?.isDrawn).toBe(false);
  });

  test("may change between codecs and sizes with every frame", async () => {
    const surface = attach();
    const [first, second] = await encodeClip("vp8", ["red", "lime"]);
    if (first === undefined || second === undefined) throw new Error("no clip");
    playback.push(first.header, first.payload);
    await waitToShow(surface, RED);
    playback.push(makeFrame(2), await makeJpeg("blue"));
    await waitToShow(surface, BLUE);
    playback.push({ ...second.header, sequence: 3 }, second.payload);
    await waitToShow(surface, LIME);
    expect([surface.canvas.width, surface.canvas.height]).toEqual([64, 48]);
  });
});
