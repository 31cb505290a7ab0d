/** Offers, once, to dim a picture that flashes; alters none unasked. */

import { createOption, make } from "../page/dom";
import { say } from "../page/speech";
import type { Surface } from "../video/surface";
import { FlashCounter } from "./flashes";
import type { Pictures } from "./pictures";

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

export class FlashGuard {
  private readonly note = make("div", "ask note", make("p", "", TEXT));
  private readonly option;
  private pictures: Pictures | null = null;
  private isDimmed = false;
  private isAsking = false;

  /** @param more Where the switch stands, once there is a reason for it. */
  constructor(
    private readonly more: HTMLElement,
    private readonly signal: AbortSignal,
  ) {
    const dim = (isOn: boolean): void => {
      this.isDimmed = isOn;
      this.pictures?.dim(isOn);
    };
    this.option = createOption("Dim the flashing picture", dim, signal, false);
    this.note.dataset.testid = "reactor-flashing";
    this.offer("Dim it", true);
    this.offer("Leave it", false);
  }

  /** Look after *pictures*, which show the session *id*. */
  follow(pictures: Pictures, id: string): void {
    const { first } = pictures;
    // A note that nobody has answered goes where the picture goes.
    if (this.isAsking) first?.el.append(this.note);
    this.pictures = pictures;
    pictures.dim(this.isDimmed);
    if (first === null) return;
    watch(first.surface, () => {
      this.more.append(this.option);
      if (told.has(id)) return;
      told.add(id);
      this.isAsking = true;
      first.el.append(this.note);
      say(this.note, TEXT);
    });
  }

  private offer(words: string, isOn: boolean): void {
    const button = make("button", "button", words);
    button.type = "button";
    button.addEventListener("click", () => this.decide(isOn), { signal: this.signal });
    this.note.append(button);
  }

  private decide(isOn: boolean): void {
    this.note.remove();
    this.isAsking = false;
    if (isOn) this.option.querySelector("input")?.click();
    this.pictures?.first?.el.focus({ preventScroll: true });
  }
}
