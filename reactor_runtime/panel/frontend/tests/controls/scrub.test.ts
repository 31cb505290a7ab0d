import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CONTROLS, SCHEMA } from "../../dev/schema";
import type { ControlSchema, Hint, NumberField } from "../../src/wire/schema";
import { find } from "../fakes/controls";
import { settle } from "../fakes/kernel";
import {
  answer,
  channel,
  control,
  dispose,
  last,
  mount,
  unmount,
} from "../fakes/panel";

/** The panel with one field described anew. */
function withHint(name: string, hint: Hint, more: Partial<NumberField> = {}) {
  const controls = CONTROLS.map((one) =>
    one.name === name ? ({ ...one, ...more, hint } as ControlSchema) : one,
  );
  return { ...SCHEMA, controls };
}

beforeEach(() => mount());

afterEach(unmount);

describe("dragging a number", () => {
  function drag(handle: HTMLElement, by: number, keys: PointerEventInit = {}): void {
    const at = { bubbles: true, button: 0, pointerId: 1, cancelable: true };
    handle.setPointerCapture = () => undefined;
    handle.dispatchEvent(new PointerEvent("pointerdown", { ...at, clientX: 100 }));
    const moved = { ...at, clientX: 100 + by, ...keys };
    handle.dispatchEvent(new PointerEvent("pointermove", moved));
    handle.dispatchEvent(new PointerEvent("pointerup", moved));
  }

  const SEED = { minimum: null, maximum: null, step: 1, default: 1234 } as const;

  test.each([
    [40, {}, 1274],
    [-40, {}, 1194],
    [4, { shiftKey: true }, 1274],
    [40, { altKey: true }, 1238],
  ] as const)("by %d pixels with %j gives %d", async (by, keys, wanted) => {
    dispose();
    mount(withHint("seed", {}, SEED));
    channel.say({ type: "state", values: { seed: 1234 } });
    drag(find<HTMLElement>(control("seed"), ".label"), by, keys);
    await settle();
    expect(last()?.data).toEqual({ seed: wanted });
  });

  test("works on the box, and a slider's name, and stops at the ends", async () => {
    drag(find<HTMLElement>(control("brightness"), "input[type=number]"), 10_000);
    await answer();
    const slider = CONTROLS.find(({ name }) => name === "brightness") as NumberField;
    expect(last()?.data).toEqual({ brightness: slider.maximum });
  });

  test("by a pixel or two is a click", () => {
    drag(find<HTMLElement>(control("seed"), ".label"), 2);
    expect(channel.of("command")).toEqual([]);
  });
});
