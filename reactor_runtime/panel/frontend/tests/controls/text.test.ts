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

describe("a text", () => {
  const LONG = "x".repeat(90);

  test("that was refused stays as it was written, and is not sent again", () => {
    const { el, show, follow } = make("title");
    const input = find<HTMLInputElement>(el, "input");
    show("old");
    enter(input, LONG);
    press(input, "Enter");
    follow("old", true);
    expect(input.value).toBe(LONG);
    input.blur();
    expect(heard).toEqual([[LONG, true]]);
    press(input, "Enter");
    expect(heard).toHaveLength(2);
    follow("somebody else's", true);
    expect(input.value).toBe(LONG);
    press(input, "Escape");
    expect(input.value).toBe("somebody else's");
    expect(reasons.at(-1)).toBe("");
  });

  test("counts its characters when it nears its limit, and complains beyond", () => {
    const { el } = make("title");
    const [input, counter] = [find(el, "input"), find(el, ".counter")];
    enter(input as HTMLInputElement, "x".repeat(63));
    expect(counter.hidden).toBe(true);
    enter(input as HTMLInputElement, "🙂".repeat(80));
    expect(counter.textContent).toBe("80 / 80");
    expect(reasons.at(-1)).toBe("");
    enter(input as HTMLInputElement, LONG);
    expect(counter.textContent).toBe("90 / 80");
    expect(reasons.at(-1)).toBe("must be at most 80 characters");
    enter(input as HTMLInputElement, "short");
    expect([reasons.at(-1), counter.hidden]).toEqual(["", true]);
  });

  test("is undone to what was written before, whatever was answered meanwhile", () => {
    const { el, show, follow } = make("prompt");
    const input = find<HTMLTextAreaElement>(el, "textarea");
    show("old");
    input.focus();
    input.select();
    document.execCommand("insertText", false, LONG);
    press(input, "Enter");
    follow("old", true);
    document.execCommand("insertText", false, "!");
    expect(input.value).toBe(`${LONG}!`);
    document.execCommand("undo");
    expect(input.value).toBe("old");
    document.execCommand("redo");
    expect(input.value).toBe(`${LONG}!`);
  });

  test("is reported when it is applied, once", () => {
    const { el } = make("prompt");
    const input = find<HTMLTextAreaElement>(el, "textarea");
    enter(input, "fog");
    expect(heard).toEqual([]);
    press(input, "Enter");
    input.blur();
    expect(heard).toEqual([["fog", true]]);
  });

  test("takes a new line with Shift+Enter", () => {
    const { el } = make("prompt");
    const input = find<HTMLTextAreaElement>(el, "textarea");
    enter(input, "fog");
    press(input, "Enter", { shiftKey: true });
    expect(heard).toEqual([]);
  });

  test("is not overwritten while it is being written", () => {
    const { el, show, follow } = make("title");
    const input = find<HTMLInputElement>(el, "input");
    show("old");
    enter(input, "half a sen");
    follow("somebody else's", false);
    expect(input.value).toBe("half a sen");
    press(input, "Escape");
    expect(input.value).toBe("somebody else's");
    expect(heard).toEqual([]);
  });

  test("in a form is taken as it is written", () => {
    const { el } = make("title", "immediate");
    enter(find<HTMLInputElement>(el, "input"), "fog");
    expect(heard).toEqual([["fog", true]]);
  });
});

describe("a text's past", () => {
  test("comes back with Alt and the arrows", () => {
    const { el, show } = make("title");
    show("first");
    const input = find<HTMLInputElement>(el, "input");
    for (const text of ["one", "two", "three"]) {
      enter(input, text);
      press(input, "Enter");
    }
    const recall = (key: string) => {
      press(input, key, { altKey: true });
      return input.value;
    };
    expect(recall("ArrowUp")).toBe("three");
    expect(recall("ArrowUp")).toBe("two");
    expect(recall("ArrowUp")).toBe("one");
    expect(recall("ArrowUp")).toBe("one");
    expect(recall("ArrowDown")).toBe("two");
    press(input, "Enter");
    expect(heard.at(-1)).toEqual(["two", true]);
  });
});
