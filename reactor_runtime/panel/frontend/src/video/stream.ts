/** H.264 and VP8 → pictures, by WebCodecs. */

import type { ColorSpace } from "../wire/protocol";
import { type DecodedImage, FrameImage } from "./image";
import type { Arrival } from "./messages";

/** A decoder that keeps a frame this long without a sign is made to give it out. */
const HELD_MS = 1000;

/** Errors without a picture in between after which a codec is given up. */
const MOST_FAILURES = 3;

/** An unanswered request for a key frame is made again after this long. */
const ASK_AGAIN_MS = 1000;

export interface StreamEvents {
  decoded(arrival: Arrival, image: DecodedImage): void;
  failed(arrival: Arrival, reason: string): void;
  /** A key frame is needed; *isUnusable* says that none will help. */
  lost(isUnusable: boolean): void;
}

/**
 * Decodes one codec of one track, every frame in order.
 *
 * After an error, and at the start, it waits for a key frame and asks for one. Each
 * frame is either given to `decoded` or to `failed`, once, unless `close` comes first.
 * What is being decoded is bounded by the runtime's window, 32 frames.
 */
export class Stream {
  private decoder: VideoDecoder | null = null;
  private setup = "";
  private needsKey = true;
  private failures = 0;
  private askedAt = Number.NEGATIVE_INFINITY;
  private stamp = 0;
  private readonly pending = new Map<number, Arrival>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly codec: string,
    private readonly events: StreamEvents,
  ) {}

  push(arrival: Arrival): void {
    const { header, payload } = arrival;
    if (this.failures >= MOST_FAILURES) {
      this.events.failed(arrival, `the ${this.codec} decoder of this browser failed`);
      return;
    }
    if (this.needsKey && !header.keyframe) {
      this.events.failed(arrival, "");
      this.ask();
      return;
    }
    this.stamp += 1;
    this.pending.set(this.stamp, arrival);
    try {
      if (header.keyframe) this.configure(arrival);
      const type = header.keyframe ? "key" : "delta";
      const chunk = { type, timestamp: this.stamp, data: payload } as const;
      this.decoder?.decode(new EncodedVideoChunk(chunk));
    } catch (error) {
      this.fail(String(error));
    }
    this.watch();
  }

  /** Forget what is being decoded; the next frame must be a key frame. */
  restart(): void {
    this.drop();
    this.askedAt = Number.NEGATIVE_INFINITY;
  }

  close(): void {
    this.drop();
  }

  private configure({ header }: Arrival): void {
    const { config, coded_width: codedWidth, coded_height: codedHeight } = header;
    const colorSpace = header.color_space && colorSpaceInit(header.color_space);
    const setup = JSON.stringify([config, codedWidth, codedHeight, colorSpace]);
    const decoder = this.decoder;
    if (decoder?.state !== "configured" || setup !== this.setup) {
      const next = decoder?.state === "configured" ? decoder : this.open();
      next.configure({
        codec: config ?? "",
        codedWidth,
        codedHeight,
        optimizeForLatency: true,
        ...(colorSpace === null ? {} : { colorSpace }),
      });
      this.setup = setup;
    }
    this.needsKey = false;
    this.askedAt = Number.NEGATIVE_INFINITY;
  }

  private open(): VideoDecoder {
    const decoder: VideoDecoder = new VideoDecoder({
      output: (frame) => this.take(decoder, frame),
      error: (error) => {
        if (decoder === this.decoder) this.fail(error.message);
      },
    });
    this.decoder = decoder;
    return decoder;
  }

  private take(decoder: VideoDecoder, frame: VideoFrame): void {
    const arrival = this.pending.get(frame.timestamp);
    if (decoder !== this.decoder || arrival === undefined) {
      frame.close();
      return;
    }
    this.pending.delete(frame.timestamp);
    this.giveUpBefore(frame.timestamp);
    this.failures = 0;
    this.watch();
    this.events.decoded(arrival, new FrameImage(frame));
  }

  /** Frames come out in order: what was to come before *stamp* never will. */
  private giveUpBefore(stamp: number): void {
    for (const [older, arrival] of this.pending) {
      if (older >= stamp) continue;
      this.pending.delete(older);
      this.events.failed(arrival, "");
    }
  }

  private fail(reason: string): void {
    this.failures += 1;
    const lost = [...this.pending.values()];
    this.drop();
    for (const arrival of lost) this.events.failed(arrival, reason);
    if (this.failures >= MOST_FAILURES) this.events.lost(true);
    else this.ask();
  }

  private ask(): void {
    const now = performance.now();
    if (now - this.askedAt < ASK_AGAIN_MS) return;
    this.askedAt = now;
    this.events.lost(false);
  }

  private drop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.pending.clear();
    this.needsKey = true;
    const decoder = this.decoder;
    this.decoder = null;
    if (decoder !== null && decoder.state !== "closed") decoder.close();
  }

  /** See to it that the oldest frame comes out; some decoders wait for the next. */
  private watch(): void {
    clearTimeout(this.timer);
    this.timer =
      this.pending.size === 0 ? undefined : setTimeout(() => this.squeeze(), HELD_MS);
  }

  private squeeze(): void {
    const { decoder } = this;
    if (decoder === null || decoder.state !== "configured") return;
    if (decoder.decodeQueueSize > 0) {
      this.watch();
      return;
    }
    // After a flush only a key frame can follow.
    decoder.flush().then(
      () => {
        if (decoder === this.decoder) this.fail("the decoder keeps frames back");
      },
      () => undefined,
    );
  }
}

function colorSpaceInit(space: ColorSpace): VideoColorSpaceInit {
  const { full_range: fullRange, ...names } = space;
  return { ...names, fullRange };
}
