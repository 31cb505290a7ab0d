import { describe, expect, test } from "vitest";
import { Metrics, POINT_MS, POINTS } from "../../src/statistics/metrics";

describe("metrics", () => {
  /** Frames at *rate* per second from 0 to *end*; each 5 ms old and 1000 bytes long. */
  function play(metrics: Metrics, rate: number, end: number, command = 0): void {
    for (let i = 0; (i * 1000) / rate < end; i += 1) {
      const at = (i * 1000) / rate;
      metrics.arrived(1000, at);
      metrics.drawn({ sequence: i + 1, command, at, age: 5 });
    }
  }

  test("count drawn frames and bytes per second", () => {
    const metrics = new Metrics(0);
    play(metrics, 60, 10_000);
    const report = metrics.report(10_000);
    expect(report.rate).toBeCloseTo(60, 0);
    expect(report.bytesPerSecond).toBeCloseTo(60_000, -3);
    expect(report.age).toEqual({ median: 5, p95: 5 });
    expect(report.dropped).toBe(0);
  });

  test("are right from the first second on", () => {
    const metrics = new Metrics(0);
    play(metrics, 30, 1000);
    expect(metrics.report(1000).rate).toBeCloseTo(30, 0);
    expect(new Metrics(0).report(0)).toMatchObject({
      rate: null,
      age: null,
      command: null,
    });
  });

  test("fall to nothing when nothing is drawn any more", () => {
    const metrics = new Metrics(0);
    play(metrics, 30, 5000);
    const report = metrics.report(16_000);
    expect(report).toMatchObject({ rate: 0, bytesPerSecond: 0, age: null });
  });

  test("tell the median from the slow ones", () => {
    const metrics = new Metrics(0);
    for (let i = 1; i <= 100; i += 1) {
      metrics.drawn({ sequence: i, command: 0, at: i, age: i <= 90 ? 4 : 80 });
    }
    expect(metrics.report(100).age).toEqual({ median: 4, p95: 80 });
  });

  test("count the frames that were made and never drawn", () => {
    const metrics = new Metrics(0);
    [1, 2, 5, 6, 10].forEach((sequence, i) => {
      metrics.drawn({ sequence, command: 0, at: i * 100, age: 5 });
    });
    expect(metrics.report(1000).dropped).toBe(5);
    expect(metrics.report(1000).droppedPerSecond).toBeCloseTo(5);
  });

  test("do not count what was made while nobody looked, or in another session", () => {
    const metrics = new Metrics(0);
    metrics.drawn({ sequence: 1, command: 0, at: 0, age: 5 });
    metrics.resume();
    metrics.drawn({ sequence: 500, command: 0, at: 100, age: 5 });
    metrics.drawn({ sequence: 1, command: 0, at: 200, age: 5 });
    expect(metrics.report(1000).dropped).toBe(0);
  });

  test("measure a command to the first drawn frame that contains it", () => {
    const metrics = new Metrics(0);
    metrics.commandSent("a", 100);
    metrics.drawn({ sequence: 1, command: 6, at: 110, age: 5 });
    metrics.commandAnswered("a", 7);
    metrics.drawn({ sequence: 2, command: 6, at: 120, age: 5 });
    metrics.drawn({ sequence: 3, command: 9, at: 133, age: 5 });
    metrics.drawn({ sequence: 4, command: 9, at: 150, age: 5 });
    expect(metrics.report(1000).command).toEqual({ median: 33, p95: 33 });
  });

  test("measure it also when the answer comes after the frame", () => {
    const metrics = new Metrics(0);
    metrics.commandSent("a", 100);
    metrics.drawn({ sequence: 1, command: 7, at: 120, age: 5 });
    metrics.drawn({ sequence: 2, command: 8, at: 140, age: 5 });
    metrics.commandAnswered("a", 7);
    expect(metrics.report(1000).command).toEqual({ median: 20, p95: 20 });
  });

  test("leave out commands that did not run, and those that no frame contains", () => {
    const metrics = new Metrics(0);
    metrics.commandSent("refused", 0);
    metrics.commandAnswered("refused", 0);
    metrics.commandSent("paused", 0);
    metrics.commandAnswered("paused", 3);
    metrics.drawn({ sequence: 1, command: 3, at: 60_000, age: 5 });
    expect(metrics.report(60_000).command).toBeNull();
  });

  test("have series as long as a sparkline, with gaps where nothing was", () => {
    const metrics = new Metrics(0);
    const end = (POINTS + 20) * POINT_MS;
    metrics.drawn({ sequence: 1, command: 0, at: end - 2 * POINT_MS, age: 5 });
    const { series } = metrics.report(end);
    expect(series.rate).toHaveLength(POINTS);
    expect(series.age.filter((value) => !Number.isNaN(value))).toEqual([5]);
  });
});
