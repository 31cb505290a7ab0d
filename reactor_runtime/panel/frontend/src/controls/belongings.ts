/** What stands behind a number's box: its unit, and for a seed a die. */

import { make, makeIconButton } from "../dom";
import type { NumberField, SliderField } from "../schema";

/** The largest seed that everybody's generators take. */
const LARGEST_SEED = 2 ** 32 - 1;

function roll({ minimum, maximum }: NumberField | SliderField): number {
  const low = Math.max(minimum ?? 0, Number.MIN_SAFE_INTEGER);
  const high = Math.min(maximum ?? LARGEST_SEED, low + LARGEST_SEED);
  return low + Math.floor(Math.random() * (high - low + 1));
}

/** @param put Puts a number in that nobody chose. */
export function createBelongings(
  field: NumberField | SliderField,
  put: (value: number, isFinal: boolean) => void,
  signal: AbortSignal,
): HTMLElement[] {
  const { hint, label } = field;
  const found: HTMLElement[] = [];
  if (hint?.unit !== undefined) found.push(make("span", "unit", hint.unit));
  if (hint?.widget === "seed") {
    const roller = (): void => put(roll(field), true);
    const die = makeIconButton("die", `Another ${label}`, roller, signal);
    die.classList.add("small");
    found.push(die);
  }
  return found;
}
