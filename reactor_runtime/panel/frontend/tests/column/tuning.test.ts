/** TuningClient in the panel: the sheet under a row, the bar, and rows that others tune. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeWelcome } from "../../dev/messages";
import { CONTROLS, SCHEMA, STATE } from "../../dev/schema";
import type { Setting, TuningHeader, TuningStanding } from "../../src/wire/protocol";
import type { ControlSchema, FormSchema } from "../../src/wire/schema";
import { find, press } from "../fakes/controls";
import { settle } from "../fakes/kernel";
import {
  answer,
  byId,
  channel,
  control,
  last,
  mount,
  root,
  unmount,
} from "../fakes/panel";

const AT_REST: TuningStanding = { changed: {}, undo: false, redo: false };
const CHANGED = { changed: { brightness: ["le"] }, undo: true, redo: false };

const number = { description: "", required: false, nullable: true } as const;
const LE = { ...number, kind: "number", name: "le", label: "Maximum", default: 2 };
const STEP = { ...number, kind: "number", name: "step", label: "Step", default: null };
const box = { minimum: null, maximum: null, step: 0.01, integer: false };
const settings = (le: number): readonly Setting[] => [
  { ...LE, ...box, value: le } as Setting,
  { ...STEP, ...box, value: null } as Setting,
];

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

const asked = () => channel.of("tune");
const tuner = (name: string) => find<HTMLElement>(control(name), ":scope > .tuner");
const sheet = (name = "brightness") => byId(`reactor-tune-${name}`);
const seek = (selector: string) =>
  root.querySelector<HTMLElement>(selector) as HTMLElement;
const input = (name: string, within = sheet()) =>
  find<HTMLInputElement>(within, `[data-testid=control-${name}] input`);
const bar = () => byId("reactor-tune-bar");
const active = () => root.activeElement;

async function tell(more: Partial<TuningHeader> = {}): Promise<void> {
  const { id, action, name } = asked().at(-1) ?? { id: null, action: "", name: "" };
  const rest = { standing: AT_REST, settings: null, text: "", notes: [], error: "" };
  channel.say({ type: "tuning", id, action, name, ...rest, ...more });
  await settle();
}

async function stand(standing: TuningStanding): Promise<void> {
  await tell({ id: null, action: "", name: "", standing });
}

/** Settle all that was asked, with the sheet of a maximum of *le*. */
async function tellSheet(le = 2): Promise<void> {
  for (const { id, action, name } of asked()) {
    await tell({ id, action, name, settings: settings(le) });
  }
}

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

test("nothing is offered where nothing can be tuned", () => {
  const place = seek(".row-list");
  expect(place.classList.contains("tunable")).toBe(true);
  channel.say({ ...makeWelcome(schemaOf(TUNABLE), STATE), tuning: null });
  expect(place.classList.contains("tunable")).toBe(false);
  expect(byId("reactor-tuned").hidden).toBe(true);
});

describe("a sheet", () => {
  beforeEach(async () => {
    tuner("brightness").click();
    await tellSheet();
  });

  test("opens under the row of its parameter, and the focus goes there", () => {
    expect(control("brightness").nextElementSibling).toBe(sheet());
    expect(asked()[0]).toMatchObject({ action: "open", name: "brightness" });
    expect(input("le").value).toBe("2");
    expect(active()).toBe(input("le"));
    expect(tuner("brightness").ariaExpanded).toBe("true");
  });

  test("closes at its button, and the focus goes back to the row's", () => {
    tuner("brightness").click();
    expect(sheet()).toBeNull();
    tuner("brightness").click();
    find<HTMLElement>(sheet(), "[aria-label^='Close']").click();
    expect(sheet()).toBeNull();
    expect(active()).toBe(tuner("brightness"));
  });

  test("sends a setting once it is put in, and marks what the source does not say", async () => {
    input("le").value = "3";
    input("le").dispatchEvent(new Event("input", { bubbles: true }));
    expect(asked().filter(({ action }) => action === "set")).toEqual([]);
    press(input("le"), "Enter");
    expect(asked().at(-1)).toMatchObject({ name: "brightness", settings: { le: 3 } });
    await tell({ settings: settings(3), standing: CHANGED });
    await stand(CHANGED);
    const row = find(sheet(), "[data-testid=control-le]");
    expect(row.classList.contains("changed")).toBe(true);
    expect(control("brightness").classList.contains("tuned")).toBe(true);
    find<HTMLElement>(row, "[aria-label='Reset Maximum']").click();
    expect(asked().at(-1)).toMatchObject({ settings: { le: 2 } });
  });

  test("takes a bound away", () => {
    find<HTMLElement>(sheet(), "[aria-label='Clear Maximum']").click();
    expect(asked().at(-1)).toMatchObject({ settings: { le: null } });
  });

  test("says why a setting is refused, and leaves what was put in", async () => {
    input("le").value = "-1";
    press(input("le"), "Enter");
    await tell({ error: "Ge=0.0 is above le=-1.0: no value fits" });
    const reason = find(sheet(), "[data-testid=reason-le]");
    expect(reason.textContent).toContain("no value fits");
    expect(input("le").value).toBe("-1");
  });

  test("shows what others tune, but not over what is being written", async () => {
    input("step").focus();
    input("step").value = "0.5";
    input("step").dispatchEvent(new Event("input", { bubbles: true }));
    await stand(CHANGED);
    expect(asked().at(-1)).toMatchObject({ action: "open", name: "brightness" });
    await tell({ settings: settings(3), standing: CHANGED });
    expect(input("le").value).toBe("3");
    expect(input("step").value).toBe("0.5");
    expect(active()).toBe(input("step"));
  });

  test("stays with its focus while the contract changes", async () => {
    input("step").focus();
    say(withMore("brightness", { maximum: 3 }));
    await settle();
    expect(control("brightness").nextElementSibling).toBe(sheet());
    expect(active()).toBe(input("step"));
    expect(tuner("brightness").ariaExpanded).toBe("true");
  });

  test("moves with its row into another group, the focus included", async () => {
    input("step").focus();
    say(withMore("brightness", { hint: { group: "Light" } }));
    await settle();
    expect(seek(".fold-body").contains(sheet())).toBe(true);
    expect(control("brightness").nextElementSibling).toBe(sheet());
    expect(active()).toBe(input("step"));
  });

  test("goes when its parameter has gone", () => {
    say(schemaOf(TUNABLE.filter(({ name }) => name !== "brightness")));
    expect(sheet()).toBeNull();
  });

  test("takes steps back and does them again", async () => {
    await stand({ changed: {}, undo: true, redo: true });
    find<HTMLElement>(sheet(), "[aria-label=Undo]").click();
    expect(asked().at(-1)).toMatchObject({ action: "undo", name: "" });
    find<HTMLElement>(sheet(), "[aria-label=Redo]").click();
    expect(asked().at(-1)).toMatchObject({ action: "redo" });
    await tell({ error: "lamp.py has changed since it was written" });
    expect(sheet().textContent).toContain("lamp.py has changed");
  });
});

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
    expect(boxOf(tuned.name)).not.toBe(old);
    expect(boxOf(tuned.name).value).toBe("1");
    if (other !== undefined) expect(boxOf(other.name).value).toBe("2");
    find<HTMLElement>(control(form.name), "[type=submit]").click();
    await settle();
    expect(last()?.data).toMatchObject({ [tuned.name]: 1 });
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

