/** The panel in every state that looks different, judged by axe. */

import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeFrame, makeWelcome } from "../../dev/messages";
import { CONTROLS, SCHEMA, STATE } from "../../dev/schema";
import type { ControlSchema, NumbersField, PanelSchema } from "../../src/wire/schema";
import { enter, press } from "../fakes/controls";
import { settle } from "../fakes/kernel";
import { channel, dispose, mount, root } from "../fakes/panel";
import { makeJpeg } from "../fakes/pictures";

const AIM: NumbersField = {
  kind: "numbers",
  name: "aim",
  label: "Aim",
  description: "",
  required: false,
  default: [0.2, 0.7],
  names: null,
  length: 2,
  step: 0.01,
  integer: false,
  schema: {},
};

const SCHEMA_WITH_ALL: PanelSchema = {
  ...SCHEMA,
  tracks: [
    { name: "main_video", kind: "video", direction: "out", sample_rate: null },
    { name: "main_audio", kind: "audio", direction: "out", sample_rate: 48_000 },
    { name: "webcam", kind: "video", direction: "in", sample_rate: null },
  ],
};

let ends: (() => void)[];

/** The page around the panel has a main landmark of its own, as JupyterLab's has. */
function open(): void {
  const place = document.querySelector("main");
  if (place === null) throw new Error("no main");
  mount(SCHEMA_WITH_ALL, { place });
  ends.push(dispose);
}

const click = (id: string): void =>
  root.querySelector<HTMLElement>(`[data-testid=${id}]`)?.click();

async function findFaults(): Promise<string[]> {
  // Colours that are on their way to others are judged once they are there.
  const moving = [...document.getAnimations(), ...root.getAnimations()];
  await Promise.all(moving.map((animation) => animation.finished));
  const { violations } = await axe.run(document, {
    resultTypes: ["violations"],
    // The page of a test has no heading and no title of its own.
    rules: { "page-has-heading-one": { enabled: false } },
  });
  return violations.map(({ id, impact, nodes }) => {
    const where = nodes.map(({ target }) => target.flat().join(" >> ")).join("; ");
    return `${id} (${impact}): ${where}`;
  });
}

beforeEach(() => {
  ends = [];
  document.documentElement.lang = "en";
  document.title = "A notebook";
  document.body.replaceChildren(document.createElement("main"));
});

afterEach(() => {
  for (const end of ends) end();
  document.body.replaceChildren();
  document.body.style.background = "";
  delete document.body.dataset.jpThemeLight;
  vi.restoreAllMocks();
});

describe.each(["light", "dark"])(
  "axe finds nothing in a %s page in a panel",
  (theme) => {
    beforeEach(() => {
      document.body.dataset.jpThemeLight = String(theme === "light");
      document.body.style.background = theme === "light" ? "#ffffff" : "#16181d";
      open();
    });

    test("that runs", async () => {
      channel.say(makeFrame(1), [await makeJpeg()]);
      await settle();
      expect(await findFaults()).toEqual([]);
    });

    test("with everything open that can be opened", async () => {
      channel.onstatus?.({
        state: "open",
        rung: "comm",
        refusals: [{ rung: "relay", reason: "this Jupyter Server has no extension" }],
      });
      click("reactor-link");
      click("reactor-stats");
      click("reactor-sound");
      channel.say({ ...makeWelcome(SCHEMA, STATE), presets: { limit: 200 } });
      click("reactor-presets");
      const id = channel.of("preset")[0]?.id ?? "";
      const told = { type: "presets", id, action: "load", name: "fog" } as const;
      const rest = { left_out: [], text: "", error: "", exists: false, values: {} };
      const presets = [{ name: "fog", saved: "2026-01-02T03:04:05Z", note: "older" }];
      channel.say({ ...told, ...rest, presets });
      await settle();
      expect(await findFaults()).toEqual([]);
    });

    test("with a full log", async () => {
      channel.say({ type: "message", name: "tick", data: { n: 1 }, step: 1, at: 1 });
      const entry = { number: 1, at: 2, kind: "error", text: "boom", step: 3 };
      channel.say({ type: "log", entry: { ...entry, data: { traceback: "Trace" } } });
      channel.say({ type: "bye", reason: "too_slow" });
      channel.say({
        type: "rejected",
        id: null,
        command: "set_brightness",
        code: "invalid_command",
        field: "brightness",
        value: 1.7,
        constraint: "choices",
        text: "brightness must be a tenth, got 1.7",
        number: 1,
      });
      expect(await findFaults()).toEqual([]);
    });

    test("whose model failed", async () => {
      const traceback = "Traceback (most recent call last):\n  ...";
      channel.say({
        type: "status",
        status: "failed",
        detail: "It stopped.",
        traceback,
      });
      expect(await findFaults()).toEqual([]);
    });

    test("with refused values", async () => {
      const box = root.querySelector<HTMLInputElement>(
        "[data-testid=control-brightness] input[type=number]",
      );
      if (box === null) throw new Error("no box");
      box.value = "1.7";
      box.dispatchEvent(new Event("change"));
      const command = channel.of("command").at(-1);
      channel.say({
        type: "rejected",
        id: command?.id ?? null,
        command: "set_brightness",
        code: "invalid_command",
        field: "brightness",
        value: 1.7,
        constraint: "choices",
        text: "brightness must be a tenth, got 1.7",
        number: 1,
      });
      await settle();
      expect(await findFaults()).toEqual([]);
    });

    test("with an open pad, a lock, a note, and a row that has the focus", async () => {
      const pad = { ...AIM, pad: [[0, 1] as const, [0, 1] as const] as const };
      const seed = CONTROLS.find(({ name }) => name === "seed") as ControlSchema;
      const controls = [pad, { ...seed, hint: { widget: "seed" as const } }];
      channel.say({ type: "contract", schema: { ...SCHEMA_WITH_ALL, controls } });
      root.querySelector<HTMLElement>("[aria-label='Drag Aim on a pad']")?.click();
      root.querySelector<HTMLElement>("[aria-label^='Keep Seed']")?.click();
      const box = root.querySelector<HTMLInputElement>(
        "[data-testid=control-seed] input",
      );
      if (box === null) throw new Error("no box");
      enter(box, "-7");
      press(box, "Enter");
      press(box, "Escape");
      expect(root.activeElement?.getAttribute("role")).toBe("group");
      const note = root.querySelector(".row-note > span");
      expect(note?.textContent).toBe("0 is the least");
      // It is judged while it stands, and not once it has faded.
      for (const fading of note?.getAnimations() ?? []) fading.cancel();
      expect(await findFaults()).toEqual([]);
    });

    test.each(["paused", "loading", "stopped"])("that is %s", async (status) => {
      channel.say({ type: "status", status, detail: "", traceback: "" });
      expect(await findFaults()).toEqual([]);
    });

    test.each(["lost", "ended"] as const)("whose link is %s", async (state) => {
      channel.tell(state, null);
      expect(await findFaults()).toEqual([]);
    });

    test("beside another one of the same session", async () => {
      open();
      expect(await findFaults()).toEqual([]);
    });
  },
);
