/** Keys, a gamepad and the pointer that a person binds in the panel. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CONTROLS, SCHEMA } from "../../dev/schema";
import { readBindings, targetsOf } from "../../src/hand/bindings";
import { DEAD_ZONE, valueOfAxis } from "../../src/hand/gamepads";
import { explainNoPad } from "../../src/page/insecure";
import type { ControlSchema, PanelSchema } from "../../src/wire/schema";
import { find } from "../fakes/controls";
import { byId, channel, mount, root, unmount } from "../fakes/panel";

const slider = (name: string, minimum: number, maximum: number, rest: number) => ({
  kind: "slider",
  name,
  label: name,
  description: "",
  required: false,
  default: rest,
  minimum,
  maximum,
  step: 0.01,
  integer: false,
});
const form = (name: string, ...fields: object[]) =>
  ({
    kind: "form",
    name,
    command: name,
    label: name,
    description: "",
    answer: null,
    fields,
  }) as unknown as ControlSchema;

const POKE = form("poke", slider("x", 0, 1, 0.5), slider("y", 0, 1, 0.5));
const TURN = form("turn", slider("dx", -0.1, 0.1, 0), slider("dy", -0.1, 0.1, 0));
const STEER = form("steer", slider("by", -1, 1, 0));
const FIRE = form("fire", {
  kind: "checkbox",
  name: "on",
  label: "on",
  description: "",
  required: true,
  default: null,
});
const GAME: PanelSchema = {
  ...SCHEMA,
  model: "Game",
  controls: [...CONTROLS, POKE, TURN, STEER, FIRE],
};

/** What the one pad that is connected says; there is none while it is `null`. */
let pad: { buttons: { pressed: boolean }[]; axes: number[]; connected: true } | null;

const picture = () => root.querySelector("figure") as HTMLElement;
const canvas = () => picture().querySelector("canvas") as HTMLCanvasElement;
const sent = () => channel.of("command").map(({ name, data }) => [name, data] as const);
const badge = () => byId("reactor-keys");
const frames = async (count = 3) => {
  for (let at = 0; at < count; at += 1) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
};
function key(type: "keydown" | "keyup", name: string): void {
  const init = { key: name, bubbles: true, composed: true, cancelable: true };
  (root.activeElement ?? document.body).dispatchEvent(new KeyboardEvent(type, init));
}

/** Choose *label* in the bar, and press its button. */
function choose(label: string): void {
  const choice = find<HTMLSelectElement>(byId("reactor-bindings"), "select");
  const option = [...choice.options].find(({ text }) => text.startsWith(label));
  choice.value = option?.value ?? "";
  byId("reactor-bind").click();
}

beforeEach(() => {
  localStorage.clear();
  pad = null;
  vi.spyOn(navigator, "getGamepads").mockImplementation(
    () => [null, pad] as unknown as Gamepad[],
  );
  mount(GAME);
  byId("reactor-binder").click();
});

afterEach(() => {
  unmount();
  vi.restoreAllMocks();
});

describe("a key", () => {
  test("that is bound in the panel holds its value, and is kept for the model", () => {
    choose("fire");
    key("keydown", "G");
    expect(badge().textContent).toContain("G");
    picture().focus();
    key("keydown", "g");
    picture().blur();
    expect(sent()).toEqual([
      ["fire", { on: true }],
      ["fire", { on: false }],
    ]);
    unmount();
    mount(GAME);
    expect(badge().textContent).toContain("G");
    expect([...readBindings("Game")]).toEqual([["g", "fire"]]);
    expect([...readBindings("Another")]).toEqual([]);
  });

  test.each(["Tab", "F5", "Shift"])("as %s is the browser's", (name) => {
    choose("fire");
    key("keydown", name);
    expect(byId("reactor-bindings").textContent).toContain(`${name} is the browser's`);
    key("keydown", "Escape");
    expect(badge().hidden).toBe(true);
  });

  test("takes a number to its end, and back when it comes up", () => {
    choose("steer");
    key("keydown", "e");
    picture().focus();
    key("keydown", "e");
    key("keyup", "e");
    expect(sent()).toEqual([
      ["steer", { by: 1 }],
      ["steer", { by: 0 }],
    ]);
  });

  test("takes the place of one that the model binds, until it is let go", () => {
    unmount();
    const declared = { key: "f", command: "reset", argument: null };
    mount({ ...GAME, keys: [{ ...declared, pressed: null, released: null }] });
    byId("reactor-binder").click();
    choose("fire");
    key("keydown", "f");
    picture().focus();
    key("keydown", "f");
    find<HTMLElement>(
      byId("reactor-bindings"),
      "[aria-label='Unbind F: fire']",
    ).click();
    picture().focus();
    key("keydown", "f");
    expect(sent().map(([name]) => name)).toEqual(["fire", "fire", "reset"]);
  });

  test("whose command the model has no more is told of, once, and kept", () => {
    choose("fire");
    key("keydown", "g");
    channel.say({ type: "contract", schema: { ...GAME, controls: CONTROLS } });
    expect(byId("reactor-log").textContent).toContain("G was bound to fire");
    expect(badge().hidden).toBe(true);
    expect(readBindings("Game").get("g")).toBe("fire");
  });

  test("cannot be kept where the page may keep nothing, and works all the same", () => {
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("denied", "SecurityError");
    });
    choose("fire");
    key("keydown", "g");
    expect(badge().textContent).toContain("G");
  });
});

