import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CONTROLS } from "../../dev/schema";
import { Column } from "../../src/column/column";
import { createFile } from "../../src/controls/file";
import { Labelled } from "../../src/controls/labelled";
import type { ControlSchema, FileField, PanelSchema } from "../../src/wire/schema";
import type { JsonValue } from "../../src/wire/values";
import {
  close,
  closing,
  enter,
  find,
  heard,
  make,
  open,
  press,
  reasons,
} from "../fakes/controls";
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

describe("a file picker", () => {
  const IMAGE: FileField = {
    kind: "file",
    name: "image",
    label: "Image",
    description: "",
    default: null,
    required: false,
  };
  const png = new File(["x"], "a.png", { type: "image/png" });

  function dropped(file: File): DataTransfer {
    const data = new DataTransfer();
    data.items.add(file);
    return data;
  }

  test("takes chosen, dropped and pasted files", () => {
    const files: string[] = [];
    const { el } = createFile(
      IMAGE,
      ({ name }) => void files.push(name),
      closing.signal,
    );
    document.body.append(el);
    const input = find<HTMLInputElement>(el, "input");
    input.files = dropped(png).files;
    input.dispatchEvent(new Event("change"));
    el.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped(png) }));
    el.dispatchEvent(new ClipboardEvent("paste", { clipboardData: dropped(png) }));
    expect(files).toEqual(["a.png", "a.png", "a.png"]);
  });

  test("previews a picture and lets go of it in the end", () => {
    const made = vi.spyOn(URL, "createObjectURL");
    const revoked = vi.spyOn(URL, "revokeObjectURL");
    const { el, show } = createFile(IMAGE, () => undefined, closing.signal);
    el.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped(png) }));
    expect(find<HTMLImageElement>(el, "img").src).toMatch(/^blob:/);
    show({ name: "a.png", size: 1 });
    expect(el.querySelector("img")).not.toBeNull();
    el.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped(png) }));
    closing.abort();
    expect(revoked).toHaveBeenCalledTimes(made.mock.calls.length);
    vi.restoreAllMocks();
  });

  test("says what the session holds", () => {
    const { el, show } = createFile(IMAGE, () => undefined, closing.signal);
    show({ name: "b.jpg", size: 20_480 });
    expect(el.textContent).toContain("b.jpg · 20 kB");
    show(null);
    expect(el.textContent).toContain("Drop a file");
  });
});

test("a reason is announced and marks the input", () => {
  const { el } = make("title");
  const options = { name: "title", label: "Title", description: "" };
  const frame = new Labelled(el, options, closing.signal);
  const heard = vi.fn();
  frame.el.addEventListener("reactor:say", (event) => {
    heard((event as CustomEvent<string>).detail);
  });
  frame.explain("too <b>long</b>");
  expect(heard.mock.calls).toEqual([["too <b>long</b>"]]);
  const reason = find<HTMLElement>(frame.el, "[data-testid=reason-title]");
  expect(reason.textContent).toBe("too <b>long</b>");
  expect(find(frame.el, "input").getAttribute("aria-invalid")).toBe("true");
  frame.explain("");
  expect(reason.hidden).toBe(true);
  expect(find(frame.el, "input").hasAttribute("aria-invalid")).toBe(false);
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
