import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { EngineClock, Pinger } from "../../src/session/clock";
import type { PanelHeader } from "../../src/wire/requests";

describe("the engine's clock", () => {
  test("is what the runtime states before the first exchange", () => {
    const clock = new EngineClock();
    clock.restart(1000);
    expect(clock.epoch).toBe(1000);
    expect(clock.roundTrip).toBeNull();
  });

  test("is what the runtime states where exchanges bear it out", () => {
    const clock = new EngineClock();
    clock.restart(1000);
    clock.add({ sent: 1005, engine: 5.001, received: 1005.2 });
    expect(clock.epoch).toBe(1000);
  });

  test("is the middle of the shortest round trip on a machine with another time", () => {
    const clock = new EngineClock();
    clock.restart(1000 + 37);
    clock.add({ sent: 1005, engine: 5.2, received: 1005.9 });
    clock.add({ sent: 1006, engine: 6.01, received: 1006.02 });
    clock.add({ sent: 1007, engine: 7.3, received: 1007.5 });
    expect(clock.epoch).toBeCloseTo(1000, 5);
    expect(clock.roundTrip).toBeCloseTo(0.02, 5);
  });

  test("forgets old exchanges, as clocks drift", () => {
    const clock = new EngineClock();
    clock.restart(0);
    clock.add({ sent: 100, engine: 50, received: 100 });
    expect(clock.epoch).toBe(50);
    for (let i = 0; i < 16; i += 1) {
      clock.add({ sent: 200 + i, engine: 140 + i, received: 200.01 + i });
    }
    expect(clock.epoch).toBeCloseTo(60.005, 5);
  });

  test("starts anew with each link", () => {
    const clock = new EngineClock();
    clock.restart(0);
    clock.add({ sent: 100, engine: 50, received: 100 });
    clock.restart(7);
    expect(clock.epoch).toBe(7);
  });
});

describe("pings", () => {
  let sent: Extract<PanelHeader, { type: "ping" }>[];
  let clock: EngineClock;
  let pinger: Pinger;

  beforeEach(() => {
    vi.useFakeTimers();
    sent = [];
    clock = new EngineClock();
    const send = (header: PanelHeader): boolean => {
      if (header.type === "ping") sent.push(header);
      return true;
    };
    pinger = new Pinger({ send }, clock);
  });

  afterEach(() => {
    pinger.stop();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  test("go out a few times soon, then seldom", () => {
    pinger.restart();
    vi.advanceTimersByTime(2000);
    expect(sent).toHaveLength(4);
    vi.advanceTimersByTime(58_000);
    expect(sent.length).toBeLessThanOrEqual(8);
  });

  test("teach the clock", () => {
    pinger.restart();
    vi.advanceTimersByTime(200);
    pinger.answered(sent[0]?.id ?? "", 12);
    expect(clock.roundTrip).not.toBeNull();
    expect(clock.epoch).toBeGreaterThan(1e9);
    pinger.answered("clock:none", 12);
    expect(clock.roundTrip).toBeLessThan(1);
  });

  test("cost nothing while nobody looks", () => {
    pinger.restart();
    pinger.rest(true);
    vi.advanceTimersByTime(60_000);
    expect(sent).toEqual([]);
  });
});
