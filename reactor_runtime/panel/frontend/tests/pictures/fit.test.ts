import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SCHEMA } from "../../dev/schema";
import { fitPicture } from "../../src/pictures/fit";
import { dispose, mount } from "../fakes/panel";

beforeEach(() => mount(SCHEMA, { welcome: { clock: { now: 0, epoch: 0 } } }));

afterEach(() => {
  dispose();
  document.body.replaceChildren();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("the size of a picture", () => {
  const place = { width: 700, height: 600 };

  test("is a whole multiple where that nearly fills the place", () => {
    const picture = { width: 640, height: 480 };
    expect(fitPicture(picture, place, 1)).toMatchObject({ width: 640 });
    expect(fitPicture(picture, place, 2)).toEqual({ width: 640, isPixelated: true });
  });

  test("fills the place where a whole multiple would leave much of it empty", () => {
    const picture = { width: 512, height: 384 };
    expect(fitPicture(picture, place, 1)).toEqual({ width: null, isPixelated: false });
  });

  test("shrinks a picture larger than the place", () => {
    const picture = { width: 1280, height: 720 };
    expect(fitPicture(picture, place, 1)).toEqual({ width: null, isPixelated: false });
  });

  test("keeps the hard pixels of a small picture, each as large as the other", () => {
    const picture = { width: 64, height: 64 };
    expect(fitPicture(picture, place, 1)).toEqual({ width: 576, isPixelated: true });
    expect(fitPicture(picture, place, 1.5)).toEqual({
      width: 597.3333333333334,
      isPixelated: true,
    });
  });
});
