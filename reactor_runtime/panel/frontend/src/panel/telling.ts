/** What leaves a trace in the log, or in what the head says. */

import { entryLine, messageLine, rejectedLine } from "../log/lines";
import type { LogPane } from "../log/log";
import type { Commands } from "../state/commands";
import type { Loading } from "../views/loading";
import type { StatusLine } from "../views/statusline";
import type { RuntimeHeader } from "../wire/protocol";

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
