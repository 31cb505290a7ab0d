import { describe, expect, test } from "vitest";
import { percentile, Recent, summarize } from "../../src/statistics/samples";

describe("samples", () => {
  test("are summed up by the ranks nearest to the middle and the upper end", () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(summarize(values)).toEqual({ median: 50, p95: 95 });
    expect(summarize([7])).toEqual({ median: 7, p95: 7 });
    expect(summarize([])).toBeNull();
    expect(percentile([1, 2, 3], 0)).toBe(1);
  });

  test("are forgotten with time, and never pile up", () => {
    const recent = new Recent(1000, 10);
    for (let at = 0; at < 5000; at += 10) recent.add(at, at);
    expect(recent.values(5000)).toHaveLength(10);
    expect(recent.values(5950)).toEqual([4960, 4970, 4980, 4990]);
    expect(recent.values(9000)).toEqual([]);
  });
});
