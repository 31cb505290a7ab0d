import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SCHEMA } from "../../dev/schema";
import { openFile } from "../../src/media/sources";
import type { PanelSchema } from "../../src/wire/schema";
import { byId, channel, dispose, mount } from "../fakes/panel";

const WITH_CAMERA: PanelSchema = {
  ...SCHEMA,
  tracks: [
    ...SCHEMA.tracks,
    { name: "webcam", kind: "video", direction: "in", sample_rate: null },
  ],
};

/** A camera of this page's own: noise, so that each picture is a large one. */
function makeCamera(): { stream: MediaStream; stop: () => void } {
  const canvas = document.createElement("canvas");
  canvas.width = 320;
  canvas.height = 240;
  const noise = new ImageData(320, 240);
  const draw = (): void => {
    for (let start = 0; start < noise.data.length; start += 65_536) {
      crypto.getRandomValues(noise.data.subarray(start, start + 65_536));
    }
    canvas.getContext("2d")?.putImageData(noise, 0, 0);
  };
  draw();
  const timer = setInterval(draw, 100);
  return { stream: canvas.captureStream(), stop: () => clearInterval(timer) };
}

let camera: { stream: MediaStream; stop: () => void };

const button = (): HTMLButtonElement =>
  byId("reactor-camera-webcam") as HTMLButtonElement;
const words = (): string => byId("reactor-camera-status").textContent ?? "";
const pictures = (): number => channel.of("media").length;

/** Confirm everything bulky that has not been confirmed, as the runtime would. */
function confirm(): void {
  for (const { id } of channel.of("ping")) channel.say({ type: "pong", id, now: 0 });
}

beforeEach(() => {
  camera = makeCamera();
  vi.spyOn(navigator.mediaDevices, "getUserMedia").mockResolvedValue(camera.stream);
  mount(WITH_CAMERA);
});

