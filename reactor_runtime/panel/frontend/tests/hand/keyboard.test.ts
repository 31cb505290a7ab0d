import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeWelcome } from "../../dev/messages";
import { SCHEMA, STATE } from "../../dev/schema";
import type { KeyBinding, PanelSchema } from "../../src/wire/schema";
import { settle } from "../fakes/kernel";
import { channel, dispose, get, mount, root, unmount } from "../fakes/panel";

const HOLD: KeyBinding = {
  key: "w",
  command: "set_forward",
  argument: "forward",
  pressed: true,
  released: false,
};
const JUMP: KeyBinding = {
  key: " ",
  command: "jump",
  argument: null,
  pressed: null,
  released: null,
};
const GO: KeyBinding = {
  key: "ArrowUp",
  command: "set_pace",
  argument: "pace",
  pressed: 1,
  released: 0,
};
const BACK: KeyBinding = { ...GO, key: "ArrowDown", pressed: -1 };
const SAVE: KeyBinding = { ...HOLD, key: "s", command: "set_back", argument: "back" };

let picture: HTMLElement;

function open(more: Partial<PanelSchema> = {}): void {
  mount({ ...SCHEMA, ...more });
  picture = get("figure");
}

const sent = () => channel.of("command").map(({ name, data }) => [name, data] as const);

function key(type: "keydown" | "keyup", name: string, init: KeyboardEventInit = {}) {
  const options = { key: name, bubbles: true, composed: true, cancelable: true };
  const event = new KeyboardEvent(type, { ...options, ...init });
  picture.dispatchEvent(event);
  return event;
}

afterEach(unmount);

describe("keys on the picture", () => {
  beforeEach(() => open({ keys: [HOLD, JUMP, SAVE] }));

  test("send nothing before the picture has the focus", () => {
    key("keydown", "w");
    expect(sent()).toEqual([]);
    expect(root.querySelector(".keys")?.textContent).toContain("click the picture");
  });

  test("hold a value while they are down, once, in either case", () => {
    picture.focus();
    key("keydown", "W");
    key("keydown", "w", { repeat: true });
    expect(root.querySelector("kbd.down")?.textContent).toBe("W");
    key("keyup", "w");
    expect(sent()).toEqual([
      ["set_forward", { forward: true }],
      ["set_forward", { forward: false }],
    ]);
    expect(root.querySelector("kbd.down")).toBeNull();
  });

  test("that lead one value: the last counts, and the other again once it is up", () => {
    dispose();
    document.body.replaceChildren();
    open({ keys: [GO, BACK] });
    picture.focus();
    key("keydown", "ArrowUp");
    key("keydown", "ArrowDown");
    key("keyup", "ArrowDown");
    key("keyup", "ArrowUp");
    expect(sent().map(([, { pace }]) => pace)).toEqual([1, -1, 1, 0]);
    key("keydown", "ArrowUp");
    key("keydown", "ArrowDown");
    picture.blur();
    expect(sent().at(-1)).toEqual(["set_pace", { pace: 0 }]);
  });

  test("send an event without arguments when they go down", () => {
    picture.focus();
    expect(key("keydown", " ").defaultPrevented).toBe(true);
    key("keyup", " ");
    expect(sent()).toEqual([["jump", {}]]);
  });

  test("reach no shortcut of the page, bound or not", () => {
    const heard = vi.fn();
    document.addEventListener("keydown", heard);
    picture.focus();
    for (const name of ["w", "d", "x", "Enter"]) key("keydown", name);
    document.removeEventListener("keydown", heard);
    expect(heard).not.toHaveBeenCalled();
  });

  test("that the page has with Ctrl stay the page's", () => {
    const heard = vi.fn();
    document.addEventListener("keydown", heard);
    picture.focus();
    key("keydown", "s", { ctrlKey: true });
    document.removeEventListener("keydown", heard);
    expect(heard).toHaveBeenCalledOnce();
    expect(sent()).toEqual([]);
  });

  test("that the panel has, too, are the model's meanwhile", () => {
    picture.focus();
    key("keydown", "s");
    expect(sent()).toEqual([["set_back", { back: true }]]);
  });

  test.each([
    ["Escape", () => key("keydown", "Escape")],
    ["a blur", () => picture.blur()],
    ["another window", () => window.dispatchEvent(new Event("blur"))],
    ["another tab", () => document.dispatchEvent(new Event("visibilitychange"))],
    ["the end of the panel", () => dispose()],
  ])("come up by %s", (_, leave) => {
    picture.focus();
    key("keydown", "w");
    leave();
    expect(sent().at(-1)).toEqual(["set_forward", { forward: false }]);
    expect(sent()).toHaveLength(2);
  });

  test("that were down when the link was lost come up once it is back", async () => {
    picture.focus();
    key("keydown", "w");
    channel.isUp = false;
    channel.tell("lost", null);
    await settle();
    channel.isUp = true;
    const before = sent().length;
    channel.tell("open", "relay");
    channel.say(makeWelcome({ ...SCHEMA, keys: [HOLD, JUMP, SAVE] }, STATE));
    await settle();
    expect(sent().slice(before)).toEqual([["set_forward", { forward: false }]]);
  });
});

test("a model without keys has no badge", () => {
  open();
  expect(root.querySelector<HTMLElement>(".keys")?.hidden).toBe(true);
});
