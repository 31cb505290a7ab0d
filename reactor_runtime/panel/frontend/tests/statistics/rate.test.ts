import { describe, expect, test } from "vitest";
import { formatRate, Meter } from "../../src/statistics/samples";

/** A meter that has counted *frames*, one each *interval* ms, the last at 0 or later. */
function counted(frames: number, interval: number): { meter: Meter; last: number } {
  const meter = new Meter();
  for (let frame = 0; frame < frames; frame += 1) meter.count(frame * interval);
  return { meter, last: (frames - 1) * interval };
}

describe("the meter", () => {
  test.each([
    [0.5, "0.50 fps"],
    [1, "1.0 fps"],
    [4, "4.0 fps"],
    [30, "30 fps"],
    [60, "60 fps"],
    [1 / 20, "1 frame in 20 s"],
    [1 / 90, "1 frame in 90 s"],
  ])("of a model of %d frames a second says so, %s", (rate, words) => {
    const { meter, last } = counted(12, 1000 / rate);
    // Between two frames as well as at one.
    for (const share of [0, 0.5, 0.95]) {
      const seen = meter.rate(last + (share * 1000) / rate);
      expect(seen).toBeCloseTo(rate, 5);
      expect(formatRate(seen)).toBe(words);
    }
  });

  test("knows nothing before the second frame", () => {
    const meter = new Meter();
    expect(meter.rate(0)).toBeNull();
    meter.count(0);
    expect(meter.rate(5000)).toBeNull();
    expect(formatRate(null)).toBe("– fps");
  });

  test("knows a slow model's rate from its second frame on", () => {
    const { meter } = counted(2, 2000);
    expect(meter.rate(2500)).toBeCloseTo(0.5, 5);
  });

  test("falls to nothing when no frame is drawn", () => {
    const { meter, last } = counted(31, 1000 / 30);
    expect(meter.rate(last + 1400)).toBeLessThan(20);
    expect(meter.rate(last + 3000)).toBe(0);
    expect(formatRate(0)).toBe("0 fps");
  });

  test("waits for a slow model before it says that it has stopped", () => {
    const { meter, last } = counted(4, 2000);
    expect(meter.rate(last + 5000)).toBeGreaterThan(0.2);
    expect(meter.rate(last + 8100)).toBe(0);
  });

  test("forgets a pause at once", () => {
    const { meter, last } = counted(31, 1000 / 30);
    for (let frame = 0; frame < 10; frame += 1) meter.count(last + 20_000 + 33 * frame);
    expect(meter.rate(last + 20_300)).toBeCloseTo(30, 0);
  });

  test("follows a model that becomes fast", () => {
    const { meter, last } = counted(4, 2000);
    for (let frame = 1; frame <= 120; frame += 1) meter.count(last + frame * 25);
    expect(meter.rate(last + 3000)).toBeCloseTo(40, 0);
  });
});
