import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SCHEMA } from "../../dev/schema";
import { settle } from "../fakes/kernel";
import {
  accept,
  box,
  byId,
  channel,
  drag,
  drawFrame,
  get,
  lastCommand,
  mount,
  range,
  refuse,
  unmount,
} from "../fakes/panel";

beforeEach(() => mount(SCHEMA, { rung: "direct" }));
afterEach(unmount);

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