describe("a gamepad", () => {
  const buttons = (...down: number[]) =>
    Array.from({ length: 4 }, (_, at) => ({ pressed: down.includes(at) }));

  test("drives the model while the picture has the focus, and lets go on blur", async () => {
    choose("fire");
    pad = { buttons: buttons(2), axes: [0, 0], connected: true };
    await vi.waitFor(() => expect(badge().textContent).toContain("Button 2"));
    await frames();
    expect(sent()).toEqual([]);
    pad = { ...pad, buttons: buttons() };
    picture().focus();
    await frames();
    pad = { ...pad, buttons: buttons(2) };
    await vi.waitFor(() => expect(sent()).toEqual([["fire", { on: true }]]));
    picture().blur();
    expect(sent().at(-1)).toEqual(["fire", { on: false }]);
  });

  test("that is unplugged lets go", async () => {
    choose("fire");
    pad = { buttons: buttons(0), axes: [], connected: true };
    await vi.waitFor(() => expect(badge().textContent).toContain("Button 0"));
    picture().focus();
    await vi.waitFor(() => expect(sent()).toHaveLength(1));
    pad = null;
    await vi.waitFor(() => expect(sent().at(-1)).toEqual(["fire", { on: false }]));
  });

  test("leads a number with a stick, which rests in its dead zone", async () => {
    choose("steer");
    pad = { buttons: buttons(), axes: [0, -0.9], connected: true };
    await vi.waitFor(() => expect(badge().textContent).toContain("Axis 1"));
    picture().focus();
    pad = { ...pad, axes: [1, -1] };
    await vi.waitFor(() => expect(sent().at(-1)).toEqual(["steer", { by: -1 }]));
    const count = sent().length;
    await frames();
    expect(sent()).toHaveLength(count);
    pad = { ...pad, axes: [1, DEAD_ZONE / 2] };
    await vi.waitFor(() => expect(sent().at(-1)).toEqual(["steer", { by: 0 }]));
    pad = { ...pad, axes: [1, 1] };
    await vi.waitFor(() => expect(sent().at(-1)).toEqual(["steer", { by: 1 }]));
    picture().blur();
    expect(sent().at(-1)).toEqual(["steer", { by: 0 }]);
  });

  test.each([
    [0, 5],
    [DEAD_ZONE, 5],
    [-DEAD_ZONE, 5],
    [1, 10],
    [-1, 0],
    [(1 + DEAD_ZONE) / 2, 8],
  ])("at %f leads an integer from 0 to 10 that rests at 5 to %i", (at, wanted) => {
    expect(valueOfAxis(at, { low: 0, high: 10, rest: 5, integer: true })).toBe(wanted);
  });

  test("is said to be kept from a page, and why", () => {
    const page = (more: object) =>
      ({ isSecureContext: true, navigator: {}, ...more }) as never;
    expect(explainNoPad(page({}))).toContain("no page a gamepad");
    expect(explainNoPad(page({ isSecureContext: false }))).toContain("over plain http");
    const forbids = {
      getGamepads: () => {
        throw new DOMException("policy", "SecurityError");
      },
    };
    expect(explainNoPad(page({ navigator: forbids }))).toContain("holds this one");
    expect(explainNoPad()).toBe("");
  });
});

describe("the pointer", () => {
  test("is bound to an event with a place", () => {
    choose("poke");
    canvas().setPointerCapture = () => undefined;
    const { left, top, width, height } = canvas().getBoundingClientRect();
    const at = { clientX: left + width / 4, clientY: top + height / 2 };
    const init = { bubbles: true, button: 0, pointerId: 1, ...at };
    canvas().dispatchEvent(new PointerEvent("pointerdown", init));
    expect(sent().at(-1)?.[0]).toBe("poke");
    expect(canvas().classList.contains("pointed")).toBe(true);
  });

  test("is taken by mouse look, whose ways are summed, clamped and given back", async () => {
    choose("turn");
    let locked: Element | null = null;
    const lockedTo = (to: Element | null): void => {
      locked = to;
      document.dispatchEvent(new Event("pointerlockchange"));
    };
    Object.defineProperty(root, "pointerLockElement", { get: () => locked });
    canvas().requestPointerLock = async () => lockedTo(canvas());
    vi.spyOn(document, "exitPointerLock").mockImplementation(() => lockedTo(null));
    picture().focus();
    canvas().click();
    await vi.waitFor(() => expect(badge().textContent).toContain("frees the pointer"));
    const { width } = canvas().getBoundingClientRect();
    const move = (share: number): void => {
      const event = new PointerEvent("pointermove", { bubbles: true });
      Object.defineProperty(event, "movementX", { value: share * width });
      canvas().dispatchEvent(event);
    };
    move(0.1);
    move(0.15);
    await vi.waitFor(() => expect(sent()).toHaveLength(3));
    const ways = sent().map(([, data]) => data.dx as number);
    expect(Math.max(...ways)).toBeCloseTo(0.1);
    expect(ways.reduce((sum, way) => sum + way)).toBeCloseTo(0.25);
    picture().blur();
    expect(locked).toBe(null);
    move(0.1);
    await frames();
    expect(sent()).toHaveLength(3);
  });

  test("that the browser does not give is told of", async () => {
    choose("turn");
    canvas().requestPointerLock = () => Promise.reject(new Error("too soon"));
    canvas().click();
    await vi.waitFor(() =>
      expect(byId("reactor-log").textContent).toContain("did not give the pointer"),
    );
  });
});

test("what is neither sent, held nor led is not offered", () => {
  const offered = targetsOf(GAME.controls).map(({ label }) => label);
  expect(offered).toContain("Reset");
  expect(offered).not.toContain("Prompt");
  expect(offered).not.toContain("Palette");
});
