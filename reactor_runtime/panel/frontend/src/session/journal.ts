/** What a panel must hear that joins a session whose link is already up. */

import type { RuntimeHeader, Welcome } from "../wire/protocol";

/** Messages, refusals and errors that a newcomer is told of; the oldest go. */
export const REMEMBERED = 200;

/** Printed lines that a newcomer is told of, besides. */
export const PRINTED_REMEMBERED = 500;

/** Characters of JSON that either have together; the newest is always kept. */
export const REMEMBERED_SIZE = 2 ** 20;

const TOLD_AGAIN: ReadonlySet<string> = new Set(["message", "rejected", "log"]);

interface NotedEvent {
  readonly header: RuntimeHeader;
  /** Its place among all events. */
  readonly order: number;
  readonly count: number;
  readonly size: number;
}

/** The newest events of one kind, bounded in what they count and in characters. */
class Shelf {
  readonly events: NotedEvent[] = [];
  private count = 0;
  private size = 0;

  constructor(private readonly most: number) {}

  add(header: RuntimeHeader, count: number, order: number): void {
    const size = JSON.stringify(header).length;
    this.events.push({ header, order, count, size });
    this.count += count;
    this.size += size;
    while (
      this.events.length > 1 &&
      (this.count > this.most || this.size > REMEMBERED_SIZE)
    ) {
      const gone = this.events.shift();
      this.count -= gone?.count ?? 0;
      this.size -= gone?.size ?? 0;
    }
  }
}

/**
 * Keeps the last welcome up to date, and since then the newest 200 events and 500
 * printed lines, of 1 MiB each; the oldest go.
 */
export class Journal {
  private welcome: Welcome | null = null;
  private others = new Shelf(REMEMBERED);
  private printed = new Shelf(PRINTED_REMEMBERED);
  private noted = 0;

  note(header: RuntimeHeader): void {
    this.noted += 1;
    if (header.type === "welcome") {
      this.welcome = header;
      this.others = new Shelf(REMEMBERED);
      this.printed = new Shelf(PRINTED_REMEMBERED);
      return;
    }
    if (header.type === "printed") {
      this.printed.add(header, header.entries.length, this.noted);
    }
    if (TOLD_AGAIN.has(header.type)) this.others.add(header, 1, this.noted);
    if (this.welcome !== null) this.welcome = amend(this.welcome, header);
  }

  /** Everything that a newcomer is told, in order; empty before the first welcome. */
  retell(): readonly RuntimeHeader[] {
    if (this.welcome === null) return [];
    const events = [...this.others.events, ...this.printed.events];
    events.sort((one, other) => one.order - other.order);
    return [this.welcome, ...events.map(({ header }) => header)];
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
    case "advice":
      return { ...welcome, advice: { text: header.text, action: header.action } };
    default:
      return welcome;
  }
}
