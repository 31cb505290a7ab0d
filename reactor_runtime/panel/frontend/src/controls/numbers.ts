/** Where numbers stop and how they are written, by the steps and ends of the contract. */

import type { Hint } from "../wire/schema";
import type { JsonValue } from "../wire/values";

/** The numbers of a control, as its schema states them. */
export interface NumberScale {
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly step: number | null;
  readonly integer: boolean;
  readonly default: JsonValue;
  readonly hint?: Hint;
}

/** Significant digits of a number that a logarithmic slider stops at. */
const LOG_DIGITS = 3;

/** Whether equal distances are equal factors. */
export function isLog({ hint, minimum }: NumberScale): boolean {
  return hint?.scale === "log" && minimum !== null && minimum > 0;
}

/** Pixels of a drag that cross a logarithmic range. */
const SCRUB_RANGE = 300;

/** Beyond that many steps neighbouring multiples may be the same double. */
const MOST_STEPS = 2 ** 53;

/** The shortest text that gives the same double back. */
export function formatNumber(value: number): string {
  return String(value);
}

/** The mark that is nearest to *value*: a multiple of the step, an end, the default. */
export function nearestMark(scale: NumberScale, value: number): number {
  const inside = clamp(scale, value);
  if (isLog(scale)) return roundLog(scale, inside);
  const marks = marksAround(scale, inside);
  return marks.reduce((best, mark) =>
    Math.abs(mark - inside) < Math.abs(best - inside) ? mark : best,
  );
}

/** The mark next to *value*, upwards or downwards; at an end that end. */
export function nextMark(scale: NumberScale, value: number, isUp: boolean): number {
  if (isLog(scale)) return nextLog(scale, value, isUp);
  const marks = marksAround(scale, value);
  const beyond = marks.filter((mark) => (isUp ? mark > value : mark < value));
  if (beyond.length === 0) return clamp(scale, value);
  return isUp ? Math.min(...beyond) : Math.max(...beyond);
}

/** A mark a tenth of the range away from *value*, without one ten steps. */
export function pageMark(scale: NumberScale, value: number, isUp: boolean): number {
  if (isLog(scale)) {
    const share = shareOf(scale, value) + (isUp ? 0.1 : -0.1);
    return nearestMark(scale, valueAt(scale, clampShare(share)));
  }
  const [low, high] = ends(scale);
  const tenth = high / 10 - low / 10;
  const far = Number.isFinite(tenth) ? tenth : 10 * (scale.step ?? 1);
  const mark = nearestMark(scale, isUp ? value + far : value - far);
  const isFurther = isUp ? mark > value : mark < value;
  return isFurther ? mark : nextMark(scale, value, isUp);
}

/** *value*, or the end that it is beyond. */
export function clamp(scale: NumberScale, value: number): number {
  const [low, high] = ends(scale);
  return Math.min(high, Math.max(low, value));
}

/** How much of the range lies below *value*, from 0 to 1. */
export function shareOf(scale: NumberScale, value: number): number {
  const [low, high] = ends(scale);
  if (isLog(scale)) {
    return Math.log(clamp(scale, value) / low) / (Math.log(high / low) || 1);
  }
  return (clamp(scale, value) / 2 - low / 2) / (high / 2 - low / 2 || 1);
}

/** The number below which *share* of the range lies. */
export function valueAt(scale: NumberScale, share: number): number {
  const [low, high] = ends(scale);
  if (isLog(scale)) return low * (high / low) ** share;
  return low + (high - low) * share;
}

/** *value* after a drag by *pixels*: a step for each, within what is allowed. */
export function scrubbed(scale: NumberScale, value: number, pixels: number): number {
  if (isLog(scale)) {
    const share = clampShare(shareOf(scale, value) + pixels / SCRUB_RANGE);
    return clamp(scale, roundTo(valueAt(scale, share), LOG_DIGITS, scale.integer));
  }
  const step = scale.step ?? 1;
  const moved = clamp(scale, value + pixels * step);
  if (scale.integer) return Math.round(moved);
  // As many digits as the step has, and one for a tenth of it.
  const digits = Math.max(0, 1 - Math.floor(Math.log10(step)));
  return clamp(scale, Number(moved.toFixed(Math.min(digits, 20))));
}

function clampShare(share: number): number {
  return Math.min(1, Math.max(0, share));
}

function roundTo(value: number, digits: number, integer: boolean): number {
  return integer ? Math.round(value) : Number(value.toPrecision(digits));
}

function roundLog(scale: NumberScale, value: number): number {
  return clamp(scale, roundTo(value, LOG_DIGITS, scale.integer));
}

/** A tenth of the number's leading digit away: 0.011, 0.012, … 0.1, 0.11. */
function nextLog(scale: NumberScale, value: number, isUp: boolean): number {
  const from = clamp(scale, value);
  const power = 10 ** Math.floor(Math.log10(isUp ? from : from * (1 - 1e-9)));
  const step = scale.integer ? Math.max(1, Math.round(power / 10)) : power / 10;
  return roundLog(scale, isUp ? from + step : from - step);
}

function ends({ minimum, maximum, integer }: NumberScale): readonly [number, number] {
  const furthest = integer ? Number.MAX_SAFE_INTEGER : Number.POSITIVE_INFINITY;
  return [minimum ?? -furthest, maximum ?? furthest];
}

/** The marks on both sides of *value* and those that are no multiples; never none. */
function marksAround(scale: NumberScale, value: number): number[] {
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
