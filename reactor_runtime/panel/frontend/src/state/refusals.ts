/** What became of a command, in words for the person at its control. */

import type { Outcome, Refusal } from "./commands";

/** What a person calls an argument; `undefined` if there is none of that name. */
export type LabelOf = (argument: string) => string | undefined;

/** The argument that a refusal is about: `points` of `points[2].x`, `null` if of none. */
export function argumentOf({ field }: Refusal): string | null {
  return field?.match(/^[^.[]*/)?.[0] ?? null;
}

/** A sentence about an argument that begins with what a person calls it. */
export function sayAbout(label: string, complaint: string, place = ""): string {
  return [label, place, complaint].filter((words) => words !== "").join(" ");
}

/** Why a command was refused, without the names that only the wire knows. */
export function explainRefusal(refusal: Refusal, labelOf: LabelOf): string {
  const { field, reason, text } = refusal;
  const argument = argumentOf(refusal);
  const label = argument === null ? undefined : labelOf(argument);
  if (field === null || argument === null || reason === null) return text;
  return sayAbout(label ?? argument, reason, field.slice(argument.length));
}

/** What became of a command, empty if all is well. */
export function explainOutcome(outcome: Outcome, labelOf: LabelOf): string {
  switch (outcome.kind) {
    case "refused":
      return explainRefusal(outcome, labelOf);
    case "unknown":
      return "The link dropped before an answer came: it may have run. See the log.";
    case "done":
    case "superseded":
      return "";
  }
}