describe("the bar", () => {
  const DIFF = "--- lamp.py\n+++ lamp.py\n@@ -1 +1 @@\n-x = 2.0\n+x = 3.0\n";

  beforeEach(async () => {
    await stand(CHANGED);
    byId("reactor-tuned").click();
  });

  test("is offered once something is tuned, and says what", async () => {
    expect(bar().textContent).toContain("Tuned brightness: le");
    expect(byId("reactor-tuned").title).toContain("1 setting is not in the source");
    await stand(AT_REST);
    expect(byId("reactor-tuned").hidden).toBe(true);
    expect(bar().textContent).toContain("Nothing is tuned.");
  });

  async function look(): Promise<void> {
    const [source] = [...bar().querySelectorAll("button")].filter(
      ({ textContent }) => textContent === "Write to source…",
    );
    source?.click();
    expect(asked().at(-1)).toMatchObject({ action: "diff", name: "" });
    await tell({
      text: DIFF,
      notes: ["seed: cannot be edited safely"],
      standing: CHANGED,
    });
  }

  const write = () =>
    [...bar().querySelectorAll("button")].find(
      ({ textContent }) => textContent === "Write",
    ) as HTMLButtonElement;

  test("shows the difference first, and writes what was seen", async () => {
    expect(write().closest(".tune-tools")).toHaveProperty("hidden", true);
    await look();
    const lines = [...bar().querySelectorAll(".tune-diff > *")];
    expect(lines.map(({ className }) => className)).toEqual([
      "at",
      "at",
      "at",
      "out",
      "in",
      "",
    ]);
    expect(bar().textContent).toContain("seed: cannot be edited safely");
    expect(active()).toBe(write());
    write().click();
    expect(asked().at(-1)).toMatchObject({ action: "write", seen: DIFF });
    await stand({ changed: {}, undo: true, redo: false });
    const wrote = asked().findLast(({ action }) => action === "write");
    await tell({ id: wrote?.id ?? "", action: "write", text: "lamp.py is written" });
    expect(bar().textContent).toContain("lamp.py is written. Undo takes it back.");
    expect(bar().querySelector(".tune-diff")).toHaveProperty("hidden", true);
  });

  test("says why nothing was written, and goes on showing the difference", async () => {
    await look();
    write().click();
    await tell({ error: "lamp.py is read-only", standing: CHANGED });
    expect(bar().textContent).toContain("lamp.py is read-only");
    expect(bar().querySelector(".tune-diff")).toHaveProperty("hidden", false);
  });

  test("looks again when something else is tuned meanwhile", async () => {
    await look();
    const count = asked().length;
    await stand({ ...CHANGED, changed: { brightness: ["le", "step"] } });
    expect(asked().slice(count)).toMatchObject([{ action: "diff" }]);
  });

  test("hides a difference that has been taken back", async () => {
    await look();
    await stand({ changed: {}, undo: false, redo: true });
    expect(bar().querySelector(".tune-diff")).toHaveProperty("hidden", true);
    expect(bar().textContent).toContain("Nothing is tuned.");
  });

  test("opens with the difference of one parameter from its sheet", async () => {
    byId("reactor-tuned").click();
    tuner("brightness").click();
    await tellSheet(3);
    const source = [...sheet().querySelectorAll("button")].find(
      ({ textContent }) => textContent === "Write to source…",
    );
    source?.click();
    expect(asked().at(-1)).toMatchObject({ action: "diff", name: "brightness" });
    expect(bar().hidden).toBe(false);
  });
});
