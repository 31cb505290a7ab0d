import { describe, expect, test } from "vitest";
import { FLOOR, Outflow } from "../../src/session/outflow";

const PATIENCE = 250;

/**
 * A link that carries *rate* bytes a millisecond, one message after the other, each
 * *delay* ms from end to end besides. Time is simulated, a millisecond a turn.
 */
class SimulatedLink {
  now = 0;
  carried = 0;
  longest = 0;
  private free = 0;
  private readonly due: { id: string; at: number; sentAt: number; bytes: number }[] =
    [];
  private count = 0;

  constructor(
    readonly outflow: Outflow,
    public rate: number,
    private readonly delay: number,
  ) {
    outflow.tookTrip(delay);
  }

  send(bytes: number): void {
    this.count += 1;
    const id = String(this.count);
    this.free = Math.max(this.free, this.now) + bytes / this.rate;
    this.due.push({ id, at: this.free + this.delay, sentAt: this.now, bytes });
    this.outflow.sent(id, bytes, this.now);
  }

  /** Milliseconds that a small message sent now would wait for what is before it. */
  get queue(): number {
    return Math.max(0, this.free - this.now);
  }

  pass(ms: number, turn: () => void): void {
    for (const end = this.now + ms; this.now < end; this.now += 1) {
      while (this.due[0] !== undefined && this.due[0].at <= this.now) {
        const { id, bytes } = this.due.shift() as (typeof this.due)[number];
        this.carried += bytes;
        this.outflow.arrived(id, this.now);
      }
      turn();
      this.longest = Math.max(this.longest, this.queue);
    }
  }
}

/** Sends camera pictures of *bytes*, 15 a second, as far as they may go. */
function film(
  link: SimulatedLink,
  bytes: number,
  seconds: number,
): { sent: number; due: number } {
  let sent = 0;
  let due = 0;
  link.pass(seconds * 1000, () => {
    if (link.now % 66 !== 0) return;
    due += 1;
    if (!link.outflow.mayGo(bytes, PATIENCE, link.now)) return;
    sent += 1;
    link.send(bytes);
  });
  return { sent, due };
}

describe("pictures on a link", () => {
  test("of 400 kbit/s never make a command wait for longer than one of them", () => {
    const link = new SimulatedLink(new Outflow(), 50, 40);
    film(link, 20_000, 20);
    expect(link.longest).toBeLessThanOrEqual(20_000 / 50);
    expect(link.carried).toBeGreaterThan(0.8 * 20_000 * 50);
  });

  test("that has room for all of them are all sent", () => {
    const { sent, due } = film(new SimulatedLink(new Outflow(), 5000, 3), 20_000, 10);
    expect(sent).toBe(due);
  });

  test("that is fast and long are nearly all sent", () => {
    const { sent, due } = film(new SimulatedLink(new Outflow(), 5000, 300), 20_000, 20);
    expect(sent).toBeGreaterThan(0.9 * due);
  });

  test("that becomes slow stop at once, and come back with it", () => {
    const link = new SimulatedLink(new Outflow(), 5000, 20);
    film(link, 20_000, 5);
    link.rate = 50;
    link.longest = 0;
    film(link, 20_000, 10);
    expect(link.longest).toBeLessThan(2000);
    link.rate = 5000;
    film(link, 20_000, 2);
    const { sent, due } = film(link, 20_000, 5);
    expect(sent).toBeGreaterThan(0.95 * due);
  });
});

describe("a file on a link", () => {
  /** Sends as much as may go; half of what may be on its way in each message. */
  function upload(link: SimulatedLink, seconds: number): void {
    link.pass(seconds * 1000, () => {
      const window = link.outflow.window(500);
      const part = Math.max(FLOOR, Math.floor(window / 2));
      while (link.outflow.mayGo(part, 500, link.now)) link.send(part);
    });
  }

  test.each([
    [50, 40],
    [1000, 100],
    [20_000, 1],
  ])(
    "of %d bytes/ms, %d ms long, fills it and keeps commands prompt",
    (rate, delay) => {
      const link = new SimulatedLink(new Outflow(), rate, delay);
      upload(link, 10);
      expect(link.carried).toBeGreaterThan(0.7 * rate * 10_000);
      expect(link.longest).toBeLessThan(1000);
    },
  );

  test("that answers late, as a busy kernel does, is filled, too", () => {
    const link = new SimulatedLink(new Outflow(), 2000, 1000);
    upload(link, 30);
    expect(link.carried).toBeGreaterThan(0.4 * 2000 * 30_000);
  });
});

test("one message may always be on its way, however large", () => {
  const outflow = new Outflow();
  expect(outflow.mayGo(10_000_000, PATIENCE, 0)).toBe(true);
  outflow.sent("1", 10_000_000, 0);
  expect(outflow.mayGo(1, PATIENCE, 1)).toBe(false);
  expect(outflow.arrived("1", 4000)).toBe(true);
  expect(outflow.arrived("1", 4000)).toBe(false);
  expect(outflow.mayGo(10_000_000, PATIENCE, 4000)).toBe(true);
});

test("nothing follows while something is late", () => {
  const outflow = new Outflow();
  outflow.tookTrip(10);
  outflow.sent("1", 1000, 0);
  expect(outflow.mayGo(1000, PATIENCE, 200)).toBe(true);
  expect(outflow.mayGo(1000, PATIENCE, 300)).toBe(false);
});

test("a new link owes nothing for the former", () => {
  const outflow = new Outflow();
  outflow.sent("1", 1_000_000, 0);
  outflow.restart();
  expect(outflow.mayGo(20_000, PATIENCE, 1)).toBe(true);
  expect(outflow.arrived("1", 10)).toBe(false);
  expect(outflow.window(PATIENCE)).toBe(FLOOR);
});
