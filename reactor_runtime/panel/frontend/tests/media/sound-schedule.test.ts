import { describe, expect, test } from "vitest";
import { type BlockPlace, SoundSchedule } from "../../src/media/sound-schedule";
import { seeded } from "../fakes/random";

const BLOCK = 1 / 30;

interface Run {
  /** When each block starts, less its `pts`; `null` where none of it was played. */
  readonly lags: (number | null)[];
  readonly places: (BlockPlace | null)[];
}

/** Play *blocks* that come *arrives* after their `pts`; pictures are *delay* late. */
function play(
  schedule: SoundSchedule,
  blocks: number,
  arrives: (index: number) => number,
  delay: number | null,
  first = 0,
): Run {
  const pts = Array.from({ length: blocks }, (_, i) => first + i * BLOCK);
  const places = pts.map((at, i) => schedule.place(at, BLOCK, at + arrives(i), delay));
  const lags = places.map((place, i) =>
    place === null ? null : place.start - place.skip - (pts[i] ?? 0),
  );
  return { lags, places };
}

describe("the schedule of sound", () => {
  test("plays each block as late as the pictures are", () => {
    const { lags } = play(new SoundSchedule(), 60, () => 0.01, 0.1);
    for (const lag of lags) expect(lag).toBeCloseTo(0.1, 6);
  });

  test("plays as soon as it can where that is later than the pictures", () => {
    const { lags, places } = play(new SoundSchedule(), 60, () => 0.25, 0.1);
    for (const lag of lags) expect(lag).toBeCloseTo(0.26, 6);
    for (const place of places) expect(place?.skip).toBe(0);
  });

  test("joins blocks that come unevenly without a gap", () => {
    const random = seeded(7);
    const { places } = play(new SoundSchedule(), 200, () => 0.02 * random(), 0.03);
    const settled = places.slice(20);
    settled.forEach((place, i) => {
      const before = settled[i - 1];
      if (!before || !place) return;
      expect(place.start - before.start).toBeCloseTo(BLOCK / before.speed, 6);
    });
  });

  test("follows pictures that come to be later, a little slower, without a cut", () => {
    const schedule = new SoundSchedule();
    play(schedule, 30, () => 0.01, 0.1);
    const { lags, places } = play(schedule, 90, () => 0.01, 0.12, 30 * BLOCK);
    expect(Math.min(...places.map((place) => place?.speed ?? 0))).toBe(0.99);
    expect(lags.at(-1)).toBeCloseTo(0.12, 2);
  });

  test("follows pictures that are much earlier by leaving some sound out", () => {
    const schedule = new SoundSchedule();
    play(schedule, 30, () => 0.01, 0.2);
    const { lags, places } = play(schedule, 90, () => 0.01, 0.05, 30 * BLOCK);
    expect(places.slice(0, 4)).toEqual([null, null, null, null]);
    expect(places[4]?.speed).toBe(1.01);
    expect(lags.at(-1)).toBeCloseTo(0.05, 2);
  });

  test("plays what comes a little late whole, and the next a little faster", () => {
    const late = (index: number): number => (index === 50 ? 0.045 : 0.01);
    const { lags, places } = play(new SoundSchedule(), 150, late, 0.03);
    for (const place of places) expect(place?.skip).toBe(0);
    expect(lags[49]).toBeCloseTo(0.03, 6);
    expect(lags[50]).toBeCloseTo(0.05, 6);
    expect(places[51]?.speed).toBe(1.01);
    expect(lags.at(-1)).toBeCloseTo(0.03, 2);
  });

  test("is not held back by what comes much later: its beginning is cut", () => {
    const late = (index: number): number => (index === 50 ? 0.055 : 0.01);
    const { lags, places } = play(new SoundSchedule(), 100, late, 0.03);
    for (const lag of lags) expect(lag).toBeCloseTo(0.03, 6);
    expect(places[50]?.skip).toBeCloseTo(0.03, 6);
    expect(places[51]?.skip).toBe(0);
  });

  test("plays nothing of a block whose time is over", () => {
    const { places } = play(
      new SoundSchedule(),
      60,
      (index) => (index === 50 ? 0.3 : 0.01),
      0.03,
    );
    expect(places.flatMap((place, i) => (place === null ? [i] : []))).toEqual([50]);
  });

  test("needs no pictures: the first block says when", () => {
    const { lags } = play(new SoundSchedule(), 60, () => 5, null);
    for (const lag of lags) expect(lag).toBeCloseTo(5.01, 6);
  });

  test("does not believe pictures of another run", () => {
    const schedule = new SoundSchedule();
    play(schedule, 30, () => 0.01, 0.1);
    // A restart: times begin anew, a hundred seconds on, and no picture has come yet.
    const { lags } = play(schedule, 30, () => 100, 0.1);
    for (const lag of lags) expect(lag).toBeCloseTo(100.01, 6);
  });
});
