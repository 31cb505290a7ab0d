import { afterEach, describe, expect, test } from "vitest";
import { Column } from "../../src/column/column";
import type { ControlSchema } from "../../src/wire/schema";
import { FakeChannel, makeParts } from "../fakes/kernel";

const closing = new AbortController();
afterEach(() => closing.abort());

function text(name: string): ControlSchema {
  return {
    kind: "text",
    name,
    command: `set_${name}`,
    label: name,
    description: "",
    default: "mine",
    required: false,
    state: true,
    multiline: false,
  } as ControlSchema;
}

describe("fields called as the author likes", () => {
  test("show their own values, whatever an object has by itself", () => {
    const channel = new FakeChannel();
    const parts = makeParts(channel);
    const names = ["constructor", "toString", "valueOf", "hasOwnProperty"];
    const schema = {
      model: "M",
      description: "",
      controls: [...names, "other"].map(text),
      tracks: [],
      messages: [],
      file_picker: false,
    };
    const column = new Column(schema, parts, closing.signal);
    const shown = () =>
      [...column.el.querySelectorAll("input")].map(({ value }) => value);
    column.follow({ other: "new" });
    expect(shown()).toEqual(["mine", "mine", "mine", "mine", "new"]);
    column.follow({ constructor: "a", toString: "b" } as unknown as { other: string });
    expect(shown()).toEqual(["a", "b", "mine", "mine", "new"]);
  });
});
