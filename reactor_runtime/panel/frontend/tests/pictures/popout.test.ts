import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeFrame } from "../../dev/messages";
import { SCHEMA } from "../../dev/schema";
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
