/** A picture that flashes: one note, and nothing else until a person says so. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeFrame } from "../../dev/messages";
import { takeStill } from "../../src/page/taking";
import { FlashGuard } from "../../src/pictures/flash-guard";
import { Pictures } from "../../src/pictures/pictures";
import { css } from "../../src/style/sheets";
import type { Context2D } from "../../src/video/image";
import { Painter } from "../../src/video/painter";
import { Surface } from "../../src/video/surface";
import type { TrackSchema } from "../../src/wire/schema";
import { find } from "../fakes/controls";

const TRACK: TrackSchema = {
  name: "main_video",
  kind: "video",
  direction: "out",
  sample_rate: null,
};
const SIZE = 64;

let closing: AbortController;
let root: HTMLElement;
let more: HTMLElement;
let count = 0;
let now = 0;
let surfaces: Surface[];
let painters: Map<Surface, Painter>;

/** Pictures whose surfaces draw with the very painter that the worker has. */
function makePictures(): Pictures {
  const attach = (track: string, owner: Document = document): Surface => {
    const surface = new Surface(track, owner, {
      show: () => {},
      close: () => {},
      watch: (isWatched) => {
        const look = (pixels: Uint8ClampedArray) =>
          surface.onlook?.(pixels, now / 1000);
        painter.onlook = isWatched ? look : null;
      },
    });
    const painter = new Painter(surface.canvas);
    surfaces.push(surface);
    painters.set(surface, painter);
    return surface;
  };
  const nothing = (): void => {};
  const parts = { attach, session: () => "s", failed: nothing, poppedOut: nothing };
  const pictures = new Pictures([TRACK], parts, closing.signal);
  root.append(pictures.el);
  return pictures;
}

type Paint = (context: Context2D) => void;

/** Draw *paint* as the next frame, *ms* after the last. */
function show(
  pictures: Pictures,
  width: number,
  height: number,
  ms: number,
  paint: Paint,
) {
  const surface = pictures.first?.surface as Surface;
  now += ms;
  count += 1;
  painters.get(surface)?.draw({ draw: paint, close: () => {} }, width, height);
  surface.shown({ ...makeFrame(count), width, height });
}

const fill =
  (colour: string): Paint =>
  (context) => {
    context.fillStyle = colour;
    context.fillRect(0, 0, SIZE, SIZE);
  };

/** Draw *colours* by turns for a second and a half, 30 a second. */
function play(pictures: Pictures, ...colours: readonly string[]): void {
  for (let frame = 0; frame < 45; frame++) {
    show(pictures, SIZE, SIZE, 1000 / 30, fill(colours[frame % colours.length] ?? ""));
  }
}

const note = () => root.querySelector<HTMLElement>("[data-testid=reactor-flashing]");
const filter = (pictures: Pictures) => pictures.first?.surface.canvas.style.filter;
const press = (words: string) =>
  [...root.querySelectorAll("button")]
    .find((button) => button.textContent === words)
    ?.click();

function follow(): Pictures {
  const pictures = makePictures();
  count += 1;
  new FlashGuard(more, closing.signal).follow(pictures, `session-${count}`);
  return pictures;
}

beforeEach(() => {
  closing = new AbortController();
  root = document.createElement("div");
  more = document.createElement("div");
  const sheet = document.createElement("style");
  sheet.textContent = css;
  document.body.append(sheet, root, more);
  surfaces = [];
  painters = new Map();
  now = 1000;
  vi.spyOn(performance, "now").mockImplementation(() => now);
});

