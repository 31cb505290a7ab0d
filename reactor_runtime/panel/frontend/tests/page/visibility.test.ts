import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { watchVisibility } from "../../src/page/visibility";

describe("visibility", () => {
  let told: boolean[];
  let closing: AbortController;
  let frames: FrameRequestCallback[];

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    frames = [];
    vi.stubGlobal("requestAnimationFrame", (frame: FrameRequestCallback) => {
      frames.push(frame);
      return frames.length;
    });
    told = [];
    closing = new AbortController();
    const el = document.createElement("div");
    el.textContent = "seen";
    document.body.prepend(el);
    watchVisibility(el, (isVisible) => void told.push(isVisible), closing.signal);
    await vi.waitFor(() => expect(told).toEqual([true]));
  });

  afterEach(() => {
    closing.abort();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    document.body.replaceChildren();
  });

  function drawTwice(gap: number): void {
    for (const at of [0, gap]) frames.shift()?.(at);
  }

  test("ends when the display hardly draws any more, and returns with it", () => {
    vi.advanceTimersByTime(2000);
    drawTwice(500);
    expect(told).toEqual([true]);
    drawTwice(500);
    expect(told).toEqual([true, false]);
    drawTwice(500);
    drawTwice(16);
    expect(told).toEqual([true, false, true]);
  });

  test("ends when the display draws nothing at all", () => {
    vi.advanceTimersByTime(12_000);
    expect(told).toEqual([true, false]);
  });

  test("does not end because the page was busy once", () => {
    vi.advanceTimersByTime(2000);
    drawTwice(900);
    drawTwice(16);
    expect(told).toEqual([true]);
  });
});
