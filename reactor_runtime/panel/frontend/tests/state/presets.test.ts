/** Presets in the panel: what is asked, what is put in, and what is compared. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeWelcome } from "../../dev/messages";
import { SCHEMA, STATE } from "../../dev/schema";
import type { PresetsHeader } from "../../src/wire/protocol";
import { find, press } from "../fakes/controls";
import { FakeChannel, settle } from "../fakes/kernel";
import { answer, byId, channel, control, mount, root, unmount } from "../fakes/panel";

const FOG = { name: "fog", saved: "2026-01-02T03:04:05+00:00", note: "" };
const VALUES = { brightness: 1.75, title: "Mist" };

const asked = () => channel.of("preset");
const form = () => byId("reactor-preset-form");
const input = () => find<HTMLInputElement>(form(), "input:not([type])");
const word = () => find(byId("reactor-preset-bar"), ".preset-word").textContent;
const button = (label: string) =>
  root.querySelector<HTMLElement>(`[aria-label="${label}"], [title="${label}"]`);
/** Which side the head says holds, empty if nothing is compared. */
const side = () =>
  byId("reactor-compare").hidden
    ? ""
    : find(byId("reactor-compare"), ".on").textContent;
const sent = () => channel.of("command").map(({ data }) => data);

/** Answer what was asked last. */
async function tell(more: Partial<PresetsHeader> = {}): Promise<void> {
  const { id, action, name } = asked().at(-1) ?? { id: "", action: "list", name: "" };
  const plain = { text: "", error: "", exists: false, values: null, left_out: [] };
  const header = {
    type: "presets",
    id,
    action,
    name,
    presets: [FOG],
    ...plain,
  } as const;
  channel.say({ ...header, ...more });
  await settle();
}

async function save(name: string): Promise<void> {
  input().value = name;
  find<HTMLElement>(form(), "[type=submit]").click();
}

beforeEach(async () => {
  mount();
  channel.say({ ...makeWelcome(SCHEMA, STATE), presets: { limit: 200 } });
  byId("reactor-presets").click();
  await tell();
});
afterEach(unmount);

test("a runtime that keeps none offers none, nor does a model without values", () => {
  unmount();
  mount();
  expect(byId("reactor-presets").hidden).toBe(true);
  const bare = { ...SCHEMA, controls: [] };
  channel.say({ ...makeWelcome(bare, null), presets: { limit: 200 } });
  expect(byId("reactor-presets").hidden).toBe(true);
});

describe("saving", () => {
  test("keeps the values under a name, and says what is not kept", async () => {
    await save(" rain ");
    expect(asked().at(-1)).toMatchObject({
      action: "save",
      name: "rain",
      overwrite: false,
    });
    const left_out = [{ name: "image", reason: "a file is not kept" }];
    await tell({ values: VALUES, left_out });
    expect(word()).toBe("rain is kept. Not kept: image a file is not kept.");
    expect(sent()).toEqual([]);
  });

  test("replaces one of that name when it is pressed again", async () => {
    await save("fog");
    await tell({ exists: true });
    expect(word()).toContain("Press Save again to replace it");
    await save("fog");
    expect(asked().at(-1)?.overwrite).toBe(true);
    await tell({ exists: true });
    await save("other");
    expect(asked().at(-1)?.overwrite).toBe(false);
  });

  test("lets what comes be compared with what was kept", async () => {
    await save("rain");
    await tell({ name: "rain", values: { brightness: STATE.brightness as number } });
    expect(side()).toBe("A");
    channel.say({ type: "state", values: { brightness: 1.5 } });
    const inside = find<HTMLElement>(control("smooth"), "input");
    press(inside, "b", { composed: true });
    await answer();
    expect(sent()).toEqual([{ brightness: STATE.brightness }]);
    press(inside, "b", { composed: true });
    expect(sent().at(-1)).toEqual({ brightness: 1.5 });
  });

  test("says so where no answer can come", async () => {
    channel.isUp = false;
    await save("rain");
    await settle();
    expect(word()).toContain("No answer came");
    channel.isUp = true;
    await save("rain");
    channel.say({ ...makeWelcome(SCHEMA, STATE), presets: { limit: 200 } });
    await settle();
    expect(word()).toContain("No answer came");
  });

  test("says why it could not", async () => {
    await save("a/b");
    await tell({ error: "The name 'a/b' contains '/'." });
    expect(word()).toBe("The name 'a/b' contains '/'.");
  });
});

