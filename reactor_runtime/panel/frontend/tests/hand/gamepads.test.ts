/** A gamepad that a person binds in the panel. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CONTROLS, SCHEMA } from "../../dev/schema";
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
const sent = () => channel.of("command").map(({ name, data }) => [name, data] as const);
const badge = () => byId("reactor-keys");
const frames = async (count = 3) => {
  for (let at = 0; at < count; at += 1) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
};

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