afterEach(() => {
  closing.abort();
  document.body.replaceChildren();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test("a calm picture is left in peace", () => {
  const pictures = follow();
  play(pictures, ...new Array(20).fill("black"), ...new Array(20).fill("white"));
  expect(note()).toBeNull();
  expect(more.textContent).toBe("");
});

test("a picture that flashes is told of once, and stays as it is", () => {
  const pictures = follow();
  const heard = vi.fn();
  root.addEventListener("reactor:say", heard);
  play(pictures, "black", "white");
  expect(note()?.textContent).toContain("more than three times a second");
  expect(heard).toHaveBeenCalledOnce();
  expect(filter(pictures)).toBe("");
  press("Leave it");
  expect(note()).toBeNull();
  play(pictures, "black", "white");
  expect(note()).toBeNull();
  expect(filter(pictures)).toBe("");
  expect(find<HTMLInputElement>(more, "input").checked).toBe(false);
});

test("a fine grain that changes all the time is no flash", () => {
  const pictures = follow();
  let seed = 1;
  const paint: Paint = (context) => {
    const grain = context.createImageData(640, 360);
    for (let at = 0; at < grain.data.length; at += 4) {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      grain.data.fill(seed > 1073741824 ? 255 : 0, at, at + 3);
      grain.data[at + 3] = 255;
    }
    context.putImageData(grain, 0, 0);
  };
  for (let frame = 0; frame < 45; frame++) show(pictures, 640, 360, 1000 / 30, paint);
  expect(note()).toBeNull();
});

test("is found among 60 frames a second that flicker with each", () => {
  const pictures = follow();
  const read = vi.spyOn(OffscreenCanvasRenderingContext2D.prototype, "getImageData");
  for (let frame = 0; frame < 120 && note() === null; frame++) {
    show(pictures, SIZE, SIZE, 1000 / 60, fill(frame % 2 ? "black" : "white"));
  }
  expect(note()).not.toBeNull();
  expect(read.mock.calls.length / ((now - 1000) / 1000)).toBeLessThanOrEqual(32);
  read.mockClear();
  play(pictures, "black", "white");
  // What is known needs no more looking at.
  expect(read).not.toHaveBeenCalled();
});

test("is looked at where the browser draws off no screen, too", () => {
  vi.stubGlobal("OffscreenCanvas", undefined);
  play(follow(), "black", "white");
  expect(note()).not.toBeNull();
});

describe("dimming", () => {
  test("takes the flashes from what is shown, and nothing from what is saved", async () => {
    const pictures = follow();
    play(pictures, "black", "white");
    press("Dim it");
    expect(note()).toBeNull();
    const [{ canvas } = pictures.first?.surface as Surface] = surfaces;
    const seen = document.createElement("canvas").getContext("2d");
    if (seen === null) throw new Error("no context");
    const lights = ["black", "white", "red"].map((colour) => {
      seen.filter = canvas.style.filter;
      seen.fillStyle = colour;
      seen.fillRect(0, 0, 1, 1);
      return [...seen.getImageData(0, 0, 1, 1).data].slice(0, 3).map((byte) => {
        const value = byte / 255;
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      });
    });
    const [dark = 0, bright = 0] = lights.map(
      ([r = 0, g = 0, b = 0]) => 0.2126 * r + 0.7152 * g + 0.0722 * b,
    );
    expect(bright - dark).toBeLessThan(0.1);
    const [r = 0, g = 0, b = 0] = lights[2] ?? [];
    expect(r / (r + g + b)).toBeLessThan(0.8);
    const still = await createImageBitmap(
      await takeStill(canvas, { width: SIZE, height: SIZE }),
    );
    const saved = document.createElement("canvas").getContext("2d");
    saved?.drawImage(still, 0, 0);
    expect([...(saved?.getImageData(9, 9, 1, 1).data ?? [])]).toEqual([0, 0, 0, 255]);
  });

  test("is undone, and done again, by the switch", () => {
    const pictures = follow();
    play(pictures, "black", "white");
    press("Dim it");
    const toggle = find<HTMLInputElement>(more, "input");
    expect(toggle.checked).toBe(true);
    expect(filter(pictures)).toContain("contrast");
    toggle.click();
    expect(filter(pictures)).toBe("");
    toggle.click();
    expect(filter(pictures)).toContain("contrast");
  });

  test("reaches a window of the picture's own, before and after it opens", async () => {
    const owner = document.implementation.createHTMLDocument();
    const opened = Object.assign(new EventTarget(), {
      document: owner,
      close: () => void opened.dispatchEvent(new Event("pagehide")),
    });
    vi.stubGlobal("documentPictureInPicture", {
      requestWindow: () => Promise.resolve(opened),
    });
    const pictures = follow();
    play(pictures, "black", "white");
    press("Dim it");
    pictures.act("popout");
    await vi.waitFor(() => expect(pictures.isOut()).toBe(true));
    expect(surfaces[1]?.canvas.style.filter).toContain("contrast");
    find<HTMLInputElement>(more, "input").click();
    expect(surfaces[1]?.canvas.style.filter).toBe("");
  });

  test("closes, and opens no more, a window that cannot show it dimmed", async () => {
    vi.stubGlobal("documentPictureInPicture", undefined);
    vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();
    vi.spyOn(document, "exitPictureInPicture").mockRejectedValue(new Error("left"));
    const asked = vi
      .spyOn(HTMLVideoElement.prototype, "requestPictureInPicture")
      .mockResolvedValue({} as PictureInPictureWindow);
    const pictures = follow();
    play(pictures, "black", "white");
    pictures.act("popout");
    await vi.waitFor(() => expect(pictures.isOut()).toBe(true));
    press("Dim it");
    await vi.waitFor(() => expect(pictures.isOut()).toBe(false));
    pictures.act("popout");
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(asked).toHaveBeenCalledOnce();
  });

  test("goes on where the pictures are built anew", () => {
    const guard = new FlashGuard(more, closing.signal);
    const first = makePictures();
    guard.follow(first, "anew");
    play(first, "black", "white");
    first.el.remove();
    const second = makePictures();
    guard.follow(second, "anew");
    expect(second.el.contains(note())).toBe(true);
    press("Dim it");
    expect(filter(second)).toContain("contrast");
    const third = makePictures();
    guard.follow(third, "anew");
    expect(filter(third)).toContain("contrast");
  });

  test("is offered without a note in another panel of the session", () => {
    const one = makePictures();
    new FlashGuard(more, closing.signal).follow(one, "shared");
    play(one, "black", "white");
    press("Leave it");
    const other = makePictures();
    const rest = document.createElement("div");
    new FlashGuard(rest, closing.signal).follow(other, "shared");
    play(other, "black", "white");
    expect(note()).toBeNull();
    expect(find<HTMLInputElement>(rest, "input").checked).toBe(false);
  });
});

test("a model without pictures has nothing to look at", () => {
  const parts = {
    attach: () => {
      throw new Error("no track");
    },
    session: () => "s",
    failed: () => {},
    poppedOut: () => {},
  };
  const pictures = new Pictures([], parts, closing.signal);
  new FlashGuard(more, closing.signal).follow(pictures, "none");
  expect(note()).toBeNull();
});
