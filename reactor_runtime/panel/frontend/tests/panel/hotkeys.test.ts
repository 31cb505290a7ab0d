import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SCHEMA } from "../../dev/schema";
import { press as pressKey } from "../fakes/controls";
import { byId, dispose, get, mount } from "../fakes/panel";

const press = (key: string, target: EventTarget = get(".figure")): KeyboardEvent =>
  pressKey(target, key, { composed: true });

beforeEach(() => mount(SCHEMA, { welcome: { clock: { now: 0, epoch: 0 } } }));

afterEach(() => {
  dispose();
  document.body.replaceChildren();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("keys", () => {
  test("that mean something here do not reach the page", () => {
    const heard = vi.fn();
    document.addEventListener("keydown", heard, { capture: true });
    expect(press("i").defaultPrevented).toBe(true);
    expect(heard).not.toHaveBeenCalled();
    press("d");
    expect(heard).toHaveBeenCalledOnce();
    document.removeEventListener("keydown", heard, { capture: true });
  });

  test("typed into a text are text", () => {
    press("i", get("[data-testid=control-title] input"));
    expect(byId("reactor-overlay")).toBeNull();
  });

  test("with Ctrl belong to the page", () => {
    const init = { key: "s", ctrlKey: true, bubbles: true, composed: true };
    const event = new KeyboardEvent("keydown", { ...init, cancelable: true });
    get(".figure").dispatchEvent(event);
    expect(event.defaultPrevented).toBe(false);
  });
});
