import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { makeWelcome } from "../../dev/messages";
import { SCHEMA, STATE } from "../../dev/schema";
import type { PanelSchema } from "../../src/wire/schema";
import {
  box,
  byId,
  channel,
  dispose,
  drag,
  drawFrame,
  get,
  mount,
  range,
  root,
  unmount,
} from "../fakes/panel";

beforeEach(() => mount(SCHEMA, { rung: "direct" }));
afterEach(unmount);

const entry = (number: number, kind: string, text: string, data = {}) => ({
  ...{ number, at: number, kind, text, step: 0 },
  data,
});

test("shows name, seconds and last line of a model that loads", () => {
  const status = { type: "status", detail: "", traceback: "" } as const;
  const loading = entry(1, "status", "loading", { status: "loading" });
  const welcome = makeWelcome(SCHEMA, STATE);
  const began = performance.timeOrigin + performance.now();
  const epoch = began / 1000 - 76;
  channel.say({
    ...welcome,
    clock: { now: 76, epoch },
    status: { ...status, status: "loading" },
    log: [loading, entry(2, "printed", "shards: 1/2", { stream: "stderr" })],
  });
  expect(byId("reactor-loading").textContent).toContain("Loading Harbour");
  expect(byId("reactor-loading").textContent).toContain("1 min 15 s");
  expect(byId("reactor-loading-line").textContent).toBe("shards: 1/2");
  const next = entry(3, "printed", "shards: 2/2", { stream: "stderr", replaces: 2 });
  channel.say({ type: "printed", entries: [next] });
  expect(byId("reactor-loading-line").textContent).toBe("shards: 2/2");
  channel.say({ ...status, status: "running" });
  expect(byId("reactor-loading").hidden).toBe(true);
});

test("tells what the model prints in the log", () => {
  const stream = { stream: "stdout" };
  channel.say({
    type: "printed",
    entries: [entry(7, "printed", "step 1", stream), entry(8, "printed", "b", stream)],
  });
  expect(byId("reactor-log").textContent).toContain("step 1");
  expect(root.querySelectorAll(".log-row.printed")).toHaveLength(2);
});

test("offers to reload a model that was defined anew", () => {
  expect(byId("reactor-advice").hidden).toBe(true);
  channel.say({ type: "advice", text: "Harbour was defined anew", action: "reload" });
  expect(byId("reactor-advice").textContent).toContain("Harbour was defined anew");
  byId("reactor-reload").click();
  const asked = { type: "control", action: "reload", count: 1 };
  expect(channel.of("control").at(-1)).toEqual(asked);
  channel.say({ type: "advice", text: "", action: null });
  expect(byId("reactor-advice").hidden).toBe(true);
});

test("shows the session's state at once", () => {
  expect(box("speed").value).toBe("4");
  expect(byId("reactor-status").textContent).toBe("Running");
  expect(byId("reactor-link").textContent).toBe("direct");
});

test("acknowledges each frame after it is drawn", async () => {
  await drawFrame(1);
  expect(channel.of("ack")).toMatchObject([
    { track: "main_video", sequence: 1, dropped: 0 },
  ]);
  const age = Math.abs((channel.of("ack")[0]?.drawn_at ?? Number.NaN) - 0);
  expect(age).toBeLessThan(60);
});

test("shows a message of the model as text, never as markup", () => {
  const data = { html: "<img src=x>" };
  channel.say({ type: "message", name: "note", data, step: 1, at: 1 });
  expect(byId("reactor-log").textContent).toContain("<img src=x>");
  expect(byId("reactor-log").querySelector("img")).toBeNull();
});