describe("loading", () => {
  const load = async (more: Partial<PresetsHeader> = {}) => {
    button("Load fog")?.click();
    await tell({ values: VALUES, ...more });
    await answer();
  };
  const undo = async () => {
    const inside = find(control("smooth"), "input");
    press(inside, "z", { ctrlKey: true, composed: true });
    await answer();
  };

  test("puts in what fits as one change, and says what does not", async () => {
    await load({
      text: "It was made for another version of this model.",
      left_out: [{ name: "mode", reason: "the model has no such field now" }],
    });
    expect(sent()).toEqual([{ brightness: 1.75 }, { title: "Mist" }]);
    expect(word()).toContain("another version of this model. Left as it is: mode the");
    await undo();
    expect(sent().slice(2)).toEqual([
      { brightness: STATE.brightness },
      { title: STATE.title },
    ]);
  });

  test("b changes between it and what was before, which keep their edits", async () => {
    await load();
    expect(side()).toBe("B");
    channel.say({ type: "state", values: { brightness: 1.5 } });
    const inside = find<HTMLElement>(control("smooth"), "input");
    const flip = async () => {
      inside.dispatchEvent(
        new KeyboardEvent("keydown", { key: "b", bubbles: true, composed: true }),
      );
      await answer();
    };
    await flip();
    expect(side()).toBe("A");
    expect(sent().at(-2)).toEqual({ brightness: STATE.brightness });
    await flip();
    expect(sent().slice(-2)).toEqual([{ brightness: 1.5 }, { title: "Mist" }]);
  });

  test("A and B can be compared without any preset", async () => {
    find<HTMLElement>(form(), "[title^='Change between']").click();
    expect(side()).toBe("B");
    expect(sent()).toEqual([]);
  });

  test("is compared by a press in the head, too", async () => {
    await load();
    byId("reactor-compare").click();
    await answer();
    expect(side()).toBe("A");
    expect(sent().at(-1)).toEqual({ title: STATE.title });
  });

  test("taking it back shows the side that holds again", async () => {
    await load();
    await undo();
    expect(side()).toBe("A");
    expect(byId("reactor-compare").title).toContain("A holds");
  });

  test("b pressed before the session has answered loses nothing", async () => {
    button("Load fog")?.click();
    await tell({ values: VALUES });
    const inside = find<HTMLElement>(control("smooth"), "input");
    press(inside, "b", { composed: true });
    press(inside, "b", { composed: true });
    expect(sent().slice(-2)).toEqual([{ brightness: 1.75 }, { title: "Mist" }]);
    await answer();
  });

  test("sets a field whose control nobody sees", async () => {
    unmount();
    const controls = SCHEMA.controls.map((one) =>
      one.name === "title" ? { ...one, hint: { hidden: true } } : one,
    );
    mount({ ...SCHEMA, controls });
    expect(control("title")).toBeNull();
    channel.say({
      ...makeWelcome({ ...SCHEMA, controls }, STATE),
      presets: { limit: 200 },
    });
    byId("reactor-presets").click();
    await tell();
    await load();
    expect(sent()).toContainEqual({ title: "Mist" });
  });

  test("sends nothing of what is there already", async () => {
    await load({ values: { ...VALUES, brightness: STATE.brightness as number } });
    expect(sent()).toEqual([{ title: "Mist" }]);
  });

  test("is told in the log, with what does not fit", async () => {
    await load({ left_out: [{ name: "mode", reason: "must be one of a, b" }] });
    expect(byId("reactor-log").textContent).toContain("mode must be one of a, b");
  });

  test("and what was compared, is over once the model takes other values", async () => {
    await load();
    channel.say({ type: "contract", schema: { ...SCHEMA, model: "Another" } });
    expect(side()).toBe("");
  });

  test("and b, wait for a session that can be asked for something", async () => {
    channel.say({ type: "status", status: "stopped", detail: "", traceback: "" });
    await load();
    expect(sent()).toEqual([]);
    expect(side()).toBe("A");
    expect(find<HTMLButtonElement>(byId("reactor-presets"), ":scope").disabled).toBe(
      true,
    );
  });

  test("changes nothing that cannot be read", async () => {
    button("Load fog")?.click();
    await tell({ error: "fog.json is no JSON." });
    expect(word()).toBe("fog.json is no JSON.");
    expect(sent()).toEqual([]);
  });

  test("leaves a locked seed alone", async () => {
    unmount();
    const hinted = SCHEMA.controls.map((one) =>
      one.name === "seed" ? { ...one, hint: { widget: "seed" } as const } : one,
    );
    mount({ ...SCHEMA, controls: hinted });
    channel.say({
      ...makeWelcome({ ...SCHEMA, controls: hinted }, STATE),
      presets: { limit: 200 },
    });
    byId("reactor-presets").click();
    await tell();
    button("Keep Seed as it is")?.click();
    await load({ values: { seed: 5, title: "Mist" } });
    expect(sent()).toEqual([{ title: "Mist" }]);
  });

  test("takes a preset that is dropped, but none that is too large", async () => {
    const drop = async (text: string) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], "a.json"));
      const init = { dataTransfer, bubbles: true, cancelable: true };
      for (const type of ["dragover", "drop"]) {
        const event = new DragEvent(type, init);
        byId("reactor-preset-bar").dispatchEvent(event);
        expect(event.defaultPrevented).toBe(true);
      }
    };
    await drop("{}");
    await vi.waitFor(() => expect(asked().at(-1)?.text).toBe("{}"));
    await drop("x".repeat(201));
    await vi.waitFor(() => expect(word()).toContain("201 bytes, a preset at most 200"));
    expect(asked().at(-1)?.text).toBe("{}");
  });

  test("takes a preset that is pasted, or opened as a file", async () => {
    const text = JSON.stringify({ model: "M", values: VALUES });
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    input().dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
    );
    const read = { action: "read", text };
    await vi.waitFor(() => expect(asked().at(-1)).toMatchObject(read));
    const files = new DataTransfer();
    files.items.add(new File(["{}"], "a.json"));
    const open = find<HTMLInputElement>(form(), "input[type=file]");
    open.files = files.files;
    open.dispatchEvent(new Event("change"));
    await vi.waitFor(() => expect(asked().at(-1)?.text).toBe("{}"));
  });
});

