/** Changes of values: taken back, answered while paused, cancelled, copied. */

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { STATE } from "../../dev/schema";
import { enter, find, press } from "../fakes/controls";
import { settle } from "../fakes/kernel";
import { answer, byId, channel, control, last, mount, unmount } from "../fakes/panel";

beforeEach(() => mount());
afterEach(unmount);

describe("taking back", () => {
  async function change(name: string, text: string): Promise<void> {
    const box = find<HTMLInputElement>(control(name), "input[type=number]");
    enter(box, text);
    press(box, "Enter");
    box.blur();
    await answer();
  }
  const panel = () => find<HTMLElement>(control("smooth"), "input");

  test("Ctrl+Z undoes the last change, Ctrl+Shift+Z does it again", async () => {
    await change("brightness", "1.5");
    await change("speed", "6");
    press(panel(), "z", { ctrlKey: true, composed: true });
    await answer();
    expect(last()?.data).toEqual({ speed: STATE.speed });
    press(panel(), "z", { ctrlKey: true, composed: true });
    await answer();
    expect(last()?.data).toEqual({ brightness: STATE.brightness });
    press(panel(), "z", { ctrlKey: true, shiftKey: true, composed: true });
    await answer();
    expect(last()?.data).toEqual({ brightness: 1.5 });
    press(panel(), "y", { metaKey: true, composed: true });
    await answer();
    expect(last()?.data).toEqual({ speed: 6 });
    const count = channel.of("command").length;
    press(panel(), "y", { ctrlKey: true, composed: true });
    expect(channel.of("command")).toHaveLength(count);
  });

  test("a text that is being written keeps its own undo", async () => {
    await change("brightness", "1.5");
    const count = channel.of("command").length;
    press(find(control("title"), "input"), "z", { ctrlKey: true, composed: true });
    expect(channel.of("command")).toHaveLength(count);
  });
});

describe("while the model is paused", () => {
  const asked = () => channel.of("control").filter(({ action }) => action === "step");
  const pause = () =>
    channel.say({ type: "status", status: "paused", detail: "", traceback: "" });
  async function change(text: string): Promise<void> {
    const box = find<HTMLInputElement>(control("brightness"), "input[type=number]");
    enter(box, text);
    press(box, "Enter");
    await answer();
  }

  test("a changed value makes one step, so that the picture answers", async () => {
    await change("1.1");
    expect(asked()).toHaveLength(0);
    pause();
    await change("1.2");
    expect(asked()).toHaveLength(1);
  });

  test("an event makes none, and a switch turns it off", async () => {
    pause();
    find<HTMLElement>(control("randomize"), "button").click();
    await answer();
    expect(asked()).toHaveLength(0);
    byId("reactor-more").click();
    find<HTMLInputElement>(byId("reactor-notes"), "input").click();
    await change("1.2");
    expect(asked()).toHaveLength(0);
  });
});

describe("a file on its way", () => {
  test("can be cancelled, and the row shows what is held again", async () => {
    const row = control("image");
    const input = find<HTMLInputElement>(row, "input[type=file]");
    const stop = find<HTMLElement>(row, "[aria-label='Cancel Start image']");
    expect(stop.hidden).toBe(true);
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(5_000_000)], "big.png"));
    input.files = data.files;
    input.dispatchEvent(new Event("change"));
    await settle();
    expect(stop.hidden).toBe(false);
    expect(find<HTMLElement>(row, "progress").hidden).toBe(false);
    stop.click();
    await settle();
    expect(channel.of("upload").map(({ event }) => event)).toContain("cancel");
    expect(channel.of("command")).toEqual([]);
    expect(stop.hidden).toBe(true);
    expect(row.textContent).toContain("Drop a file");
  });
});

describe("copying", () => {
  async function copied(label: string): Promise<string> {
    byId("reactor-copy").click();
    const bar = byId("reactor-copy-bar");
    let text = "";
    const writeText = async (given: string): Promise<void> => {
      text = given;
    };
    const clipboard = { writeText };
    const own = Object.getOwnPropertyDescriptor(navigator, "clipboard");
    Object.defineProperty(navigator, "clipboard", {
      value: clipboard,
      configurable: true,
    });
    const button = [...bar.querySelectorAll("button")].find(
      ({ textContent }) => textContent === label,
    );
    button?.click();
    await settle();
    if (own === undefined) Reflect.deleteProperty(navigator, "clipboard");
    else Object.defineProperty(navigator, "clipboard", own);
    return text;
  }

  test("gives the values as JSON", async () => {
    expect(JSON.parse(await copied("JSON"))).toEqual(STATE);
  });

  test("gives them as Python that sets the state", async () => {
    channel.say({ type: "state", values: { smooth: false, title: 'a "b"' } });
    const lines = (await copied("state.name = value")).split("\n");
    expect(lines).toContain("state.smooth = False");
    expect(lines).toContain('state.title = "a \\"b\\""');
  });

  test("gives them as commands of the handle", async () => {
    const lines = (await copied("handle.send(…)")).split("\n");
    const value = STATE.brightness;
    expect(lines).toContain(`handle.send("set_brightness", brightness=${value})`);
  });
});
