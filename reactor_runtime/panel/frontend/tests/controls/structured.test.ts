/** Values of several parts: boxes and chips, and their JSON behind a button. */

import { afterEach, beforeEach, expect, test } from "vitest";
import type {
  ChipsField,
  DictField,
  NumbersField,
  ObjectField,
} from "../../src/wire/schema";
import type { JsonValue } from "../../src/wire/values";
import {
  close,
  enter,
  find,
  heard,
  makeOf,
  open,
  press,
  reasons,
} from "../fakes/controls";

const PAIR: NumbersField = {
  kind: "numbers",
  name: "offset",
  label: "Offset",
  description: "",
  default: [0, 0],
  required: false,
  names: null,
  length: 2,
  step: 0.01,
  integer: false,
  schema: {},
};
const POINT: NumbersField = { ...PAIR, names: ["x", "y"], default: { x: 0, y: 0 } };
const LIST: NumbersField = { ...PAIR, length: null, default: [1, 2, 3] };
const TAGS: ChipsField = {
  kind: "chips",
  name: "tags",
  label: "Tags",
  description: "",
  default: ["ink", "fog"],
  required: false,
  schema: {},
};

beforeEach(open);
afterEach(close);

const boxes = (el: HTMLElement) => [
  ...el.querySelectorAll<HTMLInputElement>("input[type=number]"),
];
const numbers = (el: HTMLElement) =>
  boxes(el).map(({ valueAsNumber }) => valueAsNumber);
const last = (): JsonValue | undefined => heard.at(-1)?.[0];

function write(input: HTMLInputElement, text: string): void {
  enter(input, text);
  press(input, "Enter");
}

test("two numbers are two boxes in a row, each with a name", () => {
  const { el, show } = makeOf(PAIR);
  show([0.5, -1]);
  expect(numbers(el)).toEqual([0.5, -1]);
  expect(boxes(el).map((box) => box.getAttribute("aria-label"))).toEqual([
    "Offset 1",
    "Offset 2",
  ]);
  write(boxes(el)[1] as HTMLInputElement, "2.5");
  expect(heard.at(-1)).toEqual([[0.5, 2.5], true]);
});

test("the numbers of a dataclass are sent under their names", () => {
  const { el, show } = makeOf(POINT);
  show({ x: 1, y: 2 });
  expect(boxes(el)[0]?.getAttribute("aria-label")).toBe("Offset x");
  write(boxes(el)[0] as HTMLInputElement, "7");
  expect(last()).toEqual({ x: 7, y: 2 });
});

test("a list grows and shrinks", () => {
  const { el, show } = makeOf(LIST);
  show([1, 2, 3]);
  find<HTMLElement>(el, "[aria-label='Add to Offset']").click();
  expect(last()).toEqual([1, 2, 3, 3]);
  find<HTMLElement>(el, "[aria-label='Remove from Offset']").click();
  find<HTMLElement>(el, "[aria-label='Remove from Offset']").click();
  expect(last()).toEqual([1, 2]);
  expect(numbers(el)).toEqual([1, 2]);
});

test("what is no such numbers is shown as JSON, and comes back as boxes", () => {
  const { el, show } = makeOf(PAIR);
  show([1, 2, 3]);
  const area = find<HTMLTextAreaElement>(el, "textarea");
  expect(area.closest<HTMLElement>(".draft")?.hidden).toBe(false);
  show([1, 2]);
  expect(area.closest<HTMLElement>(".draft")?.hidden).toBe(true);
  expect(numbers(el)).toEqual([1, 2]);
});

test("numbers that are not set are empty boxes, and sent once each is filled in", () => {
  const { el, show } = makeOf(PAIR);
  show(null);
  const [low, high] = [...el.querySelectorAll<HTMLInputElement>("[type=number]")];
  if (low === undefined || high === undefined) throw new Error("no boxes");
  expect([low.value, high.value]).toEqual(["", ""]);
  enter(low, "1");
  press(low, "Enter");
  expect(heard).toEqual([]);
  expect(reasons.at(-1)).toBe("needs a number in each box");
  enter(high, "2");
  press(high, "Enter");
  expect(last()).toEqual([1, 2]);
});

test("the JSON stands behind a button, and both say the same", () => {
  const { el, show } = makeOf(LIST);
  show([1, 2]);
  find<HTMLElement>(el, "[aria-label='Edit as JSON']").click();
  const area = find<HTMLTextAreaElement>(el, "textarea");
  expect(JSON.parse(area.value)).toEqual([1, 2]);
  enter(area, "[4, 5, 6]");
  press(area, "Enter", { ctrlKey: true });
  expect(last()).toEqual([4, 5, 6]);
  find<HTMLElement>(el, "[aria-label='Edit by its parts']").click();
  expect(numbers(el)).toEqual([4, 5, 6]);
});

