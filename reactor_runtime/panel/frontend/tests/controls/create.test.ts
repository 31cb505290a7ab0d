import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CONTROLS } from "../../dev/schema";
import { Column } from "../../src/column/column";
import type { ControlSchema, PanelSchema } from "../../src/wire/schema";
import type { JsonValue } from "../../src/wire/values";
import { close, closing, find, heard, make, open } from "../fakes/controls";
import { FakeChannel, makeParts } from "../fakes/kernel";

beforeEach(open);
afterEach(close);

const EXAMPLES: readonly [string, JsonValue, JsonValue][] = [
  ["brightness", 1.5, 0.2],
  ["seed", 7, 8],
  ["palette", "ocean", 3],
  ["smooth", true, false],
  ["title", "a", "b"],
  ["prompt", "a", "b"],
  ["weights", [1, 2], { a: [null] }],
];

test.each(EXAMPLES)("showing %s never reports back", (name, first, second) => {
  const control = make(name);
  for (const value of [first, second, null, first]) control.show(value);
  expect(heard).toEqual([]);
});

test.each(EXAMPLES)("%s is deaf once its view is gone", (name, first) => {
  const control = make(name);
  closing.abort();
  control.show(first);
  for (const input of [control.el, ...control.el.querySelectorAll("*")]) {
    for (const type of ["input", "change", "blur", "keydown", "click"]) {
      input.dispatchEvent(new Event(type));
    }
  }
  expect(heard).toEqual([]);
});

describe("the schema's goldens", () => {
  const goldens = import.meta.glob<unknown>(
    "../../../../../tests/fixtures/schema/*.controls.json",
    {
      eager: true,
      import: "default",
    },
  );

  function controlsOf(golden: unknown): ControlSchema[] {
    if (Array.isArray(golden)) return golden as ControlSchema[];
    const held = golden as { controls?: ControlSchema[] };
    return held.controls ?? [];
  }

  const cases = [
    ["one of every kind", CONTROLS] as const,
    ...Object.entries(goldens).map(([path, golden]) => {
      return [path.split("/").at(-1) ?? path, controlsOf(golden)] as const;
    }),
  ];

  test("are there", () => expect(cases.length).toBeGreaterThan(1));

  test.each(cases)("%s: each control is drawn under its name", (_, controls) => {
    const channel = new FakeChannel();
    const parts = makeParts(channel);
    const schema: PanelSchema = {
      model: "M",
      description: "",
      controls,
      tracks: [],
      messages: [],
      file_picker: false,
    };
    const column = new Column(schema, parts, closing.signal);
    for (const { name, label, kind } of controls) {
      const control = find(column.el, `[data-testid="control-${name}"]`);
      expect(control.textContent).toContain(label);
      if (kind !== "button") {
        expect(control.querySelector("input, select, textarea, form")).not.toBeNull();
      }
    }
    expect(channel.sent).toEqual([]);
  });
});
