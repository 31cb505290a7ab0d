/** What a panel must hear that joins a session whose link is already up. */

import type { RuntimeHeader, Welcome } from "./protocol";

/** Messages, refusals and errors that a newcomer is told of; the oldest go. */
export const REMEMBERED = 200;

/** Characters of JSON that they have together; the newest is always kept. */
export const REMEMBERED_SIZE = 2 ** 20;

const TOLD_AGAIN: ReadonlySet<string> = new Set(["message", "rejected", "log"]);

interface Event {
  readonly header: RuntimeHeader;
  readonly size: number;
}

/**
 * Keeps the last welcome up to date, and the newest 200 events since, of 1 MiB
 * together; the oldest go.
 */
export class Journal {
  private welcome: Welcome | null = null;
  private events: Event[] = [];
  private size = 0;

  note(header: RuntimeHeader): void {
    if (header.type === "welcome") {
      this.welcome = header;
      this.events = [];
      this.size = 0;
      return;
    }
    if (TOLD_AGAIN.has(header.type)) this.remember(header);
    if (this.welcome !== null) this.welcome = amend(this.welcome, header);
  }

  /** Everything that a newcomer is told, in order; empty before the first welcome. */
  retell(): readonly RuntimeHeader[] {
    const events = this.events.map(({ header }) => header);
    return this.welcome === null ? [] : [this.welcome, ...events];
  }

  private remember(header: RuntimeHeader): void {
    const size = JSON.stringify(header).length;
    this.events.push({ header, size });
    this.size += size;
    while (
      this.events.length > REMEMBERED ||
      (this.size > REMEMBERED_SIZE && this.events.length > 1)
    ) {
      this.size -= this.events.shift()?.size ?? 0;
    }
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
