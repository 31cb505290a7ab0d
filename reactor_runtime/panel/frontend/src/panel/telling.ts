/** What leaves a trace in the log, or in what the head says, and as which line. */

import type { Numbers } from "../log/curves";
import type { LogPane } from "../log/log";
import type { LogLine, LogTone } from "../log/log-rows";
import type { Commands } from "../state/commands";
import type { Loading } from "../views/loading";
import type { StatusLine } from "../views/statusline";
import type {
  LogEntry,
  MessageHeader,
  RejectedHeader,
  RuntimeHeader,
} from "../wire/protocol";
import { isObject, type JsonObject, type JsonValue } from "../wire/values";

/** Fractions are told to six digits: enough to read, and a row stays short. */
function shorten(_: string, value: unknown): unknown {
  const isFraction = typeof value === "number" && !Number.isInteger(value);
  return isFraction ? Number(value.toPrecision(6)) : value;
}

function describe(value: JsonValue): string {
  return JSON.stringify(value, shorten) ?? "";
}

/** `{prompt: "a", steps: 3}` as `prompt: "a", steps: 3`. */
function describeData(data: JsonObject): string {
  return Object.entries(data)
    .map(([name, value]) => `${name}: ${describe(value)}`)
    .join(", ");
}

/** The finite numbers that stand in *data* under a name. */
function numbersIn(data: JsonObject): Numbers {
  const isNumber = (entry: [string, JsonValue]): entry is [string, number] =>
    typeof entry[1] === "number";
  return Object.fromEntries(Object.entries(data).filter(isNumber));
}

/** The text of *data*, and its numbers where there are any. */
function say(data: JsonObject): Pick<LogLine, "text" | "numbers"> {
  const numbers = numbersIn(data);
  const text = describeData(data);
  return Object.keys(numbers).length === 0 ? { text } : { text, numbers };
}

export function messageLine({ at, name, data }: MessageHeader): LogLine {
  return { at, tone: "message", subject: name, ...say(data) };
}

/** @param at When it arrived: the refusal itself carries no time. */
export function rejectedLine({ command, text }: RejectedHeader, at: number): LogLine {
  return { at, tone: "refused", subject: command, text: withoutSubject(command, text) };
}

/** The log tells `command: text` where the row shows the command by itself. */
function withoutSubject(subject: string, text: string): string {
  const start = `${subject}: `;
  return text.startsWith(start) ? text.slice(start.length) : text;
}

const TONES: Readonly<Record<string, LogTone>> = {
  message_sent: "message",
  command_rejected: "refused",
  command_failed: "error",
  error: "error",
};

function readText(data: Record<string, unknown>, ...names: string[]): string {
  const found = names
    .map((name) => data[name])
    .find((value) => typeof value === "string");
  return typeof found === "string" ? found : "";
}

/** A line that the model printed, perhaps in the place of what it said before. */
function printedLine({ number, at, text, data }: LogEntry): LogLine {
  const { stream, replaces } = data ?? {};
  const subject = stream === "stderr" ? "stderr" : "stdout";
  const line = { at, tone: "printed", subject, text, number } as const;
  return typeof replaces === "number" ? { ...line, replaces } : line;
}

/** An entry of the session log, told as its live counterpart would be. */
export function entryLine(entry: LogEntry): LogLine {
  const { at, kind, text, data } = entry;
  if (kind === "printed") return printedLine(entry);
  const facts = isObject(data) ? data : {};
  const tone = TONES[kind] ?? "note";
  const traceback = readText(facts, "traceback");
  const name = readText(facts, "type", "name", "command");
  const isOfSubject = tone !== "note" && name !== "";
  const subject = isOfSubject ? name : kind.replaceAll("_", " ");
  const body = isObject(facts.data) ? describeData(facts.data as JsonObject) : text;
  return { at, tone, subject, text: withoutSubject(subject, body), traceback };
}

export interface TellingParts {
  readonly log: LogPane;
  readonly loading: Loading;
  readonly commands: Commands;
  readonly statusLine: StatusLine;
  /** The engine's time. */
  now(): number;
}

export class Telling {
  constructor(private readonly parts: TellingParts) {}

  tell(header: RuntimeHeader): void {
    const { log, loading, commands, statusLine, now } = this.parts;
    switch (header.type) {
      case "message":
        log.add(messageLine(header));
        break;
      case "rejected":
        commands.reject(header);
        log.add(rejectedLine(header, now()));
        break;
      case "log":
        log.add(entryLine(header.entry));
        loading.follow([header.entry]);
        break;
      case "printed":
        log.add(...header.entries.map(entryLine));
        loading.follow(header.entries);
        break;
      case "error":
        this.note("error", "protocol", header.text);
        break;
      case "bye":
        this.note("note", "session", `The session said goodbye: ${header.reason}.`);
        break;
      case "stats":
        statusLine.showStats(header);
        break;
    }
  }

  /** Say something of the panel's own. */
  note(tone: "error" | "note", subject: string, text: string): void {
    this.parts.log.add({ at: this.parts.now(), tone, subject, text });
  }
}
