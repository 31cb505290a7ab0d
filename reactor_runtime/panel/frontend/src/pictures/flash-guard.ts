/** Offers, once, to dim a picture that flashes; alters none unasked. */

import { createOption, make } from "../page/dom";
import { say } from "../page/speech";
import type { Surface } from "../video/surface";
import { FlashCounter } from "./flashes";
import type { Pictures } from "./pictures";

export interface FlashGuard {
  /** Look after *pictures*, which show the session *id*. */
  follow(pictures: Pictures, id: string): void;
}

const TEXT = "This picture flashes more than three times a second.";

/** The sessions of whose flashing a person in this page was told. */
const told = new Set<string>();

/** Call *found* once the picture of *surface* flashes. */
function watch(surface: Surface, found: () => void): void {
  const counter = new FlashCounter();
  surface.watch((pixels, at) => {
    if (!counter.follow(pixels, at)) return;
    surface.watch(null);
    found();
  });
}

/** @param more Where the switch stands, once there is a reason for it. */
export function createFlashGuard(more: HTMLElement, signal: AbortSignal): FlashGuard {
  let pictures: Pictures | null = null;
  let isDimmed = false;
  let isAsking = false;
  const dim = (isOn: boolean): void => {
    isDimmed = isOn;
    pictures?.dim(isOn);
  };
  const option = createOption("Dim the flashing picture", dim, signal, false);
  const note = make("div", "ask note", make("p", "", TEXT));
  note.dataset.testid = "reactor-flashing";
  const add = (words: string, isOn: boolean): void => {
    const button = make("button", "button", words);
    button.type = "button";
    const decide = (): void => {
      note.remove();
      isAsking = false;
      if (isOn) option.querySelector("input")?.click();
      pictures?.first?.el.focus({ preventScroll: true });
    };
    button.addEventListener("click", decide, { signal });
    note.append(button);
  };
  add("Dim it", true);
  add("Leave it", false);
  return {
    follow: (next, id) => {
      const { first } = next;
      // A note that nobody has answered goes where the picture goes.
      if (isAsking) first?.el.append(note);
      pictures = next;
      next.dim(isDimmed);
      if (first === null) return;
      watch(first.surface, () => {
        more.append(option);
        if (told.has(id)) return;
        told.add(id);
        isAsking = true;
        first.el.append(note);
        say(note, TEXT);
      });
    },
  };
}
