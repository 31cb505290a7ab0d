/** The few places in which two texts differ. */

import { expect, test } from "vitest";
import { changesBetween, type TextChange } from "../../lab/changes";
import { seeded } from "../fakes/random";

function applied(before: string, changes: TextChange[]): string {
  let text = before;
  for (const { start, end, text: come } of [...changes].reverse()) {
    text = text.slice(0, start) + come + text.slice(end);
  }
  return text;
}

test("a number that changes is all that changes", () => {
  const before = "class A:\n    x: float = InputField(1.0, le=2.0)  # keep\n";
  expect(changesBetween(before, before.replace("le=2", "le=13"))).toEqual([
    { start: before.indexOf("2.0"), end: before.indexOf("2.0") + 1, text: "13" },
  ]);
});

test("what lies between two changes stays", () => {
  const before = "from a import b\n\n\nclass A:\n    x = 1\n    y = 2\n";
  const after =
    "from a import b, c\n\n\nclass A:\n    x = c(1)\n    y = 2\n    z = 3\n";
  const one = before.indexOf("1");
  expect(changesBetween(before, after)).toEqual([
    { start: 15, end: 15, text: ", c" },
    { start: one, end: one + 1, text: "c(1)" },
    { start: before.length, end: before.length, text: "    z = 3\n" },
  ]);
});

test("equal texts differ nowhere, and from nothing comes everything", () => {
  expect(changesBetween("a\nb", "a\nb")).toEqual([]);
  expect(changesBetween("", "a\nb")).toEqual([{ start: 0, end: 0, text: "a\nb" }]);
  expect(changesBetween("a\nb", "")).toEqual([{ start: 0, end: 3, text: "" }]);
});

test("a character of two units is never cut in halves", () => {
  // 🐸 and 🐹 differ in their second unit, 🐸 and 🔸 in their first.
  expect(changesBetween("x🐸y", "x🐹y")).toEqual([{ start: 1, end: 3, text: "🐹" }]);
  expect(changesBetween("x\u{1f438}y", "x\u{1f838}y")).toEqual([
    { start: 1, end: 3, text: "\u{1f838}" },
  ]);
});

test("a long text takes one long change, and little time", () => {
  const lines = (from: number): string =>
    Array.from({ length: 3000 }, (_, line) => `line ${line + from}\n`).join("");
  const [before, after] = [`a\n${lines(0)}z`, `a\n${lines(9000)}z`];
  const changes = changesBetween(before, after);
  expect(changes).toHaveLength(1);
  expect(applied(before, changes)).toBe(after);
});

test("whatever the texts, the changes lead from one to the other", () => {
  const random = seeded(1);
  const words = ["", "a", "b", "ab", "🐸", "🐹", "\r", "a\n"];
  const made = (): string =>
    Array.from({ length: random() * 9 }, () => words[Math.floor(random() * 8)]).join(
      random() < 0.5 ? "\n" : "",
    );
  for (let round = 0; round < 2000; round += 1) {
    const [before, after] = [made(), made()];
    const changes = changesBetween(before, after);
    expect(applied(before, changes)).toBe(after);
    changes.forEach(({ start, end }, index) => {
      expect(start).toBeLessThanOrEqual(end);
      expect(start).toBeGreaterThanOrEqual(changes[index - 1]?.end ?? 0);
    });
  }
});
