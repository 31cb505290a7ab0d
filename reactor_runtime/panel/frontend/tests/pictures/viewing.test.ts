import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeAnswer, makeFrame } from "../../dev/messages";
import { SCHEMA } from "../../dev/schema";
import { stillName } from "../../src/page/taking";
import { fitPicture } from "../../src/pictures/fit";
import { findCodecs } from "../../src/video/support";
import { press as pressKey } from "../fakes/controls";
import { byId, channel, dispose, drawFrame, get, mount, root } from "../fakes/panel";
import { makeJpeg } from "../fakes/pictures";

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

describe("the overlay", () => {
  const stat = (name: string) => byId(`reactor-stat-${name}`).dataset;
  const refreshed = (check: () => void) => vi.waitFor(check, { timeout: 3000 });

  test("is off until it is asked for, by its button or its key", () => {
    expect(byId("reactor-overlay")).toBeNull();
    byId("reactor-stats").click();
    expect(byId("reactor-overlay")).not.toBeNull();
    expect(byId("reactor-stats").getAttribute("aria-pressed")).toBe("true");
    press("i");
    expect(byId("reactor-overlay")).toBeNull();
    expect(byId("reactor-stats").getAttribute("aria-pressed")).toBe("false");
  });

  test("shows rate, bytes, drops and the frames' age", async () => {
    press("i");
    for (const sequence of [1, 2, 5]) await drawNow(sequence);
    await refreshed(() => expect(Number(stat("age").value)).toBeGreaterThan(0));
    expect(Number(stat("age").value)).toBeLessThan(2000);
    expect(Number(stat("age").p95)).toBeGreaterThanOrEqual(Number(stat("age").value));
    expect(Number(stat("fps").value)).toBeGreaterThan(0);
    expect(Number(stat("bytes").value)).toBeGreaterThan(0);
    expect(stat("dropped").total).toBe("2");
    const { textContent } = byId("reactor-overlay");
    expect(textContent).toContain("relay · jpeg q85 · 8 × 6");
    expect(byId("reactor-stat-fps").querySelector("polyline")).not.toBeNull();
  });

  test("measures a command to the first frame that contains it", async () => {
    press("i");
    await drawNow(1, 4);
    const slider = get<HTMLInputElement>(
      "[data-testid=control-brightness] input[type=range]",
    );
    slider.value = "1.5";
    slider.dispatchEvent(new Event("input"));
    const id = channel.of("command").at(-1)?.id ?? "";
    channel.say(makeAnswer(id, { number: 5 }));
    await drawNow(2, 4);
    await drawNow(3, 5);
    await refreshed(() => expect(Number(stat("command").value)).toBeGreaterThan(0));
    expect(Number(stat("command").value)).toBeLessThan(2000);
  });

  test("costs nothing when it is off", async () => {
    press("i");
    press("i");
    const timers = vi.spyOn(globalThis, "setInterval");
    await drawNow(1);
    expect(timers).not.toHaveBeenCalled();
    expect(root.querySelectorAll("polyline")).toHaveLength(0);
  });

  test("stays when the controls are built anew", async () => {
    press("i");
    channel.say({ type: "contract", schema: { ...SCHEMA, description: "Changed" } });
    await drawNow(1);
    expect(byId("reactor-overlay")).not.toBeNull();
    byId("reactor-stats").click();
    expect(byId("reactor-overlay")).toBeNull();
  });
});

