import { describe, expect, test } from "vitest";
import MARKS from "../../../../../tests/fixtures/schema/marks.json";
import {
  formatNumber,
  type NumberScale,
  nearestMark,
  nextMark,
  pageMark,
  shareOf,
} from "../../src/controls/numbers";
import { seeded } from "../fakes/random";

const CASES = 2000;

const random = seeded(20_260_101);

function randomDouble(): number {
  const magnitude = 10 ** (random() * 40 - 20);
  return (random() < 0.5 ? -1 : 1) * random() * magnitude;
}

/** A step of 1, 2 or 5 times a power of ten, as the contract chooses it. */
function niceStep(span: number): number {
  const exponent = Math.floor(Math.log10(span / 10 ** (1 + random() * 4)));
  const factor = [1, 2, 5][Math.floor(random() * 3)] ?? 1;
  return Number(`${factor}e${exponent}`);
}

function randomScale(): NumberScale {
  const span = 10 ** (random() * 12 - 6);
  const minimum = random() < 0.3 ? 0 : (random() - 0.5) * span * 4;
  const maximum = minimum + span * (0.1 + random());
  const within = minimum + (maximum - minimum) * random();
  const step = niceStep(maximum - minimum);
  return { minimum, maximum, step, integer: false, default: within };
}

function randomIntegers(): NumberScale {
  const ends = [random(), random()].map((share) =>
    Math.round((share * 2 - 1) * 10 ** (random() * 15.9)),
  );
  const [minimum, maximum] = [Math.min(...ends), Math.max(...ends)];
  return { minimum, maximum, step: 1, integer: true, default: minimum };
}

test("every double is shown by the shortest text that gives it back", () => {
  for (let i = 0; i < CASES; i += 1) {
    const value = randomDouble();
    expect(Number(formatNumber(value))).toBe(value);
  }
  expect(formatNumber(0.1)).toBe("0.1");
  expect(formatNumber(123456789)).toBe("123456789");
  expect(formatNumber(-Number.MAX_SAFE_INTEGER)).toBe("-9007199254740991");
  expect(formatNumber(-0)).toBe("0");
});

describe("the marks of a slider", () => {
  test.each(MARKS)("from $minimum to $maximum are the contract's", (golden) => {
    const { marks, ...rest } = golden;
    const scale: NumberScale = { ...rest, integer: false };
    const [first = 0, last = 0] = [marks[0], marks.at(-1)];
    const up = [first];
    while ((up.at(-1) ?? last) < last && up.length < 99) {
      up.push(nextMark(scale, up.at(-1) ?? last, true));
    }
    expect(up).toEqual(marks);
    const down = [last];
    while ((down.at(-1) ?? first) > first && down.length < 99) {
      down.push(nextMark(scale, down.at(-1) ?? first, false));
    }
    expect(down.reverse()).toEqual(marks);
  });

  test("include both ends and the default, wherever the bounds are", () => {
    for (let i = 0; i < CASES; i += 1) {
      const scale = randomScale();
      const low = scale.minimum ?? 0;
      const high = scale.maximum ?? 0;
      for (const anchor of [low, high, scale.default as number]) {
        expect(nearestMark(scale, anchor)).toBe(anchor);
      }
      expect(nearestMark(scale, low - 1)).toBe(low);
      expect(nearestMark(scale, high + 1)).toBe(high);
      if (low < 0 && high > 0) expect(nearestMark(scale, 0)).toBeCloseTo(0, 12);
    }
  });

  test("follow each other without a gap and within the bounds", () => {
    for (let i = 0; i < CASES; i += 1) {
      const scale = randomScale();
      const [low, high] = [scale.minimum ?? 0, scale.maximum ?? 0];
      const from = nearestMark(scale, low + (high - low) * random());
      const next = nextMark(scale, from, true);
      if (from === high) expect(next).toBe(high);
      else {
        expect(next).toBeGreaterThan(from);
        expect(next).toBeLessThanOrEqual(high);
        expect(nextMark(scale, next, false)).toBe(from);
      }
      expect(next - from).toBeLessThanOrEqual((scale.step ?? 1) * (1 + 1e-9));
    }
  });

  test("of an integer are all integers, and every one is in reach", () => {
    for (let i = 0; i < CASES; i += 1) {
      const scale = randomIntegers();
      const [low, high] = [scale.minimum ?? 0, scale.maximum ?? 0];
      const wanted = Math.min(
        high,
        Math.max(low, Math.round(low + (high - low) * random())),
      );
      expect(nearestMark(scale, wanted)).toBe(wanted);
      expect(
        Number.isSafeInteger(nearestMark(scale, low + (high - low) * random())),
      ).toBe(true);
      if (wanted < high) expect(nextMark(scale, wanted, true)).toBe(wanted + 1);
      if (wanted > low) expect(nextMark(scale, wanted, false)).toBe(wanted - 1);
    }
  });

  test("a page apart are a tenth of the range apart, and never none", () => {
    for (let i = 0; i < CASES; i += 1) {
      const scale = randomScale();
      const [low, high] = [scale.minimum ?? 0, scale.maximum ?? 0];
      let at = low;
      let pages = 0;
      while (at < high && pages < 30) {
        at = pageMark(scale, at, true);
        pages += 1;
      }
      expect(at).toBe(high);
      expect(pages).toBeLessThanOrEqual(20);
    }
  });
});

test("a number without bounds steps by multiples, at most as far as is exact", () => {
  const free: NumberScale = {
    minimum: null,
    maximum: null,
    step: 0.1,
    integer: false,
    default: null,
  };
  expect(nextMark(free, 0.25, true)).toBe(0.3);
  expect(nextMark(free, 0.2, true)).toBe(0.3);
  expect(nextMark(free, 1e300, true)).toBe(1e300);
  const whole: NumberScale = { ...free, step: 1, integer: true };
  expect(nextMark(whole, Number.MAX_SAFE_INTEGER, true)).toBe(Number.MAX_SAFE_INTEGER);
  expect(pageMark(whole, 5, true)).toBeGreaterThan(5);
  expect(pageMark(free, 5, true)).toBe(6);
});

test("a share of a range is from 0 to 1, also of the widest", () => {
  const widest = Number.MAX_VALUE;
  const scale: NumberScale = {
    minimum: -widest,
    maximum: widest,
    step: 1,
    integer: false,
    default: 0,
  };
  expect([-widest, 0, widest].map((value) => shareOf(scale, value))).toEqual([
    0, 0.5, 1,
  ]);
  expect(shareOf({ ...scale, minimum: 3, maximum: 3 }, 3)).toBe(0);
});
