import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SCHEMA } from "../../dev/schema";
import { findCodecs } from "../../src/video/support";
import { dispose, mount } from "../fakes/panel";

beforeEach(() => mount(SCHEMA, { welcome: { clock: { now: 0, epoch: 0 } } }));

afterEach(() => {
  dispose();
  document.body.replaceChildren();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("codecs for the hello", () => {
  test("are those that this browser can decode", async () => {
    expect(await findCodecs()).toEqual(["jpeg", "h264", "vp8"]);
  });

  test("are those that WebCodecs says it supports", async () => {
    vi.spyOn(VideoDecoder, "isConfigSupported").mockImplementation((config) =>
      Promise.resolve({ supported: config.codec === "vp8", config }),
    );
    expect(await findCodecs()).toEqual(["jpeg", "vp8"]);
  });

  test("are those that it names in time", async () => {
    vi.useFakeTimers();
    vi.spyOn(VideoDecoder, "isConfigSupported").mockReturnValue(new Promise(() => {}));
    const found = findCodecs();
    await vi.advanceTimersByTimeAsync(1000);
    expect(await found).toEqual(["jpeg"]);
    vi.useRealTimers();
  });

  test("are JPEG alone without WebCodecs, or where it fails", async () => {
    vi.spyOn(VideoDecoder, "isConfigSupported").mockRejectedValue(new TypeError("no"));
    expect(await findCodecs()).toEqual(["jpeg"]);
    vi.stubGlobal("VideoDecoder", undefined);
    expect(await findCodecs()).toEqual(["jpeg"]);
  });
});
