/** An event without parameters, drawn as a button that tells what came of it. */

import { Labelled } from "../controls/labelled";
import { make } from "../page/dom";
import { explainOutcome, type Outcome } from "../state/commands";
import type { ButtonSchema } from "../wire/schema";
import { type ColumnRow, placeOf, type RowParts } from "./row";

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

export function createButtonRow(
  schema: ButtonSchema,
  { commands }: RowParts,
  signal: AbortSignal,
): ColumnRow {
  const { name, command, label, description } = schema;
  const button = createButton(label, "button");
  button.el.title = description;
  const options = { name, label, description: "", isUnlabelled: true };
  const labelled = new Labelled(button.el, options, signal);
  labelled.el.classList.add("for-button");
  const press = async (): Promise<void> => {
    const outcome = await button.follow(commands.send(command, {}));
    labelled.explain(explainOutcome(outcome, () => undefined));
  };
  button.el.addEventListener("click", () => void press(), { signal });
  return { el: labelled.el, place: placeOf(schema) };
}
