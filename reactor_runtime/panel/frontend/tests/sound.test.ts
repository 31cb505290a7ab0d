import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Sound } from "../src/sound";

let closing: AbortController;
let sound: Sound;

beforeEach(() => {
  closing = new AbortController();
  sound = new Sound(closing.signal);
});

afterEach(() => closing.abort());

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
    const block = new Uint8Array(960);
    sound.push(header, block);
    sound.button.click();
    sound.volume.value = "0.5";
    sound.volume.dispatchEvent(new Event("input"));
    expect(sound.volume.style.getPropertyValue("--fill")).toBe("50%");
    expect(() => sound.push(header, block)).not.toThrow();
  });
});
