import { afterEach, beforeEach, expect, test } from "vitest";
import { close, find, heard, make, open } from "../fakes/controls";

beforeEach(open);
afterEach(close);

test("a dropdown reports the value, not its label", () => {
  const { el, show, follow } = make("palette");
  show("ember");
  const select = find<HTMLSelectElement>(el, "select");
  select.selectedIndex = [...select.options].findIndex(({ text }) => text === "Moss");
  select.dispatchEvent(new Event("change"));
  expect(heard).toEqual([[3, true]]);
  follow("ember", true);
  expect(select.selectedOptions[0]?.text).toBe("Moss");
  follow("no such value", false);
  expect(select.selectedOptions[0]?.text).toBe("not set");
});

test("a checkbox reports both ways", () => {
  const { el, show } = make("smooth");
  const box = find<HTMLInputElement>(el, "input");
  show(false);
  box.click();
  box.click();
  expect(heard).toEqual([
    [true, true],
    [false, true],
  ]);
});
