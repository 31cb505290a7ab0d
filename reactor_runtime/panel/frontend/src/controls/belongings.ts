/** What stands behind a number's box: its unit, and for a seed a die. */

import { make, makeIconButton } from "../page/dom";
import type { NumberField, SliderField } from "../wire/schema";

/** The largest seed that everybody's generators take. */
const LARGEST_SEED = 2 ** 32 - 1;

function roll({ minimum, maximum }: NumberField | SliderField): number {
  const low = Math.max(minimum ?? 0, Number.MIN_SAFE_INTEGER);
  const high = Math.min(maximum ?? LARGEST_SEED, low + LARGEST_SEED);
  return low + Math.floor(Math.random() * (high - low + 1));
}

export interface Belongings {
  readonly els: readonly HTMLElement[];
  /** Keep chance from changing the number. */
  lock(isLocked: boolean): void;
}

/** @param put Puts a number in that nobody chose. */
export function createBelongings(
  field: NumberField | SliderField,
  put: (value: number, isFinal: boolean) => void,
  signal: AbortSignal,
): Belongings {
  const { hint, label } = field;
  const els: HTMLElement[] = [];
  if (hint?.unit !== undefined) els.push(make("span", "unit", hint.unit));
  const roller = (): void => put(roll(field), true);
  const die = makeIconButton("die", `Another ${label}`, roller, signal);
  die.classList.add("small");
  if (hint?.widget === "seed") els.push(die);
  const lock = (isLocked: boolean): void => {
    die.disabled = isLocked;
  };
  return { els, lock };
}
