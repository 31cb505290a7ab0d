import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CONTROLS } from "../dev/schema";
import { Commands } from "../src/commands";
import { createControl, type ValueField } from "../src/controls/create";
import { createFile } from "../src/controls/file";
import { createFrame } from "../src/controls/frame";
import { DrawnPace } from "../src/pace";
import type { ControlSchema, PanelSchema } from "../src/schema";
import { Uploads } from "../src/uploads";
import type { JsonValue } from "../src/values";
import { createColumn } from "../src/views/column";
import { FakeChannel } from "./fakes";

let closing: AbortController;
let heard: [JsonValue, boolean][];
let reasons: string[];

beforeEach(() => {
  closing = new AbortController();
  [heard, reasons] = [[], []];
});

afterEach(() => {
  closing.abort();
  document.body.replaceChildren();
});

function field(name: string): ValueField {
  const found = CONTROLS.find((control) => control.name === name);
  if (!found || ["button", "form", "file"].includes(found.kind)) throw new Error(name);
  return found as ValueField;
}

function make(name: string, mode: "applied" | "immediate" = "applied") {
  const control = createControl(
    field(name),
    (value, isFinal) => void heard.push([value, isFinal]),
    (reason) => void reasons.push(reason),
    mode,
    closing.signal,
  );
  document.body.append(control.el);
  return control;
}

function find<T extends HTMLElement>(el: HTMLElement, selector: string): T {
  const found = el.matches(selector) ? el : el.querySelector(selector);
  if (found === null) throw new Error(`no ${selector}`);
  return found as T;
}

function enter(input: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  input.focus();
  input.value = text;
  input.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

function press(el: HTMLElement, key: string, init: KeyboardEventInit = {}): void {
  const options = { key, bubbles: true, cancelable: true, ...init };
  el.dispatchEvent(new KeyboardEvent("keydown", options));
}

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

describe("a slider", () => {
  test("reports while it moves and once when it rests", () => {
    const { el } = make("brightness");
    const range = find<HTMLInputElement>(el, "input[type=range]");
    range.value = "0.5";
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

  test("shows the exact value beside the nearest mark", () => {
    const { el, show } = make("brightness");
    show(0.123456);
    expect(find<HTMLInputElement>(el, "input[type=number]").value).toBe("0.123456");
    expect(find<HTMLInputElement>(el, "input[type=range]").value).toBe("0.12");
  });

  test("has a box that reports a number out of range, too", () => {
    const { el } = make("brightness");
    const box = find<HTMLInputElement>(el, "input[type=number]");
    box.value = "99";
    box.dispatchEvent(new Event("change"));
    expect(heard).toEqual([[99, true]]);
  });

  test("says that it is not set", () => {
    const { el, show } = make("brightness");
    show(null);
    const box = find<HTMLInputElement>(el, "input[type=number]");
    expect([box.value, box.placeholder]).toEqual(["", "not set"]);
  });
});

test("a number box keeps its value when what is typed is no number", () => {
  const { el, show } = make("seed");
  show(5);
  const box = find<HTMLInputElement>(el, "input");
  box.value = "";
  box.dispatchEvent(new Event("change"));
  expect(box.value).toBe("5");
  expect(heard).toEqual([]);
});

test("a dropdown reports the value, not its label", () => {
  const { el, show } = make("palette");
  show("ember");
  const select = find<HTMLSelectElement>(el, "select");
  select.selectedIndex = [...select.options].findIndex(({ text }) => text === "Moss");
  select.dispatchEvent(new Event("change"));
  expect(heard).toEqual([[3, true]]);
  show("no such value");
  expect(select.selectedOptions[0]?.text).toBe("not set");
});

test("a checkbox reports both ways and shows that it is not set", () => {
  const { el, show } = make("smooth");
  const box = find<HTMLInputElement>(el, "input");
  show(null);
  expect(box.indeterminate).toBe(true);
  box.click();
  box.click();
  expect(heard).toEqual([
    [true, true],
    [false, true],
  ]);
});

describe("a text", () => {
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
    const { el, show } = make("title");
    const input = find<HTMLInputElement>(el, "input");
    show("old");
    enter(input, "half a sen");
    show("somebody else's");
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

  test("explains what is no JSON and reports nothing", () => {
    const { el } = make("weights");
    const input = find<HTMLTextAreaElement>(el, "textarea");
    enter(input, "[1, 2");
    press(input, "Enter", { ctrlKey: true });
    expect(heard).toEqual([]);
    expect(reasons[0]).toContain("Not valid JSON");
    expect(input.value).toBe("[1, 2");
  });
});

describe("a file picker", () => {
  const png = new File(["x"], "a.png", { type: "image/png" });

  function dropped(file: File): DataTransfer {
    const data = new DataTransfer();
    data.items.add(file);
    return data;
  }

  test("takes chosen, dropped and pasted files", () => {
    const files: string[] = [];
    const { el } = createFile(
      "Image",
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
    const { el, show } = createFile("Image", () => undefined, closing.signal);
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
    const { el, show } = createFile("Image", () => undefined, closing.signal);
    show({ name: "b.jpg", size: 20_480 });
    expect(el.textContent).toContain("b.jpg · 20 kB");
    show(null);
    expect(el.textContent).toContain("Drop a file");
  });
});

test("a reason is announced and marks the input", () => {
  const { el } = make("title");
  const options = { name: "title", label: "Title", description: "" };
  const frame = createFrame(el, options);
  frame.explain("too <b>long</b>");
  const reason = find<HTMLElement>(frame.el, "[data-testid=reason-title]");
  expect(reason.getAttribute("role")).toBe("alert");
  expect(reason.textContent).toBe("too <b>long</b>");
  expect(find(frame.el, "input").getAttribute("aria-invalid")).toBe("true");
  frame.explain("");
  expect(reason.hidden).toBe(true);
  expect(find(frame.el, "input").hasAttribute("aria-invalid")).toBe(false);
});

describe("the schema's goldens", () => {
  const goldens = import.meta.glob<unknown>(
    "../../../../tests/fixtures/schema/*.controls.json",
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
    const parts = {
      commands: new Commands(channel, "v", () => null),
      uploads: new Uploads(channel, "v"),
      pace: new DrawnPace(),
    };
    const schema: PanelSchema = {
      model: "M",
      description: "",
      controls,
      tracks: [],
      messages: [],
      file_picker: false,
    };
    const column = createColumn(schema, parts, closing.signal);
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
