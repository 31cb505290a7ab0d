/** Rows of the column: how dense they are, and what a hand does to them. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CONTROLS, SCHEMA } from "../../dev/schema";
import type { ControlSchema, Hint, NumberField } from "../../src/wire/schema";
import { enter, find, press } from "../fakes/controls";
import { settle } from "../fakes/kernel";
import {
  answer,
  byId,
  channel,
  control,
  dispose,
  heightOf,
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

describe("a row", () => {
  test.each(["brightness", "speed", "seed", "palette", "smooth", "title"])(
    "of %s is 28 pixels high",
    (name) => {
      expect(heightOf(control(name))).toBeGreaterThanOrEqual(28);
      expect(heightOf(control(name))).toBeLessThan(31);
    },
  );

  test("keeps its description out of sight until somebody asks, and tells it", () => {
    const [described] = CONTROLS.filter(({ description }) => description !== "");
    const row = control(described?.name ?? "");
    const help = find<HTMLElement>(row, ".help");
    expect(heightOf(help)).toBe(1);
    expect(find<HTMLElement>(row, ".label").title).toBe(described?.description);
    expect(find(row, "input").getAttribute("aria-describedby")).toBe(help.id);
    byId("reactor-explain").click();
    expect(heightOf(help)).toBeGreaterThan(10);
    byId("reactor-explain").click();
    expect(heightOf(help)).toBe(1);
  });

  test("shows that a value is not the default, and brings the default back", async () => {
    const row = control("brightness");
    expect(row.classList.contains("changed")).toBe(false);
    const box = find<HTMLInputElement>(row, "input[type=number]");
    enter(box, "1.5");
    press(box, "Enter");
    await answer();
    expect(row.classList.contains("changed")).toBe(true);
    find<HTMLElement>(row, ".back").click();
    await answer();
    expect(last()?.data).toEqual({ brightness: 1 });
    expect(row.classList.contains("changed")).toBe(false);
  });

  test("resets by a double click on its name", async () => {
    const row = control("speed");
    const box = find<HTMLInputElement>(row, "input[type=number]");
    enter(box, "7");
    press(box, "Enter");
    await answer();
    find(row, ".label").dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
    await answer();
    const field = CONTROLS.find(({ name }) => name === "speed") as NumberField;
    expect(last()?.data).toEqual({ speed: field.default });
  });
});

describe("dragging a number", () => {
  function drag(handle: HTMLElement, by: number, keys: PointerEventInit = {}): void {
    const at = { bubbles: true, button: 0, pointerId: 1, cancelable: true };
    handle.setPointerCapture = () => undefined;
    handle.dispatchEvent(new PointerEvent("pointerdown", { ...at, clientX: 100 }));
    const moved = { ...at, clientX: 100 + by, ...keys };
    handle.dispatchEvent(new PointerEvent("pointermove", moved));
    handle.dispatchEvent(new PointerEvent("pointerup", moved));
  }

  const SEED = { minimum: null, maximum: null, step: 1, default: 1234 } as const;

  test.each([
    [40, {}, 1274],
    [-40, {}, 1194],
    [4, { shiftKey: true }, 1274],
    [40, { altKey: true }, 1238],
  ] as const)("by %d pixels with %j gives %d", async (by, keys, wanted) => {
    dispose();
    mount(withHint("seed", {}, SEED));
    channel.say({ type: "state", values: { seed: 1234 } });
    drag(find<HTMLElement>(control("seed"), ".label"), by, keys);
    await settle();
    expect(last()?.data).toEqual({ seed: wanted });
  });

  test("works on the box, and a slider's name, and stops at the ends", async () => {
    drag(find<HTMLElement>(control("brightness"), "input[type=number]"), 10_000);
    await answer();
    const slider = CONTROLS.find(({ name }) => name === "brightness") as NumberField;
    expect(last()?.data).toEqual({ brightness: slider.maximum });
  });

  test("by a pixel or two is a click", () => {
    drag(find<HTMLElement>(control("seed"), ".label"), 2);
    expect(channel.of("command")).toEqual([]);
  });
});

test("a number beyond the end is taken for the end, with a note that goes", async () => {
  await vi.waitFor(() => expect(byId("reactor-speech").textContent).not.toBe(""));
  vi.useFakeTimers();
  const box = find<HTMLInputElement>(control("brightness"), "input[type=number]");
  enter(box, "9");
  press(box, "Enter");
  expect(last()?.data).toEqual({ brightness: 2 });
  const note = find(control("brightness"), ".row-note");
  expect(note.textContent).toBe("2 is the most");
  vi.advanceTimersByTime(4100);
  expect(note.textContent).toBe("");
  expect(byId("reactor-speech").textContent).toContain("2 is the most");
  vi.useRealTimers();
});

test("a note moves nothing that a press may be aimed at", () => {
  const below = control("speed").getBoundingClientRect().top;
  const box = find<HTMLInputElement>(control("brightness"), "input[type=number]");
  enter(box, "9");
  press(box, "Enter");
  expect(find(control("brightness"), ".row-note").textContent).not.toBe("");
  expect(control("speed").getBoundingClientRect().top).toBe(below);
});

describe("the Tab key", () => {
  test("stops once at a slider and its box; Enter or a digit leads into the box", () => {
    const thumb = find<HTMLInputElement>(control("brightness"), "input[type=range]");
    const box = find<HTMLInputElement>(control("brightness"), "input[type=number]");
    expect([thumb.tabIndex, box.tabIndex]).toEqual([0, -1]);
    for (const key of ["Enter", "7", "-", "."]) {
      thumb.focus();
      press(thumb, key);
      expect(root.activeElement, key).toBe(box);
    }
    thumb.focus();
    press(thumb, "x");
    expect(root.activeElement).toBe(thumb);
  });
});

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

describe("finding controls", () => {
  const shown = () =>
    [...root.querySelectorAll<HTMLElement>(".control")]
      .filter((row) => heightOf(row) > 0)
      .map(({ dataset }) => dataset.testid);

  test("is offered from ten controls on", () => {
    expect(byId("reactor-search").hidden).toBe(false);
    dispose();
    mount({ ...SCHEMA, controls: CONTROLS.slice(0, 4), file_picker: false });
    expect(byId("reactor-search").hidden).toBe(true);
  });

  test("leaves those whose name or description has every word", () => {
    byId("reactor-search").click();
    const box = byId("reactor-search-box") as HTMLInputElement;
    enter(box, "bright");
    expect(shown()).toEqual(["control-brightness"]);
    enter(box, "no such thing");
    expect(shown()).toEqual([]);
    expect(root.querySelector(".search .empty")?.textContent).toContain("No control");
    press(box, "Escape");
    expect(shown().length).toBeGreaterThan(8);
    expect(heightOf(box)).toBe(0);
  });

  test("opens what is folded, and folds it again", () => {
    const fold = root.querySelector<HTMLDetailsElement>(".fold") as HTMLDetailsElement;
    fold.open = false;
    byId("reactor-search").click();
    const box = byId("reactor-search-box") as HTMLInputElement;
    enter(box, "randomize");
    expect(shown()).toEqual(["control-randomize"]);
    enter(box, "");
    expect(fold.open).toBe(false);
  });

  test("three hundred fields are there in under a second", () => {
    dispose();
    const many = Array.from({ length: 300 }, (_, index) => ({
      ...(CONTROLS[index % 6] as ControlSchema),
      name: `field_${index}`,
      label: `Field ${index}`,
      command: `set_field_${index}`,
    }));
    const began = performance.now();
    mount({ ...SCHEMA, controls: many as ControlSchema[] });
    expect(heightOf(control("field_299"))).toBeGreaterThan(20);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe("the edge beside the controls", () => {
  const width = () => byId("reactor-controls").getBoundingClientRect().width;

  test("makes them wider and narrower within bounds, by keys, too", () => {
    const edge = byId("reactor-divider");
    expect(width()).toBe(300);
    press(edge, "ArrowLeft");
    expect(width()).toBe(320);
    for (let count = 0; count < 20; count += 1) press(edge, "ArrowRight");
    expect(width()).toBe(240);
    expect(edge.getAttribute("aria-valuenow")).toBe("240");
  });

  test("hides them by a double click, and shows them again", () => {
    const edge = byId("reactor-divider");
    edge.dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
    expect(width()).toBe(0);
    edge.dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
    expect(width()).toBe(300);
  });
});

test("a panel is no taller than the window less 120 pixels, whatever is open", async () => {
  const panel = root.querySelector(".panel") as HTMLElement;
  const most = window.innerHeight - 120;
  expect(heightOf(panel)).toBeLessThanOrEqual(most);
  byId("reactor-more").click();
  find<HTMLElement>(byId("reactor-log"), ".log-toggle").click();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(heightOf(panel)).toBeLessThanOrEqual(most);
  const [notes, main] = [byId("reactor-notes"), root.querySelector(".main")];
  expect(notes.getBoundingClientRect().bottom).toBeLessThanOrEqual(
    main?.getBoundingClientRect().top ?? 0,
  );
});
