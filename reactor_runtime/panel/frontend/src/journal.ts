/** What a panel must hear that joins a session whose link is already up. */

import type { RuntimeHeader, Welcome } from "./protocol";

/** Messages, refusals and errors that a newcomer is told of; the oldest go. */
const REMEMBERED = 200;

const TOLD_AGAIN: ReadonlySet<string> = new Set(["message", "rejected", "log"]);

/** Keeps the last welcome up to date. */
export class Journal {
  private welcome: Welcome | null = null;
  private events: RuntimeHeader[] = [];

  note(header: RuntimeHeader): void {
    if (header.type === "welcome") {
      this.welcome = header;
      this.events = [];
      return;
    }
    if (TOLD_AGAIN.has(header.type)) {
      this.events.push(header);
      if (this.events.length > REMEMBERED) this.events.shift();
    }
    if (this.welcome !== null) this.welcome = amend(this.welcome, header);
  }

  /** Everything that a newcomer is told, in order; empty before the first welcome. */
  retell(): readonly RuntimeHeader[] {
    return this.welcome === null ? [] : [this.welcome, ...this.events];
  }
}

function amend(welcome: Welcome, header: RuntimeHeader): Welcome {
  switch (header.type) {
    case "state":
      return { ...welcome, state: { ...welcome.state, ...header.values } };
    case "status": {
      const { status, detail, traceback } = header;
      return { ...welcome, status: { status, detail, traceback } };
    }
    case "contract":
      return { ...welcome, schema: header.schema };
    default:
      return welcome;
  }
}
