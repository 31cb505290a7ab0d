import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SCHEMA } from "../../dev/schema";
import { stillName } from "../../src/page/taking";
import { press as pressKey } from "../fakes/controls";
import { byId, dispose, drawFrame, get, mount } from "../fakes/panel";

const canvas = () => byId<HTMLCanvasElement>("reactor-canvas-main_video");

const press = (key: string, target: EventTarget = get(".figure")): KeyboardEvent =>
  pressKey(target, key, { composed: true });

/** Draw a frame that is made now and contains *command*. */
function drawNow(sequence: number, command = 0): Promise<void> {
  const created_at = (performance.timeOrigin + performance.now()) / 1000;
  return drawFrame(sequence, { command, created_at });
}

beforeEach(() => mount(SCHEMA, { welcome: { clock: { now: 0, epoch: 0 } } }));

afterEach(() => {
  dispose();
  document.body.replaceChildren();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("a still", () => {
  test("is saved as PNG in the model's size under a telling name", async () => {
    const clicked: HTMLAnchorElement[] = [];
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      clicked.push(this);
    });
    const made = vi.spyOn(URL, "createObjectURL");
    await drawNow(41);
    await vi.waitFor(() => expect(canvas().width).toBe(8));
    byId("reactor-save").click();
    await vi.waitFor(() => expect(clicked).toHaveLength(1));
    expect(clicked[0]?.download).toMatch(/^Harbour-step41-\d{8}-\d{6}\.png$/);
    const blob = made.mock.calls.at(-1)?.[0];
    if (!(blob instanceof Blob)) throw new Error("no blob");
    expect(blob.type).toBe("image/png");
    const { width, height } = await createImageBitmap(blob);
    expect([width, height]).toEqual([8, 6]);
  });

  test("is not saved before there is one", () => {
    const clicked = vi.spyOn(HTMLAnchorElement.prototype, "click");
    byId("reactor-save").click();
    expect(clicked).not.toHaveBeenCalled();
  });

  test("has a name that every file system takes", () => {
    const when = new Date(2026, 0, 2, 3, 4, 5);
    const subject = { session: "a/b: c*", track: "dépth", step: 7 };
    expect(stillName(subject, when)).toBe("a_b_c_-dépth-step7-20260102-030405.png");
    expect(stillName({ session: "", track: "", step: 0 }, when)).toBe(
      "reactor-step0-20260102-030405.png",
    );
  });
});

describe("full screen", () => {
  test("is asked for the picture that has the focus", async () => {
    const asked: Element[] = [];
    vi.spyOn(Element.prototype, "requestFullscreen").mockImplementation(function (
      this: Element,
    ) {
      asked.push(this);
      return Promise.resolve();
    });
    press("f");
    byId("reactor-fullscreen").click();
    expect(asked).toEqual([get(".figure"), get(".figure")]);
  });
});