test("a preset is renamed, deleted on a second press, and shared", async () => {
  button("Rename fog")?.click();
  expect(input().value).toBe("fog");
  await save("mist");
  expect(asked().at(-1)).toMatchObject({ action: "rename", name: "fog", to: "mist" });
  await tell({ name: "mist" });
  expect(word()).toBe("It is called mist now.");
  const count = asked().length;
  button("Delete fog")?.click();
  expect(asked()).toHaveLength(count);
  button("Delete fog")?.click();
  expect(asked().at(-1)?.action).toBe("delete");
  await tell({ presets: [] });
  expect(byId("reactor-preset-bar").querySelectorAll("li")).toHaveLength(0);
});

test("the JSON is downloaded, or the clipboard says why not", async () => {
  const clicked = vi
    .spyOn(HTMLAnchorElement.prototype, "click")
    .mockImplementation(() => undefined);
  button("Download the JSON of fog")?.click();
  await tell({ text: "{}", presets: null });
  expect(clicked.mock.contexts[0]).toHaveProperty("download", "fog.json");
  clicked.mockRestore();
  expect(byId("reactor-preset-bar").querySelectorAll("li")).toHaveLength(1);
  const write = vi
    .spyOn(navigator.clipboard, "writeText")
    .mockRejectedValue(new Error("not allowed here"));
  button("Copy the JSON of fog")?.click();
  await tell({ text: "{}" });
  expect(word()).toBe("Nothing was copied: not allowed here");
  write.mockRestore();
  button("Copy the JSON of fog")?.click();
  await tell({ error: "There is no fog any more." });
  expect(word()).toBe("There is no fog any more.");
});

test("Esc leaves a new name, then the bar, and goes back to its button", async () => {
  unmount();
  mount();
  channel.say({ ...makeWelcome(SCHEMA, STATE), presets: { limit: 200 } });
  byId("reactor-presets").focus();
  byId("reactor-presets").click();
  await tell();
  button("Rename fog")?.click();
  press(input(), "Escape");
  expect(find(form(), "[type=submit]").textContent).toBe("Save");
  press(input(), "Escape");
  expect(byId("reactor-preset-bar").hidden).toBe(true);
  expect(root.activeElement).toBe(byId("reactor-presets"));
});

test("the JSON goes to the clipboard, and Esc closes the bar", async () => {
  const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  button("Copy the JSON of fog")?.click();
  await tell({ text: "{}" });
  expect(write).toHaveBeenCalledWith("{}");
  expect(word()).toContain("in the clipboard");
  write.mockRestore();
  press(input(), "Escape");
  expect(byId("reactor-preset-bar").hidden).toBe(true);
});

test("an answer to what was asked before is not taken for one to the last", async () => {
  const [first] = asked();
  await save("rain");
  const told = { type: "presets", action: "list", name: "", presets: [] } as const;
  const plain = { values: null, left_out: [], text: "", error: "", exists: false };
  channel.say({ ...told, ...plain, id: first?.id ?? "" });
  await settle();
  expect(byId("reactor-preset-bar").querySelectorAll("li")).toHaveLength(1);
  expect(channel).toBeInstanceOf(FakeChannel);
});
