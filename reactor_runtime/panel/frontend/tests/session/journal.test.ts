import { describe, expect, test } from "vitest";
import { makeWelcome } from "../../dev/messages";
import { SCHEMA, STATE } from "../../dev/schema";
import { Journal, REMEMBERED, REMEMBERED_SIZE } from "../../src/session/journal";
import type { LogEntry, MessageHeader } from "../../src/wire/protocol";

function message(at: number, text = ""): MessageHeader {
  return { type: "message", name: "told", data: { text }, step: 1, at };
}

const entry = (number: number, kind = "printed"): LogEntry => ({
  ...{ number, at: number, kind, text: `line ${number}`, step: 0 },
  data: {},
});

describe("the journal", () => {
  const told = (journal: Journal) =>
    journal
      .retell()
      .flatMap((header) => (header.type === "message" ? [header.at] : []));

  test("tells a newcomer the newest events", () => {
    const journal = new Journal();
    journal.note(makeWelcome(SCHEMA));
    for (let at = 1; at <= REMEMBERED + 5; at += 1) journal.note(message(at));
    expect(told(journal)).toHaveLength(REMEMBERED);
    expect(told(journal)[0]).toBe(6);
  });

  test("remembers fewer of large events, and always the newest", () => {
    const journal = new Journal();
    journal.note(makeWelcome(SCHEMA));
    const large = "x".repeat(REMEMBERED_SIZE / 10);
    for (let at = 1; at <= 50; at += 1) journal.note(message(at, large));
    expect(told(journal)).toEqual([42, 43, 44, 45, 46, 47, 48, 49, 50]);
    journal.note(message(51, "x".repeat(2 * REMEMBERED_SIZE)));
    expect(told(journal)).toEqual([51]);
    journal.note(makeWelcome(SCHEMA));
    for (let at = 1; at <= 8; at += 1) journal.note(message(at, large));
    expect(told(journal)).toHaveLength(8);
  });

  test("tells a newcomer printed lines and all else, in order", () => {
    const journal = new Journal();
    journal.note(makeWelcome(SCHEMA, STATE));
    journal.note({ type: "printed", entries: [entry(1), entry(2)] });
    journal.note({ type: "log", entry: entry(3, "error") });
    journal.note({ type: "printed", entries: [entry(4)] });
    const types = journal.retell().map(({ type }) => type);
    expect(types).toEqual(["welcome", "printed", "log", "printed"]);
  });

  test("lets printed lines push out only each other", () => {
    const journal = new Journal();
    journal.note(makeWelcome(SCHEMA, STATE));
    journal.note({ type: "log", entry: entry(1, "error") });
    for (let at = 1; at <= 80; at += 1) {
      const entries = Array.from({ length: 10 }, (_, index) => entry(at * 10 + index));
      journal.note({ type: "printed", entries });
    }
    const told = journal.retell();
    expect(told.filter(({ type }) => type === "log")).toHaveLength(1);
    expect(told.filter(({ type }) => type === "printed")).toHaveLength(50);
    for (let at = 0; at < 300; at += 1) {
      journal.note({ type: "log", entry: entry(at, "note") });
    }
    const later = journal.retell();
    expect(later.filter(({ type }) => type === "log")).toHaveLength(200);
    expect(later.filter(({ type }) => type === "printed")).toHaveLength(50);
  });

  test("tells a newcomer the advice that holds", () => {
    const journal = new Journal();
    journal.note(makeWelcome(SCHEMA, STATE));
    journal.note({
      type: "advice",
      text: "Harbour was defined anew",
      action: "reload",
    });
    const [welcome] = journal.retell();
    expect(welcome).toMatchObject({
      advice: { text: "Harbour was defined anew", action: "reload" },
    });
  });
});
