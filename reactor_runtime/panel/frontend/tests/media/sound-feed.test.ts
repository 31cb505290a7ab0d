import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { SCHEMA } from "../../dev/schema";
import { writeSamples } from "../../src/media/sound-feed";
import { openAudioFile, openSound } from "../../src/media/sound-sources";
import type { PanelSchema } from "../../src/wire/schema";
import { byId, channel, dispose, mount, unmount } from "../fakes/panel";

const RATE = 16_000;
const WITH_MICROPHONE: PanelSchema = {
  ...SCHEMA,
  tracks: [
    ...SCHEMA.tracks,
    { name: "mic", kind: "audio", direction: "in", sample_rate: RATE },
  ],
};

/** A microphone of this page's own, that hears a tone of *volume*. */
function makeMicrophone(volume = 0.5): MediaStream {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const gain = new GainNode(context, { gain: volume });
  const out = context.createMediaStreamDestination();
  tone.connect(gain).connect(out);
  tone.start();
  contexts.push(context);
  return out.stream;
}

let contexts: AudioContext[] = [];
let microphone: MediaStream;
let timer: ReturnType<typeof setInterval>;

const button = (): HTMLButtonElement =>
  byId("reactor-microphone-mic") as HTMLButtonElement;
const words = (): string => byId("reactor-camera-status").textContent ?? "";
const level = (): number => Number(button().style.getPropertyValue("--level"));
const log = (): string => byId("reactor-log").textContent ?? "";
const ask = (): HTMLElement => byId("reactor-ask-mic");
const choose = (label: string): Promise<void> =>
  userEvent.click(
    [...ask().querySelectorAll("button")].find(
      ({ textContent }) => textContent === label,
    ) as HTMLElement,
  );

/** Every block that went out, as numbers from -1 to 1. */
function blocks(): { pts: number; rate: number; samples: Float32Array }[] {
  return channel.sent.flatMap(({ header, buffers: [payload] }) => {
    if (header.type !== "media" || payload === undefined) return [];
    const values = new Int16Array(payload.slice().buffer);
    const samples = Float32Array.from(values, (value) => value / 32768);
    return [{ pts: header.pts, rate: header.sample_rate ?? 0, samples }];
  });
}

/** Confirm what has been sent, now and from now on, as the runtime would. */
function confirm(): void {
  let confirmed = 0;
  timer = setInterval(() => {
    for (const { id } of channel.of("ping").slice(confirmed)) {
      channel.say({ type: "pong", id, now: 0 });
      confirmed += 1;
    }
  }, 5);
}

beforeEach(async () => {
  // A page in which nobody has clicked may make no sound, for itself neither.
  await userEvent.click(document.body);
  contexts = [];
  microphone = makeMicrophone();
  vi.spyOn(navigator.mediaDevices, "getUserMedia").mockImplementation(
    async () => microphone,
  );
  mount(WITH_MICROPHONE);
});