describe("a new link", () => {
  test("leaves controls as they are when the schema is the same", () => {
    const before = byId("control-brightness");
    channel.say(makeWelcome(SCHEMA, { ...STATE, brightness: 0.5 }));
    expect(byId("control-brightness")).toBe(before);
    expect(box("brightness").value).toBe("0.5");
  });

  test("tells the runtime again whether the panel is visible", async () => {
    await vi.waitFor(() => expect(channel.of("visible").length).toBeGreaterThan(0));
    const before = channel.of("visible").length;
    channel.say(makeWelcome(SCHEMA, STATE));
    expect(channel.of("visible")).toHaveLength(before + 1);
  });

  test("settles commands whose answer cannot come any more", async () => {
    vi.useFakeTimers();
    get<HTMLButtonElement>("[data-testid=control-randomize] button").click();
    channel.say(makeWelcome(SCHEMA, STATE));
    await vi.advanceTimersByTimeAsync(2000);
    expect(byId("reason-randomize").textContent).toContain("may have run");
    vi.useRealTimers();
  });

  test("says why a command cannot be sent without any", async () => {
    channel.isUp = false;
    get<HTMLButtonElement>("[data-testid=control-randomize] button").click();
    await vi.waitFor(() => {
      expect(byId("reason-randomize").textContent).toContain("No link");
    });
  });
});

test("builds the controls anew when the contract changes", () => {
  const controls = SCHEMA.controls.slice(0, 1);
  const schema: PanelSchema = { ...SCHEMA, controls, file_picker: false };
  channel.say({ type: "contract", schema });
  expect(root.querySelectorAll("[data-testid^=control-]")).toHaveLength(1);
  expect(box("brightness").value).toBe("1");
});

test("tells the runtime when it is scrolled out of view", async () => {
  await vi.waitFor(() => expect(channel.of("visible").at(-1)?.visible).toBe(true));
  const host = root.host as HTMLElement;
  host.style.display = "none";
  await vi.waitFor(() => expect(channel.of("visible").at(-1)?.visible).toBe(false));
  host.style.display = "";
  await vi.waitFor(() => expect(channel.of("visible").at(-1)?.visible).toBe(true));
});

test("tells the runtime when its tab is hidden", async () => {
  await vi.waitFor(() => expect(channel.of("visible").at(-1)?.visible).toBe(true));
  const state = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  document.dispatchEvent(new Event("visibilitychange"));
  expect(channel.of("visible").at(-1)?.visible).toBe(false);
  state.mockRestore();
});

test("gives every control and button a name", () => {
  for (const el of root.querySelectorAll("input, select, textarea")) {
    expect(el.getAttribute("aria-label"), el.outerHTML).toBeTruthy();
  }
  for (const button of root.querySelectorAll("button")) {
    const name = button.getAttribute("aria-label") ?? button.textContent;
    expect(name, button.outerHTML).toBeTruthy();
  }
});

test("leaves nothing behind", async () => {
  const made = vi.spyOn(URL, "createObjectURL");
  const revoked = vi.spyOn(URL, "revokeObjectURL");
  const removed = vi.spyOn(IntersectionObserver.prototype, "disconnect");
  const cleared = vi.spyOn(globalThis, "clearInterval");
  await drawFrame(1);
  drag("brightness", 1.1, 1.2);
  const before = channel.sent.length;
  const slider = range("speed");
  dispose();
  expect(channel.isClosed).toBe(true);
  expect(document.querySelector("[data-testid=reactor-panel]")).toBeNull();
  expect(removed).toHaveBeenCalled();
  expect(cleared).toHaveBeenCalled();
  for (const { value } of made.mock.results)
    expect(revoked).toHaveBeenCalledWith(value);
  slider.dispatchEvent(new Event("input"));
  document.dispatchEvent(new Event("visibilitychange"));
  await new Promise((resolve) => requestAnimationFrame(resolve));
  expect(channel.sent.length).toBe(before);
  vi.restoreAllMocks();
});

describe("a button that is on", () => {
  const look = (button: HTMLElement): string => {
    const { backgroundColor, color } = getComputedStyle(button);
    return `${color} on ${backgroundColor}`;
  };

  test.each(["reactor-stats", "reactor-pause"])(
    "shows it under the pointer, too: %s",
    async (id) => {
      const button = byId<HTMLButtonElement>(id);
      const away = get<HTMLElement>(".title");
      await userEvent.hover(button);
      const off = look(button);
      await userEvent.hover(away);
      button.setAttribute("aria-pressed", "true");
      const on = look(button);
      await userEvent.hover(button);
      expect(look(button)).not.toBe(off);
      expect(look(button)).not.toBe(on);
    },
  );
});
