/** Commands on their way: what was sent, what became of it, and that in words. */

import type { Channel } from "../links/channel";
import type { AnswerHeader, ModelMessage, RejectedHeader } from "../wire/protocol";
import { type JsonObject, own } from "../wire/values";

/** A command that had no effect, or failed. */
export interface CommandRefusal {
  readonly kind: "refused";
  readonly code: string;
  readonly text: string;
  /** The argument at fault, with the place inside it; `null` if it is none. */
  readonly field: string | null;
  /** Ends a sentence that begins with the field; `null` where only *text* says why. */
  readonly reason: string | null;
}

/** What became of a command. */
export type Outcome =
  | { readonly kind: "done"; readonly message: ModelMessage | null }
  | { readonly kind: "superseded" }
  | CommandRefusal
  /** The link dropped first: it may have run or not. */
  | { readonly kind: "unknown" };

export type UploadIds = { readonly [argument: string]: string };

/** The runtime refuses more; without this, a link that is stuck would gather them. */
export const MOST_WAITING = 1024;

function refuse(
  code: string,
  text: string,
  field: string | null = null,
  reason: string | null = null,
): CommandRefusal {
  return { kind: "refused", code, text, field, reason };
}

const NO_LINK = refuse(
  "no_link",
  "No link to the kernel. Try again when the panel is connected.",
);

const OVERLOADED = refuse(
  "overloaded",
  `${MOST_WAITING} commands are unanswered already. Try again when the model has caught up.`,
);

const FALLBACK_TEXT: Readonly<Record<string, string>> = {
  internal_error: "The model's handler failed; the log has its traceback.",
};

function readAnswer(answer: AnswerHeader): Outcome {
  if (answer.superseded) return { kind: "superseded" };
  if (answer.ok) return { kind: "done", message: answer.message };
  const code = answer.code ?? "failed";
  return refuse(code, answer.text || (own(FALLBACK_TEXT, code) ?? code));
}

/** Told of commands on their way, to measure them. */
export interface CommandWatcher {
  sent(id: string): void;
  /** The command ran as the *number*-th; 0 if it did not run by itself. */
  answered(id: string, number: number): void;
}

/**
 * Sends commands and settles each exactly once: by its answer, by its rejection, or
 * with `unknown` when the link it went over is gone. While 1,024 wait for that, more are
 * refused.
 */
export class Commands {
  watcher: CommandWatcher | null = null;
  private readonly waiting = new Map<string, (outcome: Outcome) => void>();
  private count = 0;

  /**
   * @param view Makes request ids unique among all panels of one client.
   * @param seen Sequence of the frame that the person is looking at.
   */
  constructor(
    private readonly channel: Pick<Channel, "send">,
    private readonly view: string,
    private readonly seen: () => number | null,
  ) {}

  send(name: string, data: JsonObject, uploads: UploadIds = {}): Promise<Outcome> {
    this.count += 1;
    const id = `${this.view}:${this.count}`;
    if (this.waiting.size >= MOST_WAITING) return Promise.resolve(OVERLOADED);
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      const frame = this.seen();
      const header = { type: "command", name, data, id, frame, uploads } as const;
      this.watcher?.sent(id);
      if (!this.channel.send(header)) this.settle(id, NO_LINK);
    });
  }

  answer(answer: AnswerHeader): void {
    this.watcher?.answered(answer.id, answer.superseded ? 0 : answer.number);
    this.settle(answer.id, readAnswer(answer));
  }

  reject({ id, code, text, field, reason }: RejectedHeader): void {
    if (id === null) return;
    this.watcher?.answered(id, 0);
    this.settle(id, refuse(code, text, field, reason ?? null));
  }

  /** How many commands were sent so far. */
  get mark(): number {
    return this.count;
  }

  /** No answer can come any more to the commands sent up to *mark*. */
  forget(mark: number = this.count): void {
    for (const id of [...this.waiting.keys()]) {
      const number = Number(id.slice(id.lastIndexOf(":") + 1));
      if (number <= mark) this.settle(id, { kind: "unknown" });
    }
  }

  private settle(id: string, outcome: Outcome): void {
    const resolve = this.waiting.get(id);
    this.waiting.delete(id);
    resolve?.(outcome);
  }
}

/** What a person calls an argument; `undefined` if there is none of that name. */
export type LabelOf = (argument: string) => string | undefined;

/** The argument that a refusal is about: `points` of `points[2].x`, `null` if of none. */
export function argumentOf({ field }: CommandRefusal): string | null {
  return field?.match(/^[^.[]*/)?.[0] ?? null;
}

/** A sentence about an argument that begins with what a person calls it. */
export function sayAbout(label: string, complaint: string, place = ""): string {
  return [label, place, complaint].filter((words) => words !== "").join(" ");
}

/** Why a command was refused, without the names that only the wire knows. */
export function explainRefusal(refusal: CommandRefusal, labelOf: LabelOf): string {
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
