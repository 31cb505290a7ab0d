import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CONTROLS, SCHEMA } from "../../dev/schema";
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
