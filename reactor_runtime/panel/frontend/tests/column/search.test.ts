/** Rows of the column: how dense they are, and what a hand does to them. */

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CONTROLS, SCHEMA } from "../../dev/schema";
import type { ControlSchema } from "../../src/wire/schema";
import { enter, press } from "../fakes/controls";
import { byId, control, dispose, heightOf, mount, root, unmount } from "../fakes/panel";

beforeEach(() => mount());

afterEach(unmount);

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
