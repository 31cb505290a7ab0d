/** A contract that changes under a person: rows that others tune. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeWelcome } from "../../dev/messages";
import { CONTROLS, SCHEMA, STATE } from "../../dev/schema";
import type { TuningStanding } from "../../src/wire/protocol";
import type { ControlSchema, FormSchema } from "../../src/wire/schema";
import { find, press } from "../fakes/controls";
import { settle } from "../fakes/kernel";
import {
  answer,
  channel,
  control,
  last,
  mount,
  refuse,
  root,
  unmount,
} from "../fakes/panel";

const AT_REST: TuningStanding = { changed: {}, undo: false, redo: false };

/** The controls, those that have limits with the name that they are tuned by. */
const TUNABLE = CONTROLS.map((one): ControlSchema => {
  if (one.kind === "form") {
    const fields = one.fields.map((field) => ({
      ...field,
      tune: `${one.name}.${field.name}`,
    }));
    return { ...one, fields };
  }
  return one.kind === "button" || one.kind === "file"
    ? one
    : { ...one, tune: one.name };
});
const schemaOf = (controls: readonly ControlSchema[]) => ({ ...SCHEMA, controls });
const withMore = (name: string, more: object) =>
  schemaOf(
    TUNABLE.map((one) =>
      one.name === name ? ({ ...one, ...more } as ControlSchema) : one,
    ),
  );
const seek = (selector: string) =>
  root.querySelector<HTMLElement>(selector) as HTMLElement;
const active = () => root.activeElement;

function say(schema: typeof SCHEMA): void {
  channel.say({ type: "contract", schema });
}

function drag(slider: HTMLInputElement, value: number): void {
  slider.value = String(value);
  slider.dispatchEvent(new Event("input", { bubbles: true }));
}

beforeEach(async () => {
  mount(schemaOf(TUNABLE));
  const welcome = makeWelcome(schemaOf(TUNABLE), STATE);
  channel.say({ ...welcome, tuning: AT_REST });
  await settle();
});
afterEach(unmount);

