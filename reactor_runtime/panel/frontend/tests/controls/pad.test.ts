/** Two numbers on a pad: dragged, led by keys, reset. */

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SCHEMA } from "../../dev/schema";
import type { NumbersField } from "../../src/wire/schema";
import { boxOf, enter, find, press } from "../fakes/controls";
import { settle } from "../fakes/kernel";
import { answer, channel, control, last, mount, root, unmount } from "../fakes/panel";

const AIM: NumbersField = {
  kind: "numbers",
  name: "aim",
  command: "set_aim",
  label: "Aim",
  description: "",
  required: false,
  state: true,
  default: [0, 0],
  names: null,
  length: 2,
  step: 0.01,
  integer: false,
  schema: {},
  pad: [
    [-1, 1],
    [-2, 2],
  ],
};

const pad = () => find<HTMLElement>(control("aim"), ".pad");
const opener = () => find<HTMLButtonElement>(control("aim"), "[aria-expanded]");
const numbers = () =>
  [...control("aim").querySelectorAll<HTMLInputElement>("input")].map((box) =>
    Number(box.value),
  );

function show(changes: Partial<NumbersField> = {}, value: unknown = [0.5, 1]): void {
  mount({ ...SCHEMA, controls: [{ ...AIM, ...changes }] });
  channel.say({ type: "state", values: { aim: value as number[] } });
  opener().click();
}

/** A pointer at shares of the pad, from its left and its top. */
function point(type: string, x: number, y: number, more: PointerEventInit = {}): void {
  const el = pad();
  el.setPointerCapture = () => undefined;
  const { left, top, width, height } = el.getBoundingClientRect();
  const at = { clientX: left + x * width, clientY: top + y * height };
  el.dispatchEvent(new PointerEvent(type, { pointerId: 1, button: 0, ...at, ...more }));
}

afterEach(unmount);

describe("a pad", () => {
  beforeEach(() => show());

  test("opens under its boxes, and closes", () => {
    expect(opener().getAttribute("aria-label")).toBe("Drag Aim on a pad");
    expect(opener().getAttribute("aria-expanded")).toBe("true");
    const { width, height } = pad().getBoundingClientRect();
    expect(width).toBeGreaterThanOrEqual(120);
    expect(height).toBeGreaterThanOrEqual(120);
    opener().click();
    expect(pad().checkVisibility()).toBe(false);
  });

  test("says where it stands, and follows the session", () => {
    expect(pad().getAttribute("role")).toBe("application");
    expect(pad().ariaLabel).toBe("Aim: x 0.5, y 1");
    channel.say({ type: "state", values: { aim: [-1, 9] } });
    expect(pad().ariaLabel).toBe("Aim: x -1, y 9");
    // What is beyond an end stands at the edge.
    expect(pad().style.getPropertyValue("--x")).toBe("0%");
    expect(pad().style.getPropertyValue("--y")).toBe("0%");
  });

  test("is dragged, upwards to more, and one change in all", async () => {
    point("pointerdown", 0.5, 0.5);
    point("pointermove", 0.75, 0.25);
    point("pointermove", 1.5, 0.25, { pointerId: 2 });
    point("pointermove", 1.5, 0);
    point("pointerup", 1.5, 0);
    point("pointermove", 0, 1);
    await answer();
    expect(channel.of("command")[0]?.data).toEqual({ aim: [0, 0] });
    expect(last()?.data).toEqual({ aim: [1, 2] });
    expect(numbers()).toEqual([1, 2]);
    // So many moves within one frame are sent as the first and the last.
    expect(channel.of("command").length).toBeLessThanOrEqual(3);
    press(pad(), "z", { ctrlKey: true, composed: true });
    await settle();
    expect(last()?.data).toEqual({ aim: [0.5, 1] });
  });

  test.each([
    ["ArrowRight", {}, [0.51, 1]],
    ["ArrowLeft", { shiftKey: true }, [0.4, 1]],
    ["ArrowUp", {}, [0.5, 1.01]],
    ["ArrowDown", { altKey: true }, [0.5, 0.999]],
    ["PageUp", {}, [0.5, 1.4]],
    ["PageDown", {}, [0.5, 0.6]],
  ] as const)("goes by %s with %o", async (key, held, wanted) => {
    press(pad(), key, held);
    pad().dispatchEvent(new KeyboardEvent("keyup"));
    await answer();
    expect(last()?.data).toEqual({ aim: wanted });
    press(pad(), "z", { ctrlKey: true, composed: true });
    await settle();
    expect(last()?.data).toEqual({ aim: [0.5, 1] });
  });

  test("leaves other keys and buttons alone", () => {
    press(pad(), "ArrowUp", { ctrlKey: true });
    press(pad(), "x");
    point("pointerdown", 0, 0, { button: 2 });
    point("pointerup", 0, 0, { button: 2 });
    expect(channel.of("command")).toEqual([]);
  });

  test("goes back to the default by a double click", async () => {
    pad().dispatchEvent(new MouseEvent("dblclick"));
    await settle();
    expect(last()?.data).toEqual({ aim: [0, 0] });
  });

  test("is dead with its session", () => {
    channel.say({ type: "status", status: "stopped", detail: "", traceback: "" });
    press(pad(), "ArrowUp");
    point("pointerdown", 0, 0);
    expect(channel.of("command")).toEqual([]);
  });

  test("leaves its boxes every number that is allowed", async () => {
    const box = boxOf(control("aim"));
    enter(box, "77");
    press(box, "Enter");
    await settle();
    expect(last()?.data).toEqual({ aim: [77, 1] });
  });
});

test("a pad of named numbers calls them so, and sends an object", async () => {
  show({ names: ["left", "top"], default: { left: 0, top: 0 } }, { left: 0, top: 1 });
  expect(pad().ariaLabel).toBe("Aim: left 0, top 1");
  press(pad(), "ArrowRight");
  await settle();
  expect(last()?.data).toEqual({ aim: { left: 0.01, top: 1 } });
});

test("a pad of whole numbers stops at them", async () => {
  show(
    {
      integer: true,
      step: 1,
      pad: [
        [0, 9],
        [0, 9],
      ],
    },
    [1, 1],
  );
  point("pointerdown", 0.52, 0.4);
  await settle();
  expect(last()?.data).toEqual({ aim: [5, 5] });
});

test("two numbers without ends have boxes alone", () => {
  const { pad: _, ...bare } = AIM;
  mount({ ...SCHEMA, controls: [bare] });
  expect(root.querySelector(".pad, .vector [aria-expanded]")).toBeNull();
});
