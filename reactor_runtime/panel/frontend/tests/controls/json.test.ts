import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  close,
  enter,
  find,
  heard,
  make,
  open,
  press,
  reasons,
} from "../fakes/controls";

beforeEach(open);
afterEach(close);

describe("a JSON editor", () => {
  test("reports what the text says", () => {
    const { el } = make("weights");
    const input = find<HTMLTextAreaElement>(el, "textarea");
    enter(input, '{"a": [1, null]}');
    press(input, "Enter", { ctrlKey: true });
    expect(heard).toEqual([[{ a: [1, null] }, true]]);
    expect(reasons).toEqual([""]);
  });

  test("leaves a text as it was written that says what the session has", () => {
    const { el, follow } = make("weights");
    const input = find<HTMLTextAreaElement>(el, "textarea");
    enter(input, '{ "a":1 }');
    press(input, "Enter", { ctrlKey: true });
    follow({ a: 1 }, false);
    expect(input.value).toBe('{ "a":1 }');
    follow({ a: 2 }, false);
    expect(input.value).toBe('{"a":2}');
  });

  test("explains what is no JSON and reports nothing", () => {
    const { el } = make("weights");
    const input = find<HTMLTextAreaElement>(el, "textarea");
    enter(input, "[1, 2");
    press(input, "Enter", { ctrlKey: true });
    expect(heard).toEqual([]);
    expect(reasons.at(-1)).toContain("is not valid JSON");
    expect(input.value).toBe("[1, 2");
  });
});