describe("a contract that changes", () => {
  test("leaves pictures and other rows as they are, and a drag goes on", async () => {
    const figure = seek(".pictures");
    const slider = find<HTMLInputElement>(control("speed"), "[type=range]");
    drag(slider, 7);
    say(withMore("brightness", { maximum: 3 }));
    await settle();
    expect(seek(".pictures")).toBe(figure);
    expect(find(control("speed"), "[type=range]")).toBe(slider);
    drag(slider, 8);
    slider.dispatchEvent(new Event("change", { bubbles: true }));
    expect(last()).toMatchObject({ name: "set_speed", data: { speed: 8 } });
    const bright = find<HTMLInputElement>(control("brightness"), "[type=range]");
    expect(bright.max).toBe("3");
    expect(bright.value).toBe(String(STATE.brightness));
  });

  test("waits for the end of a drag on the very row that is tuned", async () => {
    const slider = find<HTMLInputElement>(control("brightness"), "[type=range]");
    slider.focus();
    drag(slider, 1.5);
    say(withMore("brightness", { maximum: 3 }));
    await answer();
    expect(find(control("brightness"), "[type=range]")).toBe(slider);
    drag(slider, 1.75);
    slider.dispatchEvent(new Event("change", { bubbles: true }));
    await answer();
    const fresh = find<HTMLInputElement>(control("brightness"), "[type=range]");
    expect([fresh.max, fresh.value]).toEqual(["3", "1.75"]);
    expect(fresh).not.toBe(slider);
    expect(active()).toBe(fresh);
  });

  test("waits for a pointer that is down on the row and has not moved yet", async () => {
    const slider = find<HTMLInputElement>(control("brightness"), "[type=range]");
    slider.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
    say(withMore("brightness", { maximum: 3 }));
    await settle();
    expect(find(control("brightness"), "[type=range]")).toBe(slider);
    slider.dispatchEvent(
      new PointerEvent("pointerup", { bubbles: true, composed: true }),
    );
    const fresh = () => find<HTMLInputElement>(control("brightness"), "[type=range]");
    await vi.waitFor(() => expect(fresh().max).toBe("3"));
  });

  test("leaves what stands in the other fields of a form, and in the field itself", async () => {
    const form = TUNABLE.find(({ kind }) => kind === "form") as FormSchema;
    const numbers = form.fields.filter(
      ({ kind }) => kind === "slider" || kind === "number",
    );
    const [tuned, other] = numbers;
    if (tuned === undefined) throw new Error("the form has no number");
    const boxOf = (name: string) =>
      find<HTMLInputElement>(control(`${form.name}-${name}`), "[type=number]");
    const put = (name: string, text: string) => {
      boxOf(name).value = text;
      boxOf(name).dispatchEvent(new Event("input", { bubbles: true }));
    };
    put(tuned.name, "1");
    if (other !== undefined) put(other.name, "2");
    const old = boxOf(tuned.name);
    const fields = form.fields.map((field) =>
      field.name === tuned.name ? { ...field, description: "Other words." } : field,
    );
    say(withMore(form.name, { fields }));
    await settle();
    expect(boxOf(tuned.name)).toBe(old);
    old.dispatchEvent(new Event("change", { bubbles: true }));
    await settle();
    expect(boxOf(tuned.name)).not.toBe(old);
    expect(boxOf(tuned.name).value).toBe("1");
    if (other !== undefined) expect(boxOf(other.name).value).toBe("2");
    find<HTMLElement>(control(form.name), "[type=submit]").click();
    await settle();
    expect(last()?.data).toMatchObject({ [tuned.name]: 1 });
  });

  describe("waits for a text that a person writes", () => {
    const box = (name = "seed") => find<HTMLInputElement>(control(name), "input");
    const write = (text: string, at = box()) => {
      at.focus();
      at.value = text;
      at.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const words = { label: "Noise seed" };
    const label = () => box().getAttribute("aria-label");

    test("until it is put in", async () => {
      const old = box();
      write("77");
      say(withMore("seed", words));
      await settle();
      expect([box(), box().value]).toEqual([old, "77"]);
      press(old, "Enter");
      expect(last()).toMatchObject({ name: "set_seed", data: { seed: 77 } });
      await answer();
      expect(label()).toBe("Noise seed");
      expect(active()).toBe(box());
    });

    test("until it is taken back", async () => {
      write("77");
      say(withMore("seed", words));
      press(box(), "Escape");
      await settle();
      expect(label()).toBe("Noise seed");
      expect(box().value).toBe(String(STATE.seed));
    });

    test("though it was refused, until another is", async () => {
      write("77");
      press(box(), "Enter");
      await refuse("seed", "must be even");
      say(withMore("seed", words));
      await settle();
      expect(box().value).toBe("77");
      write("78");
      press(box(), "Enter");
      await answer();
      expect(label()).toBe("Noise seed");
    });

    test("while other rows come and go", async () => {
      const old = box();
      write("77");
      const fewer = withMore("seed", words).controls.filter(
        ({ name }) => name !== "smooth",
      );
      say(schemaOf(fewer));
      await settle();
      expect(control("smooth")).toBeNull();
      expect([box(), box().value]).toEqual([old, "77"]);
      expect(active()).toBe(old);
      press(old, "Enter");
      await answer();
      expect(label()).toBe("Noise seed");
    });

    test("in a form, where it is no value yet", async () => {
      const form = TUNABLE.find(({ name }) => name === "paint") as FormSchema;
      const at = () => find<HTMLInputElement>(control("paint-x"), "[type=number]");
      const old = at();
      write("", old);
      const fields = form.fields.map((one) =>
        one.name === "x" ? { ...one, description: "Other words." } : one,
      );
      say(withMore("paint", { fields }));
      old.dispatchEvent(new Event("change", { bubbles: true }));
      await settle();
      expect([at(), at().value]).toEqual([old, ""]);
      write("0.25", old);
      old.dispatchEvent(new Event("change", { bubbles: true }));
      await settle();
      expect(at()).not.toBe(old);
      expect(at().value).toBe("0.25");
    });
  });

  test("leaves the value of a control without state", async () => {
    const free = withMore("speed", { state: false });
    say(free);
    const slider = find<HTMLInputElement>(control("speed"), "[type=range]");
    drag(slider, 9);
    slider.dispatchEvent(new Event("change", { bubbles: true }));
    await answer();
    say(withMore("speed", { state: false, maximum: 20 }));
    await settle();
    const fresh = find<HTMLInputElement>(control("speed"), "[type=range]");
    expect([fresh.max, fresh.value]).toEqual(["20", "9"]);
  });
});