describe("keys", () => {
  test("that mean something here do not reach the page", () => {
    const heard = vi.fn();
    document.addEventListener("keydown", heard, { capture: true });
    expect(press("i").defaultPrevented).toBe(true);
    expect(heard).not.toHaveBeenCalled();
    press("d");
    expect(heard).toHaveBeenCalledOnce();
    document.removeEventListener("keydown", heard, { capture: true });
  });

  test("typed into a text are text", () => {
    press("i", get("[data-testid=control-title] input"));
    expect(byId("reactor-overlay")).toBeNull();
  });

  test("with Ctrl belong to the page", () => {
    const init = { key: "s", ctrlKey: true, bubbles: true, composed: true };
    const event = new KeyboardEvent("keydown", { ...init, cancelable: true });
    get(".figure").dispatchEvent(event);
    expect(event.defaultPrevented).toBe(false);
  });
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

describe("picture in picture", () => {
  function stubWindow() {
    const owner = document.implementation.createHTMLDocument();
    const opened = Object.assign(new EventTarget(), {
      document: owner,
      close: () => void opened.dispatchEvent(new Event("pagehide")),
    });
    const requestWindow = vi.fn(() => Promise.resolve(opened));
    vi.stubGlobal("documentPictureInPicture", { requestWindow });
    return { owner, opened, requestWindow };
  }

  test("opens a window with a canvas of its own, and closes it", async () => {
    const { owner, requestWindow } = stubWindow();
    await drawNow(1);
    byId("reactor-popout").click();
    await vi.waitFor(() => expect(owner.querySelector("canvas")).not.toBeNull());
    expect(requestWindow).toHaveBeenCalledWith({ width: 160, height: 120 });
    expect(owner.title).toBe("Harbour");
    await vi.waitFor(() =>
      expect(owner.querySelector("canvas")?.dataset.sequence).toBe("1"),
    );
    const button = byId("reactor-popout");
    expect(button.getAttribute("aria-pressed")).toBe("true");
    press("p");
    expect(button.getAttribute("aria-pressed")).toBe("false");
  });

  test("goes on while the panel is scrolled out of view", async () => {
    const { owner } = stubWindow();
    await drawNow(1);
    byId("reactor-popout").click();
    await vi.waitFor(() => expect(owner.querySelector("canvas")).not.toBeNull());
    (root.host as HTMLElement).style.marginTop = "5000px";
    const first = canvas().dataset.sequence;
    await new Promise((resolve) => setTimeout(resolve, 120));
    channel.say(makeFrame(2), [await makeJpeg()]);
    await vi.waitFor(() =>
      expect(owner.querySelector("canvas")?.dataset.sequence).toBe("2"),
    );
    expect(canvas().dataset.sequence).toBe(first);
    expect(channel.of("visible").at(-1)?.visible).toBe(true);
    byId("reactor-popout").click();
    expect(channel.of("visible").at(-1)?.visible).toBe(false);
  });

  test("is a video of the canvas where there are no such windows", async () => {
    vi.stubGlobal("documentPictureInPicture", undefined);
    vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();
    const asked = vi
      .spyOn(HTMLVideoElement.prototype, "requestPictureInPicture")
      .mockResolvedValue({} as PictureInPictureWindow);
    await drawNow(1);
    byId("reactor-popout").click();
    await vi.waitFor(() => expect(asked).toHaveBeenCalledOnce());
    const video = asked.mock.contexts[0] as HTMLVideoElement;
    expect((video.srcObject as MediaStream).getVideoTracks()).toHaveLength(1);
    video.dispatchEvent(new Event("leavepictureinpicture"));
    expect(video.srcObject).toBeNull();
    expect(byId("reactor-popout").getAttribute("aria-pressed")).toBe("false");
  });

  test("is a video, too, where the page may not open one", async () => {
    const requestWindow = () => Promise.reject(new DOMException("not on top"));
    vi.stubGlobal("documentPictureInPicture", { requestWindow });
    vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();
    const asked = vi
      .spyOn(HTMLVideoElement.prototype, "requestPictureInPicture")
      .mockResolvedValue({} as PictureInPictureWindow);
    await drawNow(1);
    byId("reactor-popout").click();
    await vi.waitFor(() => expect(asked).toHaveBeenCalledOnce());
    (asked.mock.contexts[0] as HTMLVideoElement).dispatchEvent(
      new Event("leavepictureinpicture"),
    );
  });

  test("says in the log why it did not open", async () => {
    vi.stubGlobal("documentPictureInPicture", undefined);
    vi.spyOn(HTMLMediaElement.prototype, "play").mockRejectedValue(new Error("no"));
    await drawNow(1);
    byId("reactor-popout").click();
    await vi.waitFor(() =>
      expect(byId("reactor-log").textContent).toContain("did not open"),
    );
  });

  test("is not offered where the browser has neither", () => {
    dispose();
    vi.stubGlobal("documentPictureInPicture", undefined);
    vi.spyOn(document, "pictureInPictureEnabled", "get").mockReturnValue(false);
    mount();
    const tools = root.querySelectorAll(".picture-tools button");
    const ids = [...tools].map((tool) => (tool as HTMLElement).dataset.testid);
    expect(ids).not.toContain("reactor-popout");
    expect(ids).toContain("reactor-save");
  });
});

describe("the size of a picture", () => {
  const place = { width: 700, height: 600 };

  test("is a whole multiple where that nearly fills the place", () => {
    const picture = { width: 640, height: 480 };
    expect(fitPicture(picture, place, 1)).toMatchObject({ width: 640 });
    expect(fitPicture(picture, place, 2)).toEqual({ width: 640, isPixelated: true });
  });

  test("fills the place where a whole multiple would leave much of it empty", () => {
    const picture = { width: 512, height: 384 };
    expect(fitPicture(picture, place, 1)).toEqual({ width: null, isPixelated: false });
  });

  test("shrinks a picture larger than the place", () => {
    const picture = { width: 1280, height: 720 };
    expect(fitPicture(picture, place, 1)).toEqual({ width: null, isPixelated: false });
  });

  test("keeps the hard pixels of a small picture, each as large as the other", () => {
    const picture = { width: 64, height: 64 };
    expect(fitPicture(picture, place, 1)).toEqual({ width: 576, isPixelated: true });
    expect(fitPicture(picture, place, 1.5)).toEqual({
      width: 597.3333333333334,
      isPixelated: true,
    });
  });
});

describe("codecs for the hello", () => {
  test("are those that this browser can decode", async () => {
    expect(await findCodecs()).toEqual(["jpeg", "h264", "vp8"]);
  });

  test("are those that WebCodecs says it supports", async () => {
    vi.spyOn(VideoDecoder, "isConfigSupported").mockImplementation((config) =>
      Promise.resolve({ supported: config.codec === "vp8", config }),
    );
    expect(await findCodecs()).toEqual(["jpeg", "vp8"]);
  });

  test("are those that it names in time", async () => {
    vi.useFakeTimers();
    vi.spyOn(VideoDecoder, "isConfigSupported").mockReturnValue(new Promise(() => {}));
    const found = findCodecs();
    await vi.advanceTimersByTimeAsync(1000);
    expect(await found).toEqual(["jpeg"]);
    vi.useRealTimers();
  });

  test("are JPEG alone without WebCodecs, or where it fails", async () => {
    vi.spyOn(VideoDecoder, "isConfigSupported").mockRejectedValue(new TypeError("no"));
    expect(await findCodecs()).toEqual(["jpeg"]);
    vi.stubGlobal("VideoDecoder", undefined);
    expect(await findCodecs()).toEqual(["jpeg"]);
  });
});
