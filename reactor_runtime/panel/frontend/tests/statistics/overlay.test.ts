import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeAnswer } from "../../dev/messages";
import { SCHEMA } from "../../dev/schema";
import { formatBytes } from "../../src/statistics/overlay";
import { press as pressKey } from "../fakes/controls";
import { byId, channel, dispose, drawFrame, get, mount, root } from "../fakes/panel";

const press = (key: string, target: EventTarget = get(".figure")): KeyboardEvent =>
  pressKey(target, key, { composed: true });

/** Draw a frame that is made now and contains *command*. */
function drawNow(sequence: number, command = 0): Promise<void> {
  const created_at = (performance.timeOrigin + performance.now()) / 1000;
  return drawFrame(sequence, { command, created_at });
}

beforeEach(() => mount(SCHEMA, { welcome: { clock: { now: 0, epoch: 0 } } }));

afterEach(() => {
  dispose();
  document.body.replaceChildren();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("the overlay", () => {
  const stat = (name: string) => byId(`reactor-stat-${name}`).dataset;
  const refreshed = (check: () => void) => vi.waitFor(check, { timeout: 3000 });

  test("is off until it is asked for, by its button or its key", () => {
    expect(byId("reactor-overlay")).toBeNull();
    byId("reactor-stats").click();
    expect(byId("reactor-overlay")).not.toBeNull();
    expect(byId("reactor-stats").getAttribute("aria-pressed")).toBe("true");
    press("i");
    expect(byId("reactor-overlay")).toBeNull();
    expect(byId("reactor-stats").getAttribute("aria-pressed")).toBe("false");
  });

  test("shows rate, bytes, drops and the frames' age", async () => {
    press("i");
    for (const sequence of [1, 2, 5]) await drawNow(sequence);
    await refreshed(() => expect(Number(stat("age").value)).toBeGreaterThan(0));
    expect(Number(stat("age").value)).toBeLessThan(2000);
    expect(Number(stat("age").p95)).toBeGreaterThanOrEqual(Number(stat("age").value));
    expect(Number(stat("fps").value)).toBeGreaterThan(0);
    expect(Number(stat("bytes").value)).toBeGreaterThan(0);
    expect(stat("dropped").total).toBe("2");
    const { textContent } = byId("reactor-overlay");
    expect(textContent).toContain("relay · jpeg q85 · 8 × 6");
    expect(byId("reactor-stat-fps").querySelector("polyline")).not.toBeNull();
  });

  test("measures a command to the first frame that contains it", async () => {
    press("i");
    await drawNow(1, 4);
    const slider = get<HTMLInputElement>(
      "[data-testid=control-brightness] input[type=range]",
    );
    slider.value = "1.5";
    slider.dispatchEvent(new Event("input"));
    const id = channel.of("command").at(-1)?.id ?? "";
    channel.say(makeAnswer(id, { number: 5 }));
    await drawNow(2, 4);
    await drawNow(3, 5);
    await refreshed(() => expect(Number(stat("command").value)).toBeGreaterThan(0));
    expect(Number(stat("command").value)).toBeLessThan(2000);
  });

  test("costs nothing when it is off", async () => {
    press("i");
    press("i");
    const timers = vi.spyOn(globalThis, "setInterval");
    await drawNow(1);
    expect(timers).not.toHaveBeenCalled();
    expect(root.querySelectorAll("polyline")).toHaveLength(0);
  });

  test("stays when the controls are built anew", async () => {
    press("i");
    channel.say({ type: "contract", schema: { ...SCHEMA, description: "Changed" } });
    await drawNow(1);
    expect(byId("reactor-overlay")).not.toBeNull();
    byId("reactor-stats").click();
    expect(byId("reactor-overlay")).toBeNull();
  });
});

test("bytes are said in the unit that suits them", () => {
  expect([0, 999, 1000, 65_400, 3_900_000].map(formatBytes)).toEqual([
    "0 B/s",
    "999 B/s",
    "1.0 kB/s",
    "65 kB/s",
    "3.9 MB/s",
  ]);
});
