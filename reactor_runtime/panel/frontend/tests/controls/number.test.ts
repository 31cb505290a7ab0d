import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { NumberField } from "../../src/wire/schema";
import {
  boxOf,
  close,
  enter,
  field,
  heard,
  make,
  makeOf,
  open,
  press,
  reasons,
} from "../fakes/controls";

beforeEach(open);
afterEach(close);

describe("a number box", () => {
  test.each([
    123456789,
    -123456789.25,
    Number.MAX_SAFE_INTEGER,
    -Number.MAX_SAFE_INTEGER,
    0.1 + 0.2,
    1 / 3,
    1e-7,
    5e-324,
    1.7976931348623157e308,
  ])("shows %d as it is", (value) => {
    const { el, show } = make("seed");
    show(value);
    expect(boxOf(el).valueAsNumber).toBe(value);
    expect(boxOf(el).value).toBe(String(value));
  });

  test("goes one further with an arrow key, whatever the size", () => {
    const { el, show } = make("seed");
    show(123456789);
    press(boxOf(el), "ArrowUp");
    press(boxOf(el), "ArrowUp");
    press(boxOf(el), "ArrowDown");
    expect(heard.map(([value]) => value)).toEqual([123456790, 123456791, 123456790]);
  });

  test("has arrows that stay within the bounds", () => {
    const { el, show } = make("seed");
    show(0);
    boxOf(el).stepDown();
    expect(boxOf(el).value).toBe("0");
    boxOf(el).stepUp();
    expect(boxOf(el).value).toBe("1");
  });

  test("keeps what is no number, and says so", () => {
    const { el, show, follow } = makeOf({
      ...(field("seed") as NumberField),
      nullable: false,
    });
    show(5);
    enter(boxOf(el), "");
    press(boxOf(el), "Enter");
    expect(reasons).toEqual(["", "needs a number"]);
    follow(6, false);
    expect(boxOf(el).value).toBe("");
    press(boxOf(el), "Escape");
    expect(boxOf(el).value).toBe("6");
    expect(heard).toEqual([]);
  });

  test("that may be unset is unset by emptying it", () => {
    const { el, show } = make("seed");
    show(5);
    enter(boxOf(el), "");
    press(boxOf(el), "Enter");
    expect(heard).toEqual([[null, true]]);
  });

  test.each(["9007199254740993", "-9007199254740992", "1e300"])(
    "reports no whole number that would be another one on its way: %s",
    (text) => {
      const { el } = make("seed");
      enter(boxOf(el), text);
      press(boxOf(el), "Enter");
      expect(heard).toEqual([]);
      expect(reasons.at(-1)).toBe("must be within ±9007199254740991");
      expect(boxOf(el).value).toBe(text);
    },
  );

  test("reports a number once, however it is left", () => {
    const { el } = make("seed");
    enter(boxOf(el), "7");
    press(boxOf(el), "Enter");
    boxOf(el).dispatchEvent(new Event("change"));
    boxOf(el).blur();
    expect(heard).toEqual([[7, true]]);
  });
});
