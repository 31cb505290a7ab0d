/** Whatever its bounds, its type and its step: a control says every allowed number. */

import { afterEach, beforeEach, expect, test } from "vitest";
import { formatNumber } from "../../src/controls/numbers";
import type { NumberField, SliderField } from "../../src/wire/schema";
import {
  boxOf,
  close,
  enter,
  find,
  heard,
  makeOf,
  open,
  press,
} from "../fakes/controls";
import { seeded } from "../fakes/random";

beforeEach(open);
afterEach(close);

const CASES = 400;
const EXACT = Number.MAX_SAFE_INTEGER;
const random = seeded(20_260_707);

const pick = <T>(...choices: readonly [T, ...T[]]): T =>
  choices[Math.floor(random() * choices.length)] ?? choices[0];

/** A number of any size; a whole one where *integer*. */
function anyNumber(integer: boolean): number {
  const size = 10 ** (random() * (integer ? 15.9 : 30) - (integer ? 0 : 15));
  const value = pick(size, -size, Number(size.toPrecision(2)), 0);
  return integer ? Math.round(value) : value;
}

function anyStep(integer: boolean, span: number): number {
  if (integer) return 1;
  const rough = Math.max(span / 10 ** (random() * 4), Number.MIN_VALUE);
  return pick(rough, Number(rough.toPrecision(1)), Math.PI / 100, 1);
}

interface DrawnNumbers {
  readonly field: SliderField | NumberField;
  /** Numbers that must be in reach. */
  readonly wanted: readonly number[];
}

function draw(isSlider: boolean): DrawnNumbers {
  const integer = pick(true, false);
  const [low, high] = [anyNumber(integer), anyNumber(integer)].sort(
    (a, b) => a - b,
  ) as [number, number];
  const share = random();
  const mixed = low * (1 - share) + high * share;
  const between = Math.min(high, Math.max(low, integer ? Math.round(mixed) : mixed));
  const initial = pick(null, low, high, between);
  const common = {
    name: "x",
    label: "X",
    description: "",
    integer,
    step: anyStep(integer, high - low),
    default: initial,
    required: initial === null,
    nullable: pick(true, false),
  };
  const wanted = [low, high, between];
  if (isSlider) {
    return {
      field: { ...common, kind: "slider", minimum: low, maximum: high },
      wanted,
    };
  }
  const bounds = pick(
    { minimum: low, maximum: null },
    { minimum: null, maximum: high },
    { minimum: null, maximum: null },
  );
  return { field: { ...common, kind: "number", ...bounds }, wanted };
}

const rangeOf = (el: HTMLElement) => find<HTMLInputElement>(el, "input[type=range]");

test.each([
  ["a slider", true],
  ["a box", false],
])("%s shows each of them exactly, and takes it typed", (_, isSlider) => {
  for (let index = 0; index < CASES; index += 1) {
    const { field, wanted } = draw(isSlider);
    const { el, show } = makeOf(field);
    for (const value of wanted) {
      show(value);
      expect(boxOf(el).value).toBe(formatNumber(value));
      expect(Number(boxOf(el).value)).toBe(value + 0);
      show(null);
      expect(boxOf(el).value).toBe("");
      enter(boxOf(el), formatNumber(value));
      press(boxOf(el), "Enter");
      expect(heard.at(-1)).toEqual([value + 0, true]);
    }
    el.remove();
  }
});

test("a slider is moved to both ends and to its default, by hand and by keys", () => {
  for (let index = 0; index < CASES; index += 1) {
    const { field } = draw(true);
    const { el, show } = makeOf(field);
    const range = rangeOf(el);
    const [low, high] = [field.minimum as number, field.maximum as number];
    for (const value of [low, high, field.default]) {
      if (typeof value !== "number") continue;
      show(null);
      range.value = String(value);
      range.dispatchEvent(new Event("input"));
      expect(heard.at(-1)).toEqual([value + 0, false]);
      expect(boxOf(el).value).toBe(formatNumber(value));
    }
    for (const [key, end] of [
      ["Home", low],
      ["End", high],
    ] as const) {
      press(range, key);
      expect(heard.at(-1)?.[0]).toBe(end);
    }
    el.remove();
  }
});

test("an integer in reach of a slider is under its thumb, and next to its neighbours", () => {
  for (let index = 0; index < CASES; index += 1) {
    const { field, wanted } = draw(true);
    if (!field.integer) continue;
    const { el, show } = makeOf(field);
    const range = rangeOf(el);
    const value = wanted[2] ?? 0;
    range.value = String(value);
    range.dispatchEvent(new Event("input"));
    expect(heard.at(-1)?.[0]).toBe(value + 0);
    show(value);
    press(range, "ArrowRight");
    const next = Math.min(value + 1, field.maximum as number, EXACT);
    expect(heard.at(-1)?.[0]).toBe(next);
    el.remove();
  }
});
