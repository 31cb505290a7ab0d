import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeAnswer } from "../../dev/messages";
import { Column } from "../../src/column/column";
import type {
  ControlSchema,
  Field,
  PanelSchema,
  ValueField,
} from "../../src/wire/schema";
import type { JsonValue } from "../../src/wire/values";
import {
  ANGLE,
  boxOf,
  close,
  closing,
  enter,
  field,
  find,
  heard,
  make,
  makeOf,
  open,
  press,
} from "../fakes/controls";
import { FakeChannel, makeParts, settle } from "../fakes/kernel";

beforeEach(open);
afterEach(close);

describe("a checkbox that is not set", () => {
  test.each([
    ["Off", false],
    ["On", true],
  ])("has a button for %s", (label, value) => {
    const { el, show } = make("smooth");
    const box = find<HTMLInputElement>(el, "input");
    const group = find<HTMLElement>(el, "[role=group]");
    show(null);
    expect([box.hidden, group.hidden, group.ariaLabel]).toEqual([
      true,
      false,
      "Smooth edges: not set",
    ]);
    [...group.querySelectorAll("button")].find((b) => b.textContent === label)?.click();
    expect(heard).toEqual([[value, true]]);
    expect([box.hidden, group.hidden, box.checked]).toEqual([false, true, value]);
    expect(document.activeElement).toBe(box);
    show(null);
    expect([box.hidden, group.hidden]).toEqual([true, false]);
  });
});

describe("a text that is not set", () => {
  test.each(["title", "prompt"])(
    "is set to an empty one by Enter alone: %s",
    (name) => {
      const { el, show, follow } = make(name);
      const input = find<HTMLInputElement>(el, "input, textarea");
      show(null);
      expect(input.placeholder).toBe("not set");
      input.focus();
      input.blur();
      expect(heard).toEqual([]);
      press(input, "Enter");
      expect(heard).toEqual([["", true]]);
      follow("", false);
      expect(input.placeholder).toBe("");
      press(input, "Enter");
      expect(heard).toHaveLength(1);
      follow(null, false);
      expect(input.placeholder).toBe("not set");
      press(input, "Enter");
      expect(heard).toHaveLength(2);
    },
  );

  test("is not set again once a handler has used it up", () => {
    const { el, show, follow } = make("title");
    const input = find<HTMLInputElement>(el, "input");
    show(null);
    enter(input, "once");
    press(input, "Enter");
    follow(null, false);
    expect([input.value, input.placeholder]).toEqual(["", "not set"]);
  });
});

describe("a slider that is not set", () => {
  test("is set to its lower end by a press that moves nothing", () => {
    const { el, show } = makeOf(ANGLE);
    const range = find<HTMLInputElement>(el, "input[type=range]");
    show(null);
    expect([boxOf(el).value, range.ariaValueText]).toEqual(["", "not set"]);
    range.click();
    expect(heard.at(-1)).toEqual([-Math.PI, true]);
    const count = heard.length;
    range.click();
    expect(heard).toHaveLength(count);
  });

  test.each(["Home", "ArrowLeft"])("is set to its lower end by %s", (key) => {
    const { el, show } = makeOf(ANGLE);
    show(null);
    press(find(el, "input[type=range]"), key);
    expect(heard).toEqual([[-Math.PI, false]]);
  });

  test("is set to nought by typing it", () => {
    const { el, show } = makeOf(ANGLE);
    show(null);
    enter(boxOf(el), "0");
    press(boxOf(el), "Enter");
    expect(heard).toEqual([[0, true]]);
  });
});

describe("a JSON editor that is emptied", () => {
  test.each([
    ["none is allowed", { nullable: true, default: [1] }],
    ["none is the default", { nullable: false, default: null }],
  ])("sends that there is no value where %s", (_, more) => {
    const { el, show } = makeOf({ ...field("weights"), ...more } as ValueField);
    show([1]);
    const input = find<HTMLTextAreaElement>(el, "textarea");
    enter(input, " ");
    press(input, "Enter", { ctrlKey: true });
    expect(heard).toEqual([[null, true]]);
  });
});

describe("in a column", () => {
  function column(...controls: ControlSchema[]) {
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
    const made = new Column(schema, parts, closing.signal);
    document.body.append(made.el);
    const answer = async (): Promise<void> => {
      for (const { id } of channel.of("command")) {
        parts.commands.answer(makeAnswer(id ?? ""));
      }
      await settle();
    };
    const { el, follow } = made;
    return { el, follow, reset: () => made.reset(), channel, answer };
  }

  const VALUES: readonly [string, JsonValue, string][] = [
    ["brightness", 0, "0"],
    ["title", "once", "once"],
    ["palette", "ocean", "1"],
  ];

  test.each(VALUES)(
    "%s shows none again once a handler has used it up",
    async (...row) => {
      const [name, value, text] = row;
      const live = { ...field(name), state: true, required: true, default: null };
      const { el, follow, answer, channel } = column(live as Field);
      follow({ [name]: null });
      const input = find<HTMLInputElement>(el, "input:not([type=range]), select");
      for (let count = 1; count <= 2; count += 1) {
        expect(input.value).toBe("");
        if (input instanceof HTMLInputElement) {
          enter(input, text);
          press(input, "Enter");
        } else {
          (input as HTMLSelectElement).value = text;
          (input as HTMLSelectElement).dispatchEvent(new Event("change"));
        }
        expect(channel.of("command")).toHaveLength(count);
        expect(channel.of("command").at(-1)?.data).toEqual({ [name]: value });
        await answer();
      }
      expect(input.value).toBe("");
    },
  );

  test.each(["constructor", "toString", "valueOf"])(
    "a field called %s follows the session's value, and no other",
    (name) => {
      const live = { ...field("title"), name, state: true, default: "a" };
      const { el, follow } = column(live as Field);
      follow({});
      expect(find<HTMLInputElement>(el, "input").value).toBe("a");
      follow({ [name]: null });
      expect(find<HTMLInputElement>(el, "input").placeholder).toBe("not set");
    },
  );

  test.each([
    ["a default", { required: false, default: "a" }, "a"],
    ["none for its default", { required: false, default: null }, null],
  ])("reset sends what has %s", (_, more, sent) => {
    const { reset, channel } = column({ ...field("title"), ...more } as Field);
    reset();
    expect(channel.of("command").at(-1)?.data).toEqual({ title: sent });
  });

  test("reset leaves what has no default", () => {
    const more = { required: true, default: null };
    const { reset, channel } = column({ ...field("title"), ...more } as Field);
    reset();
    expect(channel.of("command")).toEqual([]);
  });
});
