import { describe, expect, test } from "vitest";
import { SCHEMA } from "../dev/schema";
import { Journal, REMEMBERED, REMEMBERED_SIZE } from "../src/journal";
import type { MessageHeader } from "../src/protocol";
import { makeWelcome } from "./fakes";

function message(at: number, text = ""): MessageHeader {
  return { type: "message", name: "told", data: { text }, step: 1, at };
}

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
});
