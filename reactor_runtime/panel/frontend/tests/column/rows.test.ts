import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CONTROLS } from "../../dev/schema";
import type { NumberField } from "../../src/wire/schema";
import { enter, find, press } from "../fakes/controls";
import {
  answer,
  byId,
  control,
  heightOf,
  last,
  mount,
  root,
  unmount,
} from "../fakes/panel";

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
