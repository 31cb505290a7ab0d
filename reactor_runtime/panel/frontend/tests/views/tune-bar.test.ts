import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeWelcome } from "../../dev/messages";
import { CONTROLS, SCHEMA, STATE } from "../../dev/schema";
import type { Setting, TuningHeader, TuningStanding } from "../../src/wire/protocol";
import type { ControlSchema } from "../../src/wire/schema";
import { find } from "../fakes/controls";
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

const asked = () => channel.of("tune");
const tuner = (name: string) => find<HTMLElement>(control(name), ":scope > .tuner");
const sheet = (name = "brightness") => byId(`reactor-tune-${name}`);
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

beforeEach(async () => {
  mount(schemaOf(TUNABLE));
  const welcome = makeWelcome(schemaOf(TUNABLE), STATE);
  channel.say({ ...welcome, tuning: AT_REST });
  await settle();
});
afterEach(unmount);

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
