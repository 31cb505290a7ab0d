import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { makeWelcome } from "../../dev/messages";
import { SCHEMA, STATE } from "../../dev/schema";
import type { PanelSchema } from "../../src/wire/schema";
import { settle } from "../fakes/kernel";
import {
  accept,
  box,
  byId,
  channel,
  dispose,
  drag,
  drawFrame,
  get,
  lastCommand,
  mount,
  range,
  refuse,
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

test("sends a drag's newest value once per drawn frame, with the frame seen", async () => {
  await drawFrame(1);
  drag("brightness", 1.1, 1.2, 1.3);
  expect(channel.of("command")).toHaveLength(1);
  expect(lastCommand()).toMatchObject({
    name: "set_brightness",
    data: { brightness: 1.1 },
    frame: 1,
    uploads: {},
  });
  await drawFrame(2);
  expect(channel.of("command").map(({ data }) => data.brightness)).toEqual([1.1, 1.3]);
});

test("acknowledges each frame after it is drawn", async () => {
  await drawFrame(1);
  expect(channel.of("ack")).toMatchObject([
    { track: "main_video", sequence: 1, dropped: 0 },
  ]);
  const age = Math.abs((channel.of("ack")[0]?.drawn_at ?? Number.NaN) - 0);
  expect(age).toBeLessThan(60);
});

describe("a refused value", () => {
  const said = () => byId("reason-brightness");

  async function type(text: string): Promise<void> {
    box("brightness").value = text;
    box("brightness").dispatchEvent(new Event("input"));
    box("brightness").dispatchEvent(new Event("change"));
    await settle();
  }

  test("stays at its control, with a reason that begins with the label", async () => {
    await type("1.7");
    expect(lastCommand().data).toEqual({ brightness: 1.7 });
    await refuse("brightness", "must be a tenth, got 1.7");
    expect(said().textContent).toBe("Brightness must be a tenth, got 1.7");
    expect(said().checkVisibility()).toBe(true);
    expect(box("brightness").value).toBe("1.7");
    expect(box("brightness").getAttribute("aria-invalid")).toBe("true");
    expect(range("brightness").value).toBe("1");
    expect(byId("reactor-log").textContent).toContain("must be a tenth");
  });

  test("is no longer marked once it is changed to one that holds", async () => {
    await type("1.7");
    await refuse("brightness", "must be a tenth, got 1.7");
    await type("1");
    expect(said().checkVisibility()).toBe(false);
    expect(box("brightness").hasAttribute("aria-invalid")).toBe(false);
    expect(byId("control-brightness").classList.contains("refused")).toBe(false);
  });

  test("is no longer complained of once the slider is moved", async () => {
    await type("");
    expect(said().textContent).toBe("Brightness needs a number");
    expect(channel.of("command")).toEqual([]);
    drag("brightness", 0.5);
    expect(said().checkVisibility()).toBe(false);
    expect(box("brightness").value).toBe("0.5");
  });

  test("keeps its reason when an earlier value is answered later", async () => {
    await type("1.5");
    const earlier = lastCommand();
    await type("1.7");
    await refuse("brightness", "must be a tenth, got 1.7");
    channel.say({ type: "state", values: { brightness: 1.5 } });
    await accept(null, earlier);
    expect(said().textContent).toBe("Brightness must be a tenth, got 1.7");
    expect([box("brightness").value, range("brightness").value]).toEqual([
      "1.7",
      "1.5",
    ]);
  });

  test("is taken back by its button and by Escape", async () => {
    for (const takeBack of [
      () =>
        get<HTMLButtonElement>(
          "[data-testid=control-brightness] .refusal button",
        ).click(),
      () =>
        range("brightness").dispatchEvent(
          new KeyboardEvent("keydown", { key: "Escape", bubbles: true }),
        ),
    ]) {
      await type("1.7");
      await refuse("brightness", "must be a tenth, got 1.7");
      takeBack();
      expect(box("brightness").value).toBe("1");
      expect(said().checkVisibility()).toBe(false);
    }
  });

  test("of a text stays, and counts", async () => {
    const title = get<HTMLInputElement>("[data-testid=control-title] input");
    title.value = "x".repeat(1560);
    title.dispatchEvent(new Event("input"));
    title.dispatchEvent(new Event("change"));
    await refuse("title", "must be at most 80 characters, got 1560");
    channel.say({ type: "state", values: { title: "somebody else's" } });
    expect(title.value).toHaveLength(1560);
    expect(byId("control-title").textContent).toContain("1,560 / 80");
    expect(byId("reason-title").textContent).toBe(
      "Title must be at most 80 characters, got 1560",
    );
    title.value = "somebody else's";
    title.dispatchEvent(new Event("input"));
    expect(byId("reason-title").textContent).toBe("");
    expect(byId("control-title").textContent).not.toContain("/ 80");
  });

  test("of a choice stays chosen", async () => {
    const select = get<HTMLSelectElement>("[data-testid=control-palette] select");
    select.selectedIndex = 2;
    select.dispatchEvent(new Event("change"));
    await refuse("palette", "must be bright, got 'ocean'");
    channel.say({ type: "state", values: { palette: 3 } });
    expect(select.selectedOptions[0]?.text).toBe("Ocean");
    expect(byId("reason-palette").textContent).toContain("Palette must be bright");
  });

  test("gives way to a reset", async () => {
    await type("1.7");
    await refuse("brightness", "must be a tenth, got 1.7");
    byId("reactor-reset").click();
    expect(box("brightness").value).toBe("1");
    expect(said().checkVisibility()).toBe(false);
  });
});

test("follows what others change without sending it back", () => {
  const before = channel.sent.length;
  channel.say({
    type: "state",
    values: { brightness: 0.25, palette: 3, smooth: false },
  });
  expect(box("brightness").value).toBe("0.25");
  expect(channel.sent.length).toBe(before);
});

test("sends every default on reset", () => {
  byId("reactor-reset").click();
  const sent = channel.of("command").map(({ name, data }) => [name, data]);
  expect(sent).toContainEqual(["set_brightness", { brightness: 1 }]);
  expect(sent).toContainEqual(["set_weights", { weights: [0.2, 0.5, 0.3] }]);
  expect(sent.map(([name]) => name)).not.toContain("set_image");
});

test("presses a button and logs the message that answers, once", async () => {
  get<HTMLButtonElement>("[data-testid=control-randomize] button").click();
  expect(lastCommand()).toMatchObject({ name: "randomize", data: {} });
  await accept({ name: "randomized", data: { seed: 12 } });
  const rows = [...byId("reactor-log").querySelectorAll(".log-row")];
  expect(rows.map((row) => row.textContent)).toEqual([
    expect.stringMatching(/randomizedseed: 12$/),
  ]);
});

test("shows a message of the model as text, never as markup", () => {
  const data = { html: "<img src=x>" };
  channel.say({ type: "message", name: "note", data, step: 1, at: 1 });
  expect(byId("reactor-log").textContent).toContain("<img src=x>");
  expect(byId("reactor-log").querySelector("img")).toBeNull();
});

describe("a form", () => {
  const form = () => get<HTMLFormElement>("[data-testid=control-paint] form");

  test("sends its fields together, unset required ones left out", async () => {
    form().requestSubmit();
    await settle();
    expect(lastCommand().data).toEqual({ x: 0.5, soft: false });
    expect("colour" in lastCommand().data).toBe(false);
  });

  const field = (name: string) => byId(`control-paint-${name}`);
  const isMarked = (name: string) => field(name).classList.contains("refused");

  test("marks the one argument that was refused, under its label", async () => {
    form().requestSubmit();
    await settle();
    await refuse("colour", "is required");
    expect(byId("reason-paint-colour").textContent).toBe("Colour is required");
    expect(byId("reason-paint").textContent).toBe("");
    expect(["x", "colour", "soft"].filter(isMarked)).toEqual(["colour"]);
    expect(root.querySelectorAll("[aria-invalid]")).toHaveLength(1);
    const input = field("colour").querySelector("input") as HTMLInputElement;
    input.value = "red";
    input.dispatchEvent(new Event("input"));
    expect(root.querySelectorAll("[aria-invalid]")).toHaveLength(0);
    expect(byId("reason-paint-colour").textContent).toBe("");
    form().requestSubmit();
    await settle();
    expect(lastCommand().data).toEqual({ x: 0.5, soft: false, colour: "red" });
  });

  test("is marked no more once the same arguments are taken", async () => {
    form().requestSubmit();
    await settle();
    await refuse("colour", "must be bright");
    form().requestSubmit();
    await settle();
    await accept();
    expect(root.querySelectorAll("[aria-invalid]")).toHaveLength(0);
  });

  test("says at its end what is about no argument, and marks none", async () => {
    form().requestSubmit();
    await settle();
    await refuse(null, "Not now.");
    expect(byId("reason-paint").textContent).toBe("Not now.");
    expect(root.querySelectorAll("[aria-invalid]")).toHaveLength(0);
    expect(byId("control-paint").classList.contains("refused")).toBe(false);
  });

  test("does not mark an argument that was changed since", async () => {
    form().requestSubmit();
    await settle();
    const input = field("colour").querySelector("input") as HTMLInputElement;
    input.value = "red";
    input.dispatchEvent(new Event("input"));
    await refuse("colour", "is required");
    expect(isMarked("colour")).toBe(false);
    expect(byId("reason-paint").textContent).toBe("Colour is required");
  });

  test("complains of a text beyond its limit, and leaves the verdict to the runtime", async () => {
    const input = field("colour").querySelector("input") as HTMLInputElement;
    input.value = "x".repeat(21);
    input.dispatchEvent(new Event("input"));
    expect(byId("reason-paint-colour").textContent).toBe(
      "Colour must be at most 20 characters",
    );
    expect(field("colour").textContent).toContain("21 / 20");
    form().requestSubmit();
    await settle();
    expect(lastCommand().data.colour).toHaveLength(21);
    input.value = "red";
    input.dispatchEvent(new Event("input"));
    expect(isMarked("colour")).toBe(false);
  });

  test("goes on complaining of a text when another argument is refused", async () => {
    const input = field("colour").querySelector("input") as HTMLInputElement;
    input.value = "x".repeat(21);
    input.dispatchEvent(new Event("input"));
    form().requestSubmit();
    await settle();
    await refuse("x", "must be <= 1");
    expect(["x", "colour", "soft"].filter(isMarked)).toEqual(["x", "colour"]);
    expect(byId("reason-paint-colour").textContent).toBe(
      "Colour must be at most 20 characters",
    );
  });

  test("is not sent while a number in it is none", async () => {
    const input = field("x").querySelector<HTMLInputElement>("input[type=number]");
    if (input === null) throw new Error("no box");
    input.value = "";
    input.dispatchEvent(new Event("input"));
    expect(isMarked("x")).toBe(false);
    form().requestSubmit();
    await settle();
    expect(channel.of("command")).toEqual([]);
    expect(byId("reason-paint-x").textContent).toBe("X needs a number");
  });
});

describe("a file", () => {
  function pick(control: string, bytes: string): void {
    const input = get<HTMLInputElement>(`[data-testid=control-${control}] input`);
    const data = new DataTransfer();
    data.items.add(new File([bytes], "seed.png", { type: "image/png" }));
    input.files = data.files;
    input.dispatchEvent(new Event("change"));
  }

  function reply(received: number, done = false, text = ""): void {
    const id = channel.of("upload").at(-1)?.id ?? "";
    const code = text === "" ? null : "too_large";
    const upload_id = text === "" ? "u7" : null;
    channel.say({ type: "upload", id, upload_id, received, size: 6, done, code, text });
  }

  test("goes up in chunks, then the command that takes it is sent", async () => {
    pick("image", "abcdef");
    reply(0);
    const events = () => channel.of("upload").map(({ event }) => event);
    await vi.waitFor(() =>
      expect(events()).toEqual(["begin", "chunk", "chunk", "end"]),
    );
    reply(4);
    const bar = get<HTMLProgressElement>("[data-testid=control-image] progress");
    expect([bar.hidden, bar.value]).toEqual([false, 4 / 6]);
    reply(6, true);
    await vi.waitFor(() => expect(channel.of("command")).toHaveLength(1));
    expect(lastCommand()).toMatchObject({
      name: "set_image",
      data: {},
      uploads: { image: "u7" },
    });
    await accept();
    await vi.waitFor(() => expect(bar.hidden).toBe(true));
  });

  test("that is refused says why and sends no command", async () => {
    pick("image", "abcdef");
    reply(0, false, "6 bytes are over the limit of 4");
    await vi.waitFor(() => {
      expect(byId("reason-image").textContent).toBe("6 bytes are over the limit of 4");
    });
    expect(channel.of("command")).toEqual([]);
    channel.say({ type: "state", values: { image: null } });
    expect(byId("control-image").textContent).toContain("seed.png");
    get<HTMLButtonElement>("[data-testid=control-image] .refusal button").click();
    expect(byId("control-image").textContent).not.toContain("seed.png");
    expect(byId("reason-image").textContent).toBe("");
  });

  test("that is refused stays so when an earlier Clear is answered", async () => {
    get<HTMLButtonElement>("[aria-label='Clear Start image']").click();
    const cleared = lastCommand();
    pick("image", "abcdef");
    reply(0, false, "6 bytes are over the limit of 4");
    await vi.waitFor(() => expect(byId("reason-image").textContent).not.toBe(""));
    await accept(null, cleared);
    await settle();
    expect(byId("reason-image").textContent).toBe("6 bytes are over the limit of 4");
  });

  test("for the model in general needs no command", async () => {
    pick("file", "abcdef");
    reply(0);
    await vi.waitFor(() => expect(channel.of("upload").at(-1)?.event).toBe("end"));
    reply(6, true);
    await settle();
    expect(channel.of("command")).toEqual([]);
  });
});

describe("the session's status", () => {
  test("pauses, steps and resumes", () => {
    byId("reactor-pause").click();
    channel.say({ type: "status", status: "paused", detail: "", traceback: "" });
    expect(get(".cover").textContent).toBe("Paused");
    byId("reactor-step").click();
    byId("reactor-pause").click();
    expect(channel.of("control").map(({ action }) => action)).toEqual([
      "pause",
      "step",
      "resume",
    ]);
  });

  test("offers a restart with the traceback when it failed", () => {
    expect(byId("reactor-card").hidden).toBe(true);
    const detail = "ValueError: no";
    channel.say({ type: "status", status: "failed", detail, traceback: "Trace" });
    expect(byId("reactor-card").textContent).toContain("ValueError: no");
    expect(get(".card .traceback").textContent).toBe("Trace");
    byId("reactor-restart").click();
    expect(channel.of("control").at(-1)?.action).toBe("restart");
    channel.say({ type: "status", status: "running", detail: "", traceback: "" });
    expect(byId("reactor-card").hidden).toBe(true);
  });

  test.each(["loading", "ready", "paused", "failed"])(
    "claims no rate while no frames are made: %s",
    (status) => {
      expect(byId("reactor-fps").textContent).toBe("– fps");
      channel.say({ type: "status", status, detail: "", traceback: "" });
      expect(byId("reactor-fps").textContent).toBe("");
      expect(byId("reactor-fps").hidden).toBe(true);
      channel.say({ type: "status", status: "running", detail: "", traceback: "" });
      expect(byId("reactor-fps").textContent).toBe("– fps");
    },
  );

  test("offers one way to load a class that failed and was defined anew", () => {
    channel.say({ type: "advice", text: "Ripple was defined anew", action: "reload" });
    expect(byId("reactor-reload").hidden).toBe(false);
    channel.say({
      type: "status",
      status: "failed",
      detail: "It fell.",
      traceback: "",
    });
    expect(byId("reactor-restart").hidden).toBe(false);
    expect(byId("reactor-reload").hidden).toBe(true);
    expect(byId("reactor-advice").textContent).toContain("Ripple was defined anew");
    channel.say({ type: "status", status: "running", detail: "", traceback: "" });
    expect(byId("reactor-reload").hidden).toBe(false);
  });
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

test("says over the picture that the kernel is gone", () => {
  channel.tell("lost", null);
  expect(get(".card-title").textContent).toBe("No kernel answers");
  expect(byId("reactor-link").textContent).toBe("no kernel");
});

test("keeps typed keys from the page's shortcuts", () => {
  const heard = vi.fn();
  document.addEventListener("keydown", heard);
  const input = get<HTMLInputElement>("[data-testid=control-title] input");
  const options = { bubbles: true, composed: true };
  input.dispatchEvent(new KeyboardEvent("keydown", { key: "d", ...options }));
  expect(heard).not.toHaveBeenCalled();
  input.focus();
  expect(root.host.hasAttribute("data-lm-suppress-shortcuts")).toBe(true);
  input.blur();
  expect(root.host.hasAttribute("data-lm-suppress-shortcuts")).toBe(false);
  document.removeEventListener("keydown", heard);
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

test("follows the page's theme", async () => {
  const host = root.host as HTMLElement;
  document.body.dataset.jpThemeLight = "false";
  await vi.waitFor(() => expect(host.dataset.theme).toBe("dark"));
  document.body.dataset.jpThemeLight = "true";
  await vi.waitFor(() => expect(host.dataset.theme).toBe("light"));
  delete document.body.dataset.jpThemeLight;
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

describe("a session that is over", () => {
  const usable = (): string[] =>
    [
      ...root.querySelectorAll<HTMLElement>(
        ".column :is(input, select, textarea, button)",
      ),
    ]
      .filter((control) => !control.matches(":disabled"))
      .map((control) => control.outerHTML);

  const says = (): unknown => ({
    status: byId("reactor-status").textContent,
    rate: byId("reactor-fps").textContent,
    card: byId("reactor-card").hidden ? "" : get(".card-title").textContent,
    usable: usable().length > 0,
    reset: byId<HTMLButtonElement>("reactor-reset").disabled,
    pause: byId<HTMLButtonElement>("reactor-pause").disabled,
    step: byId<HTMLButtonElement>("reactor-step").disabled,
  });

  test.each([
    ["ended", "Ended", "Ended"],
    ["lost", "No kernel", "No kernel answers"],
  ] as const)(
    "because its link is %s is so in every part of the panel",
    (state, word, card) => {
      expect(usable()).not.toEqual([]);
      channel.tell(state, null);
      expect(says()).toEqual({
        status: word,
        rate: "",
        card,
        usable: false,
        reset: true,
        pause: true,
        step: true,
      });
    },
  );

  test("comes back whole with a new welcome", () => {
    const before = says();
    channel.tell("ended", null);
    channel.tell("open", "relay");
    channel.say(makeWelcome(SCHEMA, STATE));
    expect(says()).toEqual(before);
    expect(usable()).not.toEqual([]);
  });

  test("takes no file that is dropped or pasted", () => {
    channel.tell("ended", null);
    const zone = get<HTMLElement>("[data-testid=control-image] .file");
    const data = new DataTransfer();
    data.items.add(new File(["x"], "x.txt"));
    zone.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
    zone.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData: data, bubbles: true }),
    );
    expect(zone.textContent).not.toContain("x.txt");
    expect(channel.of("upload")).toEqual([]);
  });

  test("offers no restart to nobody", () => {
    channel.say({
      type: "status",
      status: "failed",
      detail: "It fell.",
      traceback: "",
    });
    expect(byId("reactor-restart").hidden).toBe(false);
    channel.tell("lost", null);
    expect(byId("reactor-restart").hidden).toBe(true);
    expect(byId("reactor-card").textContent).toContain("had failed: It fell.");
  });

  test.each(["ended", "lost"] as const)("offers no reload to nobody: %s", (state) => {
    channel.say({ type: "advice", text: "Ripple was defined anew", action: "reload" });
    expect(byId("reactor-reload").hidden).toBe(false);
    channel.tell(state, null);
    expect(byId("reactor-advice").hidden).toBe(true);
  });

  test("says no more why it was paused", () => {
    const detail = "Interrupted in step 67";
    channel.say({ type: "status", status: "paused", detail, traceback: "Trace" });
    expect(byId("reactor-banner").hidden).toBe(false);
    channel.tell("lost", null);
    expect(byId("reactor-banner").hidden).toBe(true);
  });

  test("stays so when its controls are built anew", () => {
    channel.tell("ended", null);
    channel.say({ type: "contract", schema: { ...SCHEMA, model: "Another" } });
    expect(usable()).toEqual([]);
  });
});
