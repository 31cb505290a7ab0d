/** Where numbers stop and how they are written, by the steps and ends of the contract. */

import type { JsonValue } from "./values";

/** The numbers of a control, as its schema states them. */
export interface Scale {
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly step: number | null;
  readonly integer: boolean;
  readonly default: JsonValue;
}

/** Beyond that many steps neighbouring multiples may be the same double. */
const MOST_STEPS = 2 ** 53;

/** The shortest text that gives the same double back. */
export function formatNumber(value: number): string {
  return String(value);
}

/** The mark that is nearest to *value*: a multiple of the step, an end, the default. */
export function nearestMark(scale: Scale, value: number): number {
  const inside = clamp(scale, value);
  const marks = marksAround(scale, inside);
  return marks.reduce((best, mark) =>
    Math.abs(mark - inside) < Math.abs(best - inside) ? mark : best,
  );
}

/** The mark next to *value*, upwards or downwards; at an end that end. */
export function nextMark(scale: Scale, value: number, isUp: boolean): number {
  const marks = marksAround(scale, value);
  const beyond = marks.filter((mark) => (isUp ? mark > value : mark < value));
  if (beyond.length === 0) return clamp(scale, value);
  return isUp ? Math.min(...beyond) : Math.max(...beyond);
}

/** A mark a tenth of the range away from *value*, without one ten steps. */
export function pageMark(scale: Scale, value: number, isUp: boolean): number {
  const [low, high] = ends(scale);
  const tenth = high / 10 - low / 10;
  const far = Number.isFinite(tenth) ? tenth : 10 * (scale.step ?? 1);
  const mark = nearestMark(scale, isUp ? value + far : value - far);
  const isFurther = isUp ? mark > value : mark < value;
  return isFurther ? mark : nextMark(scale, value, isUp);
}

/** *value*, or the end that it is beyond. */
export function clamp(scale: Scale, value: number): number {
  const [low, high] = ends(scale);
  return Math.min(high, Math.max(low, value));
}

/** How much of the range lies below *value*, from 0 to 1. */
export function shareOf(scale: Scale, value: number): number {
  const [low, high] = ends(scale);
  return (clamp(scale, value) / 2 - low / 2) / (high / 2 - low / 2 || 1);
}

function ends({ minimum, maximum, integer }: Scale): readonly [number, number] {
  const furthest = integer ? Number.MAX_SAFE_INTEGER : Number.POSITIVE_INFINITY;
  return [minimum ?? -furthest, maximum ?? furthest];
}

/** The marks on both sides of *value* and those that are no multiples; never none. */
function marksAround(scale: Scale, value: number): number[] {
  const [low, high] = ends(scale);
  const anchors = [low, high];
  if (typeof scale.default === "number") anchors.push(scale.default);
  const near = clamp(scale, value);
  const marks = [...anchors, ...multiplesAround(scale.step ?? 1, near)];
  const within = marks.filter(
    (mark) => Number.isFinite(mark) && mark >= low && mark <= high,
  );
  return within.length === 0 ? [near] : within;
}

function multiplesAround(step: number, value: number): number[] {
  const steps = value / step;
  if (!(Math.abs(steps) < MOST_STEPS)) return [];
  let count = Math.floor(steps);
  while (multiple(step, count) > value) count -= 1;
  while (multiple(step, count + 1) <= value) count += 1;
  return [count - 1, count, count + 1].map((near) => multiple(step, near));
}

/** *count* steps, as the double that their decimal text means: 0.3, never 0.1 * 3. */
function multiple(step: number, count: number): number {
  const [digits = "0", exponent = "0"] = step.toExponential().split("e");
  const [whole = "0", fraction = ""] = digits.split(".");
  const factor = Number(whole + fraction);
  return Number(`${count * factor}e${Number(exponent) - fraction.length}`);
}
