import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SliderField } from "../../src/wire/schema";
import {
  ANGLE,
  boxOf,
  close,
  enter,
  field,
  find,
  heard,
  make,
  makeOf,
  open,
  press,
} from "../fakes/controls";

beforeEach(open);
afterEach(close);

describe("a slider", () => {
  test("reports while it moves and once when it rests", () => {
    const { el } = make("brightness");
    const range = find<HTMLInputElement>(el, "input[type=range]");
    range.value = "0.5004";
    range.dispatchEvent(new Event("input"));
    range.dispatchEvent(new Event("change"));
    range.dispatchEvent(new Event("pointerup"));
    expect(heard).toEqual([
      [0.5, false],
      [0.5, true],
    ]);
    expect(find<HTMLInputElement>(el, "input[type=number]").value).toBe("0.5");
  });

  test("reports the end of a drag that ends where it began", () => {
    const { el } = make("brightness");
    const range = find<HTMLInputElement>(el, "input[type=range]");
    range.dispatchEvent(new Event("input"));
    range.dispatchEvent(new Event("pointerup"));
    expect(heard.at(-1)?.[1]).toBe(true);
  });

  test("shows the exact value, between its marks too", () => {
    const { el, show } = make("brightness");
    show(0.123456);
    expect(find<HTMLInputElement>(el, "input[type=number]").value).toBe("0.123456");
    expect(find<HTMLInputElement>(el, "input[type=range]").value).toBe("0.123456");
  });

  test("reaches an upper end that is no multiple of its step", () => {
    const { el } = makeOf(ANGLE);
    const range = find<HTMLInputElement>(el, "input[type=range]");
    range.value = range.max;
    range.dispatchEvent(new Event("input"));
    expect(heard.at(-1)).toEqual([Math.PI, false]);
    for (const [key, value] of [
      ["Home", -Math.PI],
      ["ArrowRight", -3.14],
      ["End", Math.PI],
      ["ArrowLeft", 3.14],
      ["PageDown", 2.52],
    ] as const) {
      press(range, key);
      expect(heard.at(-1)).toEqual([value, false]);
    }
    press(range, "Tab");
    range.dispatchEvent(new KeyboardEvent("keyup"));
    expect(heard.at(-1)).toEqual([2.52, true]);
  });

  test("stands at what holds while its box keeps what was refused", () => {
    const { el, show, follow } = make("brightness");
    const [range, box] = [find<HTMLInputElement>(el, "input"), boxOf(el)];
    show(1);
    enter(box, "1.7");
    press(box, "Enter");
    expect(heard).toEqual([[1.7, true]]);
    follow(0.5, true);
    expect([range.value, box.value]).toEqual(["0.5", "1.7"]);
    press(box, "Escape");
    expect(box.value).toBe("0.5");
  });

  test("in a form moves with what is typed into its box", () => {
    const { el } = make("brightness", "immediate");
    enter(boxOf(el), "1.25");
    expect(heard).toEqual([[1.25, true]]);
    expect(find<HTMLInputElement>(el, "input[type=range]").value).toBe("1.25");
  });

  test.each([
    ["99", 2, "2 is the most"],
    ["-1", 0, "0 is the least"],
  ])("takes %s typed beyond its ends for the end, with a word", (typed, end, word) => {
    const { el } = make("brightness");
    const notes: string[] = [];
    const hear = (event: Event) => notes.push((event as CustomEvent<string>).detail);
    el.addEventListener("reactor:note", hear);
    const box = boxOf(el);
    enter(box, typed);
    press(box, "Enter");
    expect(heard).toEqual([[end, true]]);
    expect(box.value).toBe(String(end));
    expect(notes).toEqual([word]);
  });

  test("whose ends are an author's suggestion takes what the contract does", () => {
    const { el } = makeOf({
      ...(field("brightness") as SliderField),
      limits: [null, 5],
    });
    const box = boxOf(el);
    for (const [typed, wanted] of [
      ["-7", -7],
      ["4.5", 4.5],
      ["6", 5],
    ] as const) {
      enter(box, typed);
      press(box, "Enter");
      expect(heard.at(-1)).toEqual([wanted, true]);
    }
  });

  test("in a form stays within its ends once the box is left", () => {
    const { el } = make("brightness", "immediate");
    const box = boxOf(el);
    enter(box, "12");
    expect(heard.at(-1)).toEqual([12, true]);
    box.dispatchEvent(new Event("change"));
    expect([box.value, heard.at(-1)]).toEqual(["2", [2, true]]);
  });

  test("says that it is not set", () => {
    const { el, show } = make("brightness");
    show(null);
    const box = find<HTMLInputElement>(el, "input[type=number]");
    expect([box.value, box.placeholder]).toEqual(["", "not set"]);
  });
});
