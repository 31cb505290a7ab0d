import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type DrawReport, Playback } from "../../src/video/playback";
import type { Surface } from "../../src/video/surface";
import { encodeClip } from "../fakes/pictures";

let playback: Playback;
let drawn: DrawReport[];
let failures: string[];
let asked: [track: string, unusable: string | null][];
let _lost: number;

beforeEach(() => {
  [drawn, failures, asked, _lost] = [[], [], [], 0];
  playback = new Playback({
    settled: (report) => void drawn.push(report),
    failed: (reason) => void failures.push(reason),
    keyframe: (...what) => void asked.push(what),
    lost: () => {
      _lost += 1;
    },
  });
});

afterEach(() => {
  playback.close();
  document.body.replaceChildren();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function attach(track = "main_video"): Surface {
  const surface = playback.attach(track);
  document.body.append(surface.canvas);
  return surface;
}

const waitForDrawn = (count: number) =>
  vi.waitFor(() => expect(drawn.length).toBeGreaterThanOrEqual(count));

describe("a decoder", () => {
  /** Gives out what it is told to, and nothing by itself. */
  class SlyDecoder {
    static made: SlyDecoder[] = [];
    state = "unconfigured";
    decodeQueueSize = 0;
    readonly stamps: number[] = [];
    constructor(private readonly init: VideoDecoderInit) {
      SlyDecoder.made.push(this);
    }
    configure(): void {
      this.state = "configured";
    }
    decode({ timestamp }: EncodedVideoChunk): void {
      this.stamps.push(timestamp);
    }
    flush(): Promise<void> {
      return Promise.resolve();
    }
    close(): void {
      this.state = "closed";
    }
    give(index: number): void {
      const canvas = new OffscreenCanvas(64, 48);
      canvas.getContext("2d");
      const timestamp = this.stamps[index] ?? 0;
      this.init.output(new VideoFrame(canvas, { timestamp }));
    }
  }

  async function feed(): Promise<SlyDecoder> {
    vi.stubGlobal("Worker", undefined);
    const clip = await encodeClip("vp8", ["red", "lime", "blue"]);
    SlyDecoder.made = [];
    vi.stubGlobal("VideoDecoder", SlyDecoder);
    attach();
    for (const { header, payload } of clip) playback.push(header, payload);
    const [decoder] = SlyDecoder.made;
    if (decoder === undefined) throw new Error("no decoder was made");
    return decoder;
  }

  test("that swallows frames does not stall the sender", async () => {
    const decoder = await feed();
    decoder.give(2);
    await waitForDrawn(3);
    const fates = drawn.map(({ header, isDrawn }) => [header.sequence, isDrawn]);
    expect(fates).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
  });

  test("that keeps frames back is flushed, and starts over with a key frame", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const decoder = await feed();
    vi.advanceTimersByTime(1000);
    await vi.waitFor(() => expect(drawn).toHaveLength(3));
    expect(decoder.state).toBe("closed");
    expect(asked).toEqual([["main_video", null]]);
    vi.useRealTimers();
  });
});
