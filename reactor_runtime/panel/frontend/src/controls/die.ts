/** A button that puts in a number nobody chose. */

import { makeIconButton } from "../dom";
import type { NumberField, SliderField } from "../schema";

/** The largest seed that everybody's generators take. */
const LARGEST_SEED = 2 ** 32 - 1;

function roll({ minimum, maximum }: NumberField | SliderField): number {
  const low = Math.max(minimum ?? 0, Number.MIN_SAFE_INTEGER);
  const high = Math.min(maximum ?? LARGEST_SEED, low + LARGEST_SEED);
  return low + Math.floor(Math.random() * (high - low + 1));
}

export function createDie(
  field: NumberField | SliderField,
  rolled: (value: number, isFinal: boolean) => void,
  signal: AbortSignal,
): HTMLButtonElement {
  const roller = (): void => rolled(roll(field), true);
  const el = makeIconButton("die", `Another ${field.label}`, roller, signal);
  el.classList.add("small");
  return el;
}
