/** A number box with what belongs to it: its unit, and a die for a seed. */

import { make } from "../page/dom";
import type { NumberField } from "../wire/schema";
import { createBelongings } from "./belongings";
import type { Control, Listener } from "./control";
import type { DraftMode } from "./draft";
import { createNumber } from "./number";
import { listenScrub } from "./scrub";

export function createNumberRow(
  field: NumberField,
  listener: Listener<number | null>,
  mode: DraftMode,
  signal: AbortSignal,
): Control<number> {
  let held: number | null = null;
  const picked = (value: number | null, isFinal: boolean): void => {
    held = value;
    listener.picked(value, isFinal);
  };
  const box = createNumber(field, { picked, edited: listener.edited }, mode, signal);
  const put = (value: number, isFinal: boolean): void => {
    box.show(value);
    listener.edited("");
    picked(value, isFinal);
  };
  const { els, lock } = createBelongings(field, put, signal);
  const el = make("div", "number-row", box.el, ...els);
  const scrubbed = { value: () => held, moved: put };
  const scrub = (handle: HTMLElement): void =>
    listenScrub(handle, field, scrubbed, signal);
  scrub(box.el);
  return {
    el,
    scrub,
    lock,
    show: (value) => {
      held = value;
      box.show(value);
    },
    follow: (value, isRefused) => {
      held = value;
      box.follow(value, isRefused);
    },
  };
}
