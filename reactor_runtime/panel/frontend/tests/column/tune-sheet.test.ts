import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeWelcome } from "../../dev/messages";
import { CONTROLS, SCHEMA, STATE } from "../../dev/schema";
import type { Setting, TuningHeader, TuningStanding } from "../../src/wire/protocol";
import type { ControlSchema } from "../../src/wire/schema";
import { find, press } from "../fakes/controls";
import { settle } from "../fakes/kernel";
import { byId, channel, control, mount, root, unmount } from "../fakes/panel";

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

  test("draws no setting anew while a text is written there", async () => {
    const old = input("step");
    old.focus();
    old.value = "0.5";
    old.dispatchEvent(new Event("input", { bubbles: true }));
    const finer = settings(3).map((one) => ({ ...one, step: 0.001 }) as Setting);
    await stand(CHANGED);
    await tell({ settings: finer, standing: CHANGED });
    expect(input("le").step).toBe("0.001");
    expect([input("step"), input("step").value]).toEqual([old, "0.5"]);
    press(input("step"), "Enter");
    expect(asked().at(-1)).toMatchObject({ action: "set", settings: { step: 0.5 } });
    await tell({ settings: finer, standing: CHANGED });
    expect(input("step").step).toBe("0.001");
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
