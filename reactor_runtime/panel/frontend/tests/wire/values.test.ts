import { expect, test } from "vitest";
import { isSameJson, type JsonValue } from "../../src/wire/values";

/** Values of which no two say the same. */
const DIFFERENT: readonly JsonValue[] = [
  null,
  false,
  true,
  0,
  1,
  "",
  "0",
  "1",
  "true",
  "null",
  [],
  [0],
  [false],
  [null],
  [[]],
  {},
  { a: null },
  { a: 0 },
  { a: false },
  { b: 0 },
  { a: 0, b: 0 },
  { toString: 0 },
  { constructor: 0 },
];

test("values are the same where they say the same as JSON, and nowhere else", () => {
  DIFFERENT.forEach((value, i) => {
    DIFFERENT.forEach((other, j) => {
      const copy = JSON.parse(JSON.stringify(other)) as JsonValue;
      expect(isSameJson(value, copy), `${i} and ${j}`).toBe(i === j);
    });
  });
});

test("neither the order of keys nor the sign of nought matters", () => {
  expect(isSameJson({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
  expect(isSameJson([0, 1], [-0, 1.0])).toBe(true);
});
