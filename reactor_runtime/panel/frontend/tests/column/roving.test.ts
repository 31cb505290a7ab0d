/** The column under the Tab key and the arrows, with keys that a browser gets. */

import { afterEach, beforeEach, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { CONTROLS, SCHEMA, STATE } from "../../dev/schema";
import type { ControlSchema } from "../../src/wire/schema";
import { byId, channel, control, mount, root, unmount } from "../fakes/panel";

const MANY = Array.from({ length: 35 }, (_, index) => ({
  ...(CONTROLS[0] as ControlSchema),
  name: `field_${index}`,
  label: `Field ${index}`,
  command: `set_field_${index}`,
})) as ControlSchema[];

const key = (name: string) => userEvent.keyboard(name);
const focused = () => root.activeElement as HTMLElement;
const rowOf = () => focused().closest<HTMLElement>(".control")?.dataset.testid ?? "";
const isInColumn = () => byId("reactor-controls").contains(focused());

beforeEach(() => mount({ ...SCHEMA, controls: MANY, file_picker: false }));
afterEach(unmount);

test("thirty-five fields are one stop of the Tab key, both ways", async () => {
  byId("reactor-more").focus();
  let stops = 0;
  for (let at = 0; at < 40 && !byId("reactor-log").contains(focused()); at += 1) {
    await key("{Tab}");
    stops += Number(isInColumn());
  }
  expect(byId("reactor-log").contains(focused())).toBe(true);
  expect(stops).toBe(1);
  await key("{Shift>}{Tab}{/Shift}");
  expect(rowOf()).toBe("control-field_0");
  await key("{Shift>}{Tab}{/Shift}");
  expect(isInColumn()).toBe(false);
});

test("arrows lead from row to row, and the Tab key back to the last one", async () => {
  control("field_3").querySelector("input")?.focus();
  await key("{ArrowDown}{ArrowDown}");
  expect(rowOf()).toBe("control-field_5");
  await key("{ArrowUp}");
  expect(rowOf()).toBe("control-field_4");
  expect(channel.of("command")).toEqual([]);
  await key("{Tab}");
  expect(isInColumn()).toBe(false);
  await key("{Shift>}{Tab}{/Shift}");
  expect(rowOf()).toBe("control-field_4");
  await key("{Control>}{End}{/Control}");
  expect(rowOf()).toBe("control-field_34");
  await key("{ArrowDown}");
  expect(rowOf()).toBe("control-field_34");
  await key("{Control>}{Home}{/Control}");
  expect(rowOf()).toBe("control-field_0");
});

test("left and right change a slider; a box keeps its arrows, Escape leaves it", async () => {
  control("field_3").querySelector("input")?.focus();
  await key("{ArrowRight}");
  expect(channel.of("command").at(-1)?.data).toHaveProperty("field_3");
  await key("{Enter}");
  expect((focused() as HTMLInputElement).type).toBe("number");
  const before = (focused() as HTMLInputElement).value;
  await key("{ArrowUp}");
  expect((focused() as HTMLInputElement).value).not.toBe(before);
  await key("{Control>}{ArrowDown}{/Control}");
  expect(rowOf()).toBe("control-field_4");
  await key("{Enter}{Escape}");
  expect((focused() as HTMLInputElement).type).toBe("range");
});

test("what is folded or filtered away is passed over", async () => {
  unmount();
  const grouped = MANY.map((field, index) => ({
    ...field,
    hint: { group: index < 30 ? "First" : "Second" },
  }));
  mount({ ...SCHEMA, controls: grouped as ControlSchema[] });
  const [first, second] = [...root.querySelectorAll<HTMLElement>(".fold-head")];
  first?.click();
  first?.focus();
  await key("{ArrowDown}");
  expect(focused()).toBe(second);
  await key("{ArrowDown}");
  expect(rowOf()).toBe("control-field_30");
});

const isRow = (name: string) =>
  focused().dataset.testid === `control-${name}` && focused().role === "group";

test("a row whose control needs the arrows is passed through, not changed", async () => {
  unmount();
  mount();
  control("speed").querySelector("input")?.focus();
  for (const name of ["seed", "palette"]) {
    await key("{ArrowDown}");
    expect(isRow(name)).toBe(true);
  }
  const row = focused();
  expect(row.ariaLabel).toBe("Palette: Ember");
  await key("{ArrowDown}");
  expect(row.ariaLabel).toBeNull();
  expect((focused() as HTMLInputElement).type).toBe("checkbox");
  await key("{ArrowDown}{ArrowDown}{ArrowDown}");
  expect((focused() as HTMLInputElement).type).toBe("file");
  await key("{ArrowDown}");
  expect(isRow("weights")).toBe(true);
  expect(channel.of("command")).toEqual([]);
});

test.each(["{Enter}", "{F2}", "7"])(
  "%s leads into the box, Escape back",
  async (way) => {
    unmount();
    mount();
    control("speed").querySelector("input")?.focus();
    await key(`{ArrowDown}${way}`);
    const box = focused() as HTMLInputElement;
    expect(box.type).toBe("number");
    if (way === "7") expect(box.value).toBe("7");
    await key("{Escape}");
    expect(isRow("seed")).toBe(true);
    expect(box.value).toBe(String(STATE.seed));
    await key("q{Control>}7{/Control}");
    expect(isRow("seed")).toBe(true);
  },
);

test("Home and End lead to the ends, but on a slider to its own", async () => {
  unmount();
  mount();
  control("smooth").querySelector("input")?.focus();
  await key("{Home}");
  expect(rowOf()).toBe("control-brightness");
  await key("{End}");
  expect(rowOf()).toBe("control-brightness");
  control("smooth").querySelector("input")?.focus();
  await key("{End}");
  expect(rowOf()).not.toBe("control-smooth");
  const sent = channel.of("command").flatMap(({ data }) => Object.keys(data));
  expect(new Set(sent)).toEqual(new Set(["brightness"]));
});

test("the Tab key leads out from a row, and to its box again", async () => {
  unmount();
  mount();
  control("speed").querySelector("input")?.focus();
  await key("{ArrowDown}{Tab}");
  expect(isInColumn()).toBe(false);
  await key("{Shift>}{Tab}{/Shift}");
  expect(rowOf()).toBe("control-seed");
  expect(isRow("seed")).toBe(false);
});

test("the fields of a form are stops one after the other, and its button the last", async () => {
  unmount();
  mount();
  control("paint-x").querySelector("input")?.focus();
  const seen = [];
  while (isInColumn()) {
    seen.push(focused().getAttribute("aria-label") ?? focused().textContent);
    await key("{Tab}");
  }
  expect(seen).toEqual(["X", "Colour", "Soft brush", "Stencil", "Paint"]);
  await key("{Shift>}{Tab}{Tab}{/Shift}");
  expect(rowOf()).toBe("control-paint-stencil");
});

test("Enter folds by a heading, and the arrows go past what is folded", async () => {
  const head = () => root.querySelector<HTMLElement>(".fold-head") as HTMLElement;
  unmount();
  mount();
  head().focus();
  await key("{Enter}");
  expect(head().closest("details")?.open).toBe(false);
  expect(focused()).toBe(head());
});

test("from the search the Tab key leads to what was found", async () => {
  byId("reactor-search").click();
  await key("field 7{Tab}");
  expect(rowOf()).toBe("control-field_7");
  await key("{Home}{ArrowUp}");
  expect(rowOf()).toBe("control-field_7");
  await key("{Shift>}{Tab}{/Shift}");
  expect(focused()).toBe(byId("reactor-search-box"));
  await key("{Escape}");
  expect(byId("reactor-search-box").checkVisibility()).toBe(false);
});

test("the parts of one row are stops of their own", async () => {
  unmount();
  mount();
  control("image").querySelector<HTMLElement>("button, input")?.focus();
  const seen = new Set<Element>();
  for (let at = 0; at < 10 && isInColumn(); at += 1) {
    seen.add(focused());
    expect(rowOf()).toBe("control-image");
    await key("{Tab}");
  }
  expect(seen.size).toBeGreaterThan(1);
});

test("a session that has ended has nothing to stop at but the column itself", () => {
  channel.say({ type: "status", status: "stopped", detail: "", traceback: "" });
  const edges = [...root.querySelectorAll<HTMLElement>(".edge")];
  expect(edges.map(({ tabIndex }) => tabIndex)).toEqual([-1, -1]);
});
