import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { heardAt, Sound } from "../../src/media/sound";
import { unixNow } from "../../src/page/time";

const header = {
  type: "audio",
  track: "sound",
  sequence: 1,
  pts: 0,
  created_at: 0,
  step: 0,
  sample_rate: 48_000,
  channels: 1,
  samples: 480,
  codec: "pcm_s16le",
} as const;

let closing: AbortController;
let sound: Sound;

beforeEach(() => {
  closing = new AbortController();
  sound = new Sound(closing.signal);
});

afterEach(() => {
  closing.abort();
  document.body.replaceChildren();
  vi.restoreAllMocks();
});

describe("sound", () => {
  test("is off, without a volume, until it is asked for", () => {
    expect(sound.volume.hidden).toBe(true);
    sound.button.click();
    expect(sound.volume.hidden).toBe(false);
    expect(sound.button.title).toBe("Turn sound off");
    sound.button.click();
    expect(sound.volume.hidden).toBe(true);
  });

  test("plays blocks through its volume, and drops them while it is off", () => {
    const block = new Uint8Array(960);
    sound.push(header, block);
    sound.button.click();
    sound.volume.value = "0.5";
    sound.volume.dispatchEvent(new Event("input"));
    expect(sound.volume.style.getPropertyValue("--fill")).toBe("50%");
    expect(() => sound.push(header, block)).not.toThrow();
  });

  test("starts a block so that it is heard when its picture is seen", async () => {
    const start = vi.spyOn(AudioBufferSourceNode.prototype, "start");
    document.body.append(sound.button);
    await userEvent.click(sound.button);
    let seenAt = 0;
    await vi.waitFor(() => {
      seenAt = unixNow() + 0.3;
      sound.follow(header.pts, seenAt);
      sound.push(header, new Uint8Array(960));
      expect(start).toHaveBeenCalled();
    }, 5000);
    const [node] = start.mock.contexts as AudioBufferSourceNode[];
    const [when] = start.mock.lastCall ?? [];
    const heard = heardAt(node?.context as AudioContext) + (when ?? 0);
    expect(Math.abs(heard - seenAt)).toBeLessThan(0.03);
  });

  test("is not scheduled while the browser lets the page make none", () => {
    const start = vi.spyOn(AudioBufferSourceNode.prototype, "start");
    vi.spyOn(AudioContext.prototype, "state", "get").mockReturnValue("suspended");
    sound.button.click();
    sound.push(header, new Uint8Array(960));
    expect(start).not.toHaveBeenCalled();
  });
});

test("until something has left the machine its latency says when it will", () => {
  const context = {
    currentTime: 2,
    outputLatency: 0.1,
    getOutputTimestamp: () => ({ contextTime: 0, performanceTime: 0 }),
  };
  expect(heardAt(context as AudioContext)).toBeCloseTo(unixNow() - 1.9, 1);
});
