import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CONTROLS, SCHEMA } from "../../dev/schema";
import type { ControlSchema, Hint, NumberField } from "../../src/wire/schema";
import { find, press } from "../fakes/controls";
import { settle } from "../fakes/kernel";
import {
  answer,
  byId,
  channel,
  control,
  dispose,
  last,
  mount,
  root,
  unmount,
} from "../fakes/panel";

/** The panel with one field described anew. */
function withHint(name: string, hint: Hint, more: Partial<NumberField> = {}) {
  const controls = CONTROLS.map((one) =>
    one.name === name ? ({ ...one, ...more, hint } as ControlSchema) : one,
  );
  return { ...SCHEMA, controls };
}

beforeEach(() => mount());

afterEach(unmount);

describe("what an author suggests", () => {
  test("a unit stands behind the number", () => {
    dispose();
    mount(withHint("brightness", { unit: "EV" }));
    expect(find(control("brightness"), ".unit").textContent).toBe("EV");
  });

  test("a seed has a die", async () => {
    dispose();
    mount(withHint("seed", { widget: "seed" }));
    find<HTMLElement>(control("seed"), "[aria-label='Another Seed']").click();
    await settle();
    expect(Number.isSafeInteger(last()?.data.seed)).toBe(true);
  });

  test("a seed that is locked is left alone by its die and by reset all", async () => {
    dispose();
    mount(withHint("seed", { widget: "seed" }));
    channel.say({ type: "state", values: { seed: 7, brightness: 1.5 } });
    const lock = find<HTMLElement>(control("seed"), "[aria-label^='Keep Seed']");
    const die = find<HTMLButtonElement>(control("seed"), "[aria-label='Another Seed']");
    lock.click();
    expect([lock.getAttribute("aria-pressed"), die.disabled]).toEqual(["true", true]);
    byId("reactor-reset").click();
    await answer();
    const changed = channel.of("command").flatMap(({ data }) => Object.keys(data));
    expect(changed).toContain("brightness");
    expect(changed).not.toContain("seed");
    // A class that was edited draws the rows anew; a person's lock stays.
    const schema = withHint("seed", { widget: "seed", unit: "#" });
    channel.say({ type: "contract", schema });
    const again = find<HTMLElement>(control("seed"), "[aria-label^='Keep Seed']");
    expect(again.getAttribute("aria-pressed")).toBe("true");
    again.click();
    expect(again.getAttribute("aria-pressed")).toBe("false");
  });

  test("a logarithmic slider goes the same way for the same factor", async () => {
    dispose();
    const ends = { minimum: 0.01, maximum: 100, step: 0.5, default: 1 };
    mount(withHint("brightness", { scale: "log" }, ends));
    channel.say({ type: "state", values: { brightness: 1 } });
    const thumb = find<HTMLInputElement>(control("brightness"), "input[type=range]");
    expect(thumb.valueAsNumber).toBeCloseTo(0.5);
    expect(thumb.getAttribute("aria-valuetext")).toBe("1");
    thumb.value = "0.75";
    thumb.dispatchEvent(new InputEvent("input"));
    thumb.dispatchEvent(new Event("change"));
    await answer();
    expect(last()?.data).toEqual({ brightness: 10 });
    channel.say({ type: "state", values: { brightness: 10 } });
    press(thumb, "ArrowRight");
    thumb.dispatchEvent(new Event("change"));
    await settle();
    expect(last()?.data).toEqual({ brightness: 11 });
  });

  test("a colour has a swatch", async () => {
    dispose();
    mount(withHint("title", { widget: "color" }));
    channel.say({ type: "state", values: { title: "#FF8000" } });
    const swatch = find<HTMLInputElement>(control("title"), "input[type=color]");
    expect(swatch.value).toBe("#ff8000");
    swatch.value = "#00ff00";
    swatch.dispatchEvent(new Event("change"));
    await settle();
    expect(last()?.data).toEqual({ title: "#00ff00" });
  });

  test("groups are folds, in order; what is hidden is not there", () => {
    dispose();
    const hints: Record<string, Hint> = {
      brightness: { group: "Light" },
      speed: { group: "Light", order: -1 },
      title: { hidden: true },
    };
    const controls = CONTROLS.map((one) => ({ ...one, hint: hints[one.name] ?? {} }));
    mount({ ...SCHEMA, controls: controls as ControlSchema[] });
    const heads = [...root.querySelectorAll(".row-list > .fold > .fold-head")];
    expect(heads.map(({ textContent }) => textContent)).toEqual(["Light", "Actions"]);
    const light = heads[0]?.parentElement as HTMLElement;
    const rows = [...light.querySelectorAll<HTMLElement>(".control")];
    expect(rows.map(({ dataset }) => dataset.testid)).toEqual([
      "control-speed",
      "control-brightness",
    ]);
    expect(control("title")).toBeNull();
  });
});