afterEach(() => {
  dispose();
  camera.stop();
  document.body.replaceChildren();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("the camera", () => {
  test("says that nothing more comes once it is off", async () => {
    button().click();
    await vi.waitFor(() => expect(pictures()).toBeGreaterThan(0), { timeout: 5000 });
    expect(channel.of("unpublish")).toEqual([]);
    button().click();
    expect(channel.of("unpublish")).toEqual([{ type: "unpublish", track: "webcam" }]);
  });

  test("is sent while the link takes it, and the status says how often", async () => {
    button().click();
    const timer = setInterval(confirm, 10);
    await vi.waitFor(() => expect(pictures()).toBeGreaterThan(8), 5000);
    await vi.waitFor(() => expect(words()).toMatch(/^camera [\d.]+ fps$/), 5000);
    clearInterval(timer);
    expect(button().getAttribute("aria-pressed")).toBe("true");
  });

  test("waits for what is on its way, and the status says that it does", async () => {
    button().click();
    await vi.waitFor(() => expect(words()).toContain("dropped: slow link"), 5000);
    expect(pictures()).toBe(1);
    confirm();
    await vi.waitFor(() => expect(pictures()).toBeGreaterThan(1), 5000);
  });

  test("waits while the page itself could not get rid of its bytes", async () => {
    Object.defineProperty(channel, "buffered", { value: 100_000 });
    button().click();
    await vi.waitFor(() => expect(words()).toContain("dropped: slow link"), 5000);
    expect(pictures()).toBe(0);
  });

  test("counts no picture as sent that no link took", async () => {
    channel.isUp = false;
    button().click();
    await vi.waitFor(() => expect(words()).toContain("dropped"), 5000);
    expect(words()).toMatch(/^camera 0\.0 fps/);
  });

  test("is let go when the session ends, and cannot be asked for then", async () => {
    button().click();
    await vi.waitFor(() => expect(pictures()).toBe(1), 5000);
    channel.tell("ended", null);
    expect(camera.stream.getTracks().map(({ readyState }) => readyState)).toEqual([
      "ended",
    ]);
    expect(button().disabled).toBe(true);
    expect(button().hasAttribute("aria-pressed")).toBe(false);
    expect(words()).toBe("");
  });

  test("is let go when the session ends while the person is still asked", async () => {
    let allow: (stream: MediaStream) => void = () => undefined;
    const asked = new Promise<MediaStream>((resolve) => {
      allow = resolve;
    });
    vi.mocked(navigator.mediaDevices.getUserMedia).mockReturnValue(asked);
    button().click();
    channel.tell("ended", null);
    allow(camera.stream);
    await vi.waitFor(() =>
      expect(camera.stream.getTracks()[0]?.readyState).toBe("ended"),
    );
    expect(button().hasAttribute("aria-pressed")).toBe(false);
    expect(byId("reactor-log").textContent).not.toContain("cannot be used");
  });

  test("that is unplugged is said to be gone", async () => {
    button().click();
    await vi.waitFor(() => expect(pictures()).toBe(1), 5000);
    camera.stream.getTracks()[0]?.dispatchEvent(new Event("ended"));
    expect(byId("reactor-log").textContent).toContain("The camera has gone");
    expect(button().hasAttribute("aria-pressed")).toBe(false);
  });

  test("of one track does not hide that of another", async () => {
    dispose();
    const twice = WITH_CAMERA.tracks.map((track) => ({ ...track, name: "second" }));
    mount({ ...WITH_CAMERA, tracks: [...WITH_CAMERA.tracks, ...twice.slice(-1)] });
    button().click();
    byId("reactor-camera-second").click();
    await vi.waitFor(
      () => expect(words()).toMatch(/^webcam: camera .* · second: camera /),
      5000,
    );
  });

  test("is asked for once, however often the button is pressed", async () => {
    button().click();
    button().click();
    await vi.waitFor(() => expect(pictures()).toBe(1), 5000);
    expect(navigator.mediaDevices.getUserMedia).toHaveBeenCalledTimes(1);
  });

  test("that is not allowed says what to do", async () => {
    const refused = new DOMException("Permission denied", "NotAllowedError");
    vi.mocked(navigator.mediaDevices.getUserMedia).mockRejectedValue(refused);
    button().click();
    await vi.waitFor(() => {
      expect(byId("reactor-log").textContent).toContain("allow it beside");
    });
  });

  test("says what is missing in a page that has none", async () => {
    vi.spyOn(navigator, "mediaDevices", "get").mockReturnValue(
      undefined as unknown as MediaDevices,
    );
    vi.stubGlobal("isSecureContext", false);
    button().click();
    await vi.waitFor(() => {
      expect(byId("reactor-log").textContent).toContain("ssh -L");
    });
  });
});

describe("other pictures", () => {
  const ask = (): HTMLElement => byId("reactor-ask-webcam");
  const choose = (label: string): void =>
    [...ask().querySelectorAll("button")]
      .find(({ textContent }) => textContent === label)
      ?.click();

  test("are asked for in the middle of the picture while the model waits", () => {
    expect(ask().hidden).toBe(false);
    expect([...ask().querySelectorAll("button")].map((b) => b.textContent)).toEqual([
      "Turn on camera",
      "screen",
      "video file",
      "test picture",
    ]);
  });

  test("are built in, where a page has no camera: colour bars that move", async () => {
    vi.spyOn(navigator, "mediaDevices", "get").mockReturnValue(
      undefined as unknown as MediaDevices,
    );
    choose("test picture");
    const timer = setInterval(confirm, 10);
    await vi.waitFor(() => expect(pictures()).toBeGreaterThan(3), 5000);
    await vi.waitFor(() => expect(words()).toMatch(/^test picture [\d.]+ fps$/), 5000);
    clearInterval(timer);
    expect(ask().hidden).toBe(true);
    expect(button().getAttribute("aria-label")).toContain("Stop sending the test");
    button().click();
    expect(words()).toBe("");
  });

  test("of the screen come in place of the camera's", async () => {
    const screen = makeCamera();
    const display = vi
      .spyOn(navigator.mediaDevices, "getDisplayMedia")
      .mockResolvedValue(screen.stream);
    button().click();
    await vi.waitFor(() => expect(pictures()).toBe(1), 5000);
    byId("reactor-sources-webcam").click();
    choose("screen");
    await vi.waitFor(() => expect(display).toHaveBeenCalled());
    expect(camera.stream.getTracks()[0]?.readyState).toBe("ended");
    const timer = setInterval(confirm, 10);
    await vi.waitFor(() => expect(words()).toMatch(/^screen /), 5000);
    clearInterval(timer);
    screen.stop();
  });

  test("that cannot be played leave no camera on", async () => {
    vi.spyOn(HTMLMediaElement.prototype, "play").mockRejectedValue(
      new Error("no codec"),
    );
    button().click();
    await vi.waitFor(() =>
      expect(byId("reactor-log").textContent).toContain("no codec"),
    );
    expect(camera.stream.getTracks()[0]?.readyState).toBe("ended");
  });

  test("can be chosen although an earlier question was never answered", async () => {
    vi.mocked(navigator.mediaDevices.getUserMedia).mockReturnValue(
      new Promise(() => undefined),
    );
    button().click();
    choose("test picture");
    await vi.waitFor(() => expect(pictures()).toBe(1), 5000);
  });

  test("that are allowed too late are let go", async () => {
    let allow: (stream: MediaStream) => void = () => undefined;
    const asked = new Promise<MediaStream>((resolve) => {
      allow = resolve;
    });
    vi.mocked(navigator.mediaDevices.getUserMedia).mockReturnValue(asked);
    button().click();
    choose("test picture");
    await vi.waitFor(() => expect(pictures()).toBe(1), 5000);
    allow(camera.stream);
    const track = camera.stream.getTracks()[0];
    await vi.waitFor(() => expect(track?.readyState).toBe("ended"), 5000);
    expect(button().getAttribute("aria-label")).toContain("test picture");
  });

  test("of a file play in a loop; what is no video is refused with its name", async () => {
    const file = new File(["no video"], "notes.txt", { type: "text/plain" });
    await expect(openFile(file)).rejects.toThrow("cannot play notes.txt");
  });
});
