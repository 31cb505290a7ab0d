import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CONTROLS, SCHEMA } from "../../dev/schema";
import { readBindings, targetsOf } from "../../src/hand/bindings";
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

test("what is neither sent, held nor led is not offered", () => {
  const offered = targetsOf(GAME.controls).map(({ label }) => label);
  expect(offered).toContain("Reset");
  expect(offered).not.toContain("Prompt");
  expect(offered).not.toContain("Palette");
});
