/** An event without parameters, in the column. */

import { createButton } from "../controls/button";
import { createFrame } from "../controls/frame";
import { explainOutcome } from "../state/refusals";
import type { ButtonSchema } from "../wire/schema";
import { type Parts, placeOf, type Row } from "./parts";

export function createButtonRow(
  schema: ButtonSchema,
  { commands }: Parts,
  signal: AbortSignal,
): Row {
  const { name, command, label, description } = schema;
  const button = createButton(label, "button");
  button.el.title = description;
  const options = { name, label, description: "", isUnlabelled: true };
  const frame = createFrame(button.el, options, signal);
  frame.el.classList.add("for-button");
  const press = async (): Promise<void> => {
    const outcome = await button.follow(commands.send(command, {}));
    frame.explain(explainOutcome(outcome, () => undefined));
  };
  button.el.addEventListener("click", () => void press(), { signal });
  return { el: frame.el, place: placeOf(schema) };
}