test("what was refused stays until it is taken back", () => {
  const { el, show, follow } = makeOf(PAIR);
  show([0, 0]);
  write(boxes(el)[0] as HTMLInputElement, "99");
  follow([0, 0], true);
  expect(numbers(el)).toEqual([99, 0]);
  show([0, 0]);
  expect(numbers(el)).toEqual([0, 0]);
});

test("texts are chips that can be taken out and added", () => {
  const { el, show } = makeOf(TAGS);
  show(["ink", "fog"]);
  const chips = () =>
    [...el.querySelectorAll(".text-chip")].map(({ textContent }) => textContent);
  expect(chips()).toEqual(["ink", "fog"]);
  find<HTMLElement>(el, "[aria-label='Remove ink']").click();
  expect(heard.at(-1)).toEqual([["fog"], true]);
  const input = find<HTMLInputElement>(el, ".chip-input");
  write(input, " dusk ");
  expect(last()).toEqual(["fog", "dusk"]);
  expect(chips()).toEqual(["fog", "dusk"]);
  press(input, "Backspace");
  expect(last()).toEqual(["fog"]);
  write(input, "  ");
  expect(heard).toHaveLength(3);
});

const RATE = {
  kind: "number",
  name: "rate",
  label: "Rate",
  description: "",
  default: 0,
  required: false,
  minimum: null,
  maximum: null,
  step: 0.01,
  integer: false,
} as const;
const BRUSH: ObjectField = {
  kind: "object",
  name: "brush",
  label: "Brush",
  description: "",
  default: { rate: 1, tip: "round" },
  required: false,
  fields: [
    RATE,
    {
      kind: "text",
      name: "tip",
      label: "Tip",
      description: "",
      default: "",
      required: false,
      multiline: false,
      min_length: null,
      max_length: null,
    },
  ],
  schema: {},
};
const WEIGHTS: DictField = {
  kind: "dict",
  name: "weights",
  label: "Weights",
  description: "",
  default: { a: 1 },
  required: false,
  item: RATE,
  schema: {},
};

const labels = (el: HTMLElement) =>
  [...el.querySelectorAll(".object .label")].map(({ textContent }) => textContent);

test("the parts of a dataclass have rows of their own", () => {
  const { el, show } = makeOf(BRUSH);
  show({ rate: 2, tip: "flat" });
  expect(labels(el)).toEqual(["Rate", "Tip"]);
  expect(numbers(el)).toEqual([2]);
  write(boxes(el)[0] as HTMLInputElement, "3");
  expect(heard.at(-1)).toEqual([{ rate: 3, tip: "flat" }, true]);
  write(find<HTMLInputElement>(el, "input[type=text]"), "fan");
  expect(last()).toEqual({ rate: 3, tip: "fan" });
});

test("a dictionary has a row for each key, which come and go", () => {
  const { el, show } = makeOf(WEIGHTS);
  show({ a: 1, b: 2 });
  expect(labels(el)).toEqual(["a", "b"]);
  write(find<HTMLInputElement>(el, ".adder input"), "c");
  expect(last()).toEqual({ a: 1, b: 2, c: 0 });
  find<HTMLElement>(el, "[aria-label='Remove a']").click();
  expect(last()).toEqual({ b: 2, c: 0 });
  expect(labels(el)).toEqual(["b", "c"]);
  write(find<HTMLInputElement>(el, ".adder input"), "b");
  expect(heard).toHaveLength(2);
});

test("keys called as every object's own are keys", () => {
  const { el, show } = makeOf(WEIGHTS);
  show({});
  write(find<HTMLInputElement>(el, ".adder input"), "constructor");
  expect(last()).toEqual({ constructor: 0 });
});

test("what grows begins with none, and says that it is not set", () => {
  const list = makeOf({ ...LIST, nullable: true });
  list.show(null);
  expect(find<HTMLElement>(list.el, ".vector .empty").hidden).toBe(false);
  find<HTMLElement>(list.el, "[aria-label='Add to Offset']").click();
  expect(last()).toEqual([0]);
  expect(find<HTMLElement>(list.el, ".vector .empty").hidden).toBe(true);
  const tags = makeOf({ ...TAGS, nullable: true });
  tags.show(null);
  expect(find<HTMLInputElement>(tags.el, ".chip-input").placeholder).toContain(
    "not set",
  );
  const weights = makeOf({ ...WEIGHTS, nullable: true });
  weights.show(null);
  write(find<HTMLInputElement>(weights.el, ".adder input"), "a");
  expect(last()).toEqual({ a: 0 });
});
