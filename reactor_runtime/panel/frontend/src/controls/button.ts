/** An event without parameters, drawn as a button that tells what came of it. */

import { make } from "../page/dom";
import type { Outcome } from "../state/commands";

export interface ActionButton {
  readonly el: HTMLButtonElement;
  /** Draw the button as waiting for *outcome*, then flash what it was. */
  follow(outcome: Promise<Outcome>): Promise<Outcome>;
}

/** Build a button; *submit* makes it the one that sends its form. */
export function createButton(label: string, type: "button" | "submit"): ActionButton {
  const el = make("button", "button action", label);
  el.type = type;

  const follow = async (pending: Promise<Outcome>): Promise<Outcome> => {
    el.setAttribute("aria-busy", "true");
    const outcome = await pending;
    el.removeAttribute("aria-busy");
    if (outcome.kind === "done") {
      el.classList.remove("flash");
      // Reading the width lets a second flash start from its beginning.
      void el.offsetWidth;
      el.classList.add("flash");
    }
    return outcome;
  };
  return { el, follow };
}