afterEach(() => {
  clearInterval(timer);
  unmount();
  for (const context of contexts) void context.close();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("the microphone", () => {
  test("is sent in short blocks at the track's rate, on one clock", async () => {
    await userEvent.click(button());
    confirm();
    await vi.waitFor(() => expect(blocks().length).toBeGreaterThan(20), 5000);
    const sent = blocks();
    for (const { rate, samples } of sent) {
      expect(rate).toBe(RATE);
      expect(samples.length).toBe(480);
    }
    const [first, second] = sent.slice(-2);
    expect((second?.pts ?? 0) - (first?.pts ?? 0)).toBeCloseTo(0.03, 6);
    expect(Math.abs((second?.pts ?? 0) - performance.now() / 1000)).toBeLessThan(1);
    expect(Math.max(...(second?.samples ?? []))).toBeCloseTo(0.5, 1);
  });

  test("shows how loud it is, and that it is on", async () => {
    await userEvent.click(button());
    confirm();
    await vi.waitFor(() => expect(level()).toBeGreaterThan(0.8), 5000);
    await vi.waitFor(() => expect(words()).toBe("microphone"), 5000);
    expect(button().getAttribute("aria-pressed")).toBe("true");
    expect(button().title).toBe("Stop sending the microphone to mic");
  });

  test("that hears nothing is said to be silent", async () => {
    microphone = makeMicrophone(0);
    await userEvent.click(button());
    confirm();
    await vi.waitFor(() => expect(words()).toBe("microphone, silent"), 5000);
    expect(level()).toBe(0);
  });

  test("keeps the newest half second while the link is full, and says so", async () => {
    await userEvent.click(button());
    await vi.waitFor(
      () => expect(words()).toMatch(/, \d+ % dropped: slow link$/),
      8000,
    );
    const before = blocks();
    expect(before.length).toBeLessThan(20);
    confirm();
    await vi.waitFor(() => expect(blocks().length).toBeGreaterThan(40), 5000);
    const gap = (blocks()[before.length]?.pts ?? 0) - (before.at(-1)?.pts ?? 0);
    expect(gap).toBeGreaterThan(0.1);
  });

  test("is let go when the session ends, and when the panel closes", async () => {
    for (const end of [() => channel.tell("ended", null), dispose]) {
      microphone = makeMicrophone();
      const stream = microphone;
      channel.tell("open", "relay");
      await userEvent.click(button());
      await vi.waitFor(() => expect(button().ariaPressed).toBe("true"), 5000);
      end();
      expect(stream.getTracks().map((track) => track.readyState)).toEqual(["ended"]);
      expect(button()?.ariaPressed ?? null).toBeNull();
    }
  });

  test("that is unplugged is said to be gone", async () => {
    await userEvent.click(button());
    await vi.waitFor(() => expect(button().ariaPressed).toBe("true"), 5000);
    microphone.getTracks()[0]?.dispatchEvent(new Event("ended"));
    expect(log()).toContain("The microphone has gone");
    expect(button().ariaPressed).toBeNull();
  });

  test("that is not allowed says what to do", async () => {
    const refused = new DOMException("Permission denied", "NotAllowedError");
    vi.mocked(navigator.mediaDevices.getUserMedia).mockRejectedValue(refused);
    await userEvent.click(button());
    await vi.waitFor(() => expect(log()).toContain("allow it beside"));
    expect(log()).toContain("The microphone cannot be used");
  });

  test("without sound in it is turned off again", async () => {
    microphone = document.createElement("canvas").captureStream();
    await userEvent.click(button());
    await vi.waitFor(() => expect(log()).toContain("The microphone cannot be used"));
    expect(microphone.getTracks()[0]?.readyState).toBe("ended");
  });
});

describe("other sound", () => {
  test("is asked for in the middle of the picture", () => {
    expect(ask().hidden).toBe(false);
    expect(ask().textContent).toContain("The model takes sound: mic");
    expect([...ask().querySelectorAll("button")].map((b) => b.textContent)).toEqual([
      "Turn on microphone",
      "audio file",
      "test tone",
    ]);
  });

  test("stands below the pictures that are asked for, not over them", () => {
    unmount();
    const camera = {
      name: "webcam",
      kind: "video",
      direction: "in",
      sample_rate: null,
    } as const;
    mount({ ...WITH_MICROPHONE, tracks: [...WITH_MICROPHONE.tracks, camera] });
    const [first, second] = ["mic", "webcam"].map((name) =>
      byId(`reactor-ask-${name}`).getBoundingClientRect(),
    );
    expect(second?.top).toBeGreaterThan(first?.bottom ?? 0);
  });

  test("is a tone in a page that has no devices and no audio thread", async () => {
    vi.spyOn(navigator, "mediaDevices", "get").mockReturnValue(
      undefined as unknown as MediaDevices,
    );
    vi.spyOn(AudioContext.prototype, "audioWorklet", "get").mockReturnValue(
      undefined as unknown as AudioWorklet,
    );
    await choose("test tone");
    confirm();
    await vi.waitFor(() => expect(blocks().length).toBeGreaterThan(20), 5000);
    const peaks = blocks().map(({ samples }) => Math.max(...samples));
    expect(Math.max(...peaks)).toBeCloseTo(0.3, 1);
    expect(Math.min(...peaks)).toBeLessThan(0.01);
    await vi.waitFor(() => expect(words()).toBe("test tone"), 5000);
    expect(ask().hidden).toBe(true);
  });

  test("of a file plays in a loop, for the model alone", async () => {
    const header = "UklGRrQBAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YZABAAA";
    const riff = Uint8Array.from(atob(`${header}=`), (letter) => letter.charCodeAt(0));
    const samples = Int16Array.from({ length: 4000 }, (_, i) => (i % 20) * 1000);
    new DataView(riff.buffer).setUint32(4, 36 + 8000, true);
    new DataView(riff.buffer).setUint32(40, 8000, true);
    const file = new File([riff, samples], "saw.wav", { type: "audio/wav" });
    const source = await openAudioFile(file, [{ sampleRate: RATE }, {}]);
    const meter = new AnalyserNode(source.context, { fftSize: 2048 });
    source.node.connect(meter);
    const heard = new Float32Array(2048);
    // The file is half a second long.
    await vi.waitFor(() => {
      expect(source.context.currentTime).toBeGreaterThan(1.2);
      meter.getFloatTimeDomainData(heard);
      expect(Math.max(...heard)).toBeGreaterThan(0.4);
    }, 5000);
    source.stop();
    source.stop();
    expect(source.context.state).toBe("closed");
  });

  test("that is no sound is refused with its name", async () => {
    const file = new File(["no sound"], "notes.txt", { type: "text/plain" });
    await expect(openAudioFile(file, [{}])).rejects.toThrow("cannot play notes.txt");
  });

  test("comes at the machine's own rate where the track's does not go", async () => {
    const source = await openSound("test", 1000);
    expect(source.context.sampleRate).toBeGreaterThan(8000);
    source.stop();
  });
});

test("samples are written as the runtime reads them", () => {
  const bytes = writeSamples(Float32Array.of(0, 1, -1, 3));
  expect([...new Int16Array(bytes.buffer)]).toEqual([0, 32_767, -32_767, 32_767]);
});
