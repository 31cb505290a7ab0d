import { describe, expect, test } from "vitest";
import { tracePieces } from "../../src/statistics/sparkline";

describe("sparklines", () => {
  test("end at the right and leave gaps open", () => {
    const pieces = tracePieces([1, 2, Number.NaN, 2], 4);
    expect(pieces).toHaveLength(2);
    expect(pieces[0]?.split(" ")).toHaveLength(2);
    expect(pieces[1]).toContain("84.0");
  });

  test("are empty without values", () => {
    expect(tracePieces([], 40)).toEqual([]);
    expect(tracePieces([Number.NaN], 40)).toEqual([]);
  });
});
