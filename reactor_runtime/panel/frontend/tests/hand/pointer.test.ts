/** The pointer on the picture. */

import { afterEach, describe, expect, test } from "vitest";
import { CONTROLS, SCHEMA } from "../../dev/schema";
import { placeOn } from "../../src/hand/pointer";
import type { ControlSchema, PanelSchema } from "../../src/wire/schema";
import { channel, get, mount, unmount } from "../fakes/panel";

let picture: HTMLElement;

function open(more: Partial<PanelSchema> = {}): void {
  mount({ ...SCHEMA, ...more });
  picture = get("figure");
}

const sent = () => channel.of("command").map(({ name, data }) => [name, data] as const);

afterEach(unmount);

describe("the pointer on the picture", () => {
  const coordinate = (name: string) => {
    const slider = CONTROLS.find(({ kind }) => kind === "slider");
    return { ...slider, name, minimum: 0, maximum: 1, default: 0.5 };
  };
  const POKE = {
    kind: "form",
    name: "poke",
    command: "poke",
    label: "Poke",
    description: "",
    hint: { widget: "pointer" },
    fields: [coordinate("x"), coordinate("y")],
  } as unknown as ControlSchema;

  function point(type: string, share: number): void {
    const canvas = picture.querySelector("canvas") as HTMLCanvasElement;
    canvas.setPointerCapture = () => undefined;
    const box = canvas.getBoundingClientRect();
    const clientX = box.left + share * box.width;
    const clientY = box.top + box.height / 2;
    const init = { bubbles: true, button: 0, pointerId: 1, clientX, clientY };
    canvas.dispatchEvent(new PointerEvent(type, init));
  }

  test("a click sends its place once, a drag where it goes", () => {
    open({ controls: [...CONTROLS, POKE] });
    point("pointerdown", 0.25);
    point("pointerup", 0.25);
    expect(sent()).toHaveLength(1);
    expect(sent()[0]?.[1]).toMatchObject({ x: expect.closeTo(0.25, 2) });
    point("pointerdown", 0.25);
    point("pointermove", 0.5);
    point("pointerup", 0.75);
    expect(sent().at(-1)?.[1]).toMatchObject({ x: expect.closeTo(0.75, 2) });
  });

  test("without such an event it sends nothing", () => {
    open();
    point("pointerdown", 0.5);
    expect(sent()).toEqual([]);
  });

  test("bars beside the picture are none of it", () => {
    const canvas = document.createElement("canvas");
    canvas.style.cssText =
      "position: fixed; left: 0; top: 0; width: 200px; height: 100px";
    document.body.append(canvas);
    const surface = { canvas, size: { width: 10, height: 10 } };
    expect(placeOn(surface, { clientX: 100, clientY: 50 })).toEqual({ x: 0.5, y: 0.5 });
    expect(placeOn(surface, { clientX: 20, clientY: 0 })).toEqual({ x: 0, y: 0 });
    expect(placeOn(surface, { clientX: 150, clientY: 75 })).toEqual({ x: 1, y: 0.75 });
  });
});
