/** One track: its frames are decoded once and drawn on every painter that is seen. */

import { unixNow } from "../page/time";
import { FrameCopier } from "./copying";
import type { DecodedImage, DecodeJpeg } from "./image";
import type { Arrival, Fate, VideoReport } from "./messages";
import type { Painter } from "./painter";
import { Stream } from "./stream";

/** The picture drawn last, for surfaces to come. */
interface KeptPicture {
  readonly id: number;
  readonly image: DecodedImage;
  readonly width: number;
  readonly height: number;
}

/**
 * Plays one track.
 *
 * Of JPEGs at most one is in the decoder and one waits, which a newer one replaces. Of
 * other codecs every frame is decoded. No frame is drawn over a newer one. The newest
 * picture is kept, for painters that come, or come back.
 */
export class Player {
  readonly painters = new Map<number, Painter>();
  private readonly streams = new Map<string, Stream>();
  private readonly copier = new FrameCopier();
  private waiting: Arrival | null = null;
  private decoding: Arrival | null = null;
  private newest = Number.NEGATIVE_INFINITY;
  private last: KeptPicture | null = null;
  /** Counts the links; what was decoded for an earlier one is not drawn. */
  private link = 0;
  private isClosed = false;

  constructor(
    private readonly track: string,
    private readonly decodeJpeg: DecodeJpeg,
    private readonly report: (report: VideoReport) => void,
  ) {}

  push(arrival: Arrival): void {
    const { codec } = arrival.header;
    if (codec !== "jpeg") {
      this.stream(codec).push(arrival);
      return;
    }
    if (this.waiting !== null) this.settle(this.waiting, "skipped", "");
    this.waiting = arrival;
    if (this.decoding === null) void this.decodeNext();
  }

  /** Draw the newest picture on *painter* at once; returns its id, `null` without one. */
  redraw(painter: Painter): number | null {
    if (this.last === null) return null;
    const { id, image, width, height } = this.last;
    painter.draw(image, width, height);
    return id;
  }

  /** The next frames follow nothing that came before; their numbers may be lower. */
  restart(): void {
    this.link += 1;
    this.newest = Number.NEGATIVE_INFINITY;
    this.waiting = null;
    for (const stream of this.streams.values()) stream.restart();
  }

  close(): void {
    this.isClosed = true;
    this.waiting = null;
    for (const stream of this.streams.values()) stream.close();
    this.last?.image.close();
    this.last = null;
    this.copier.close();
  }

  private async decodeNext(): Promise<void> {
    const arrival = this.waiting;
    this.waiting = null;
    this.decoding = arrival;
    if (arrival === null) return;
    const { link } = this;
    let image: DecodedImage | null = null;
    let reason = "";
    try {
      image = await this.decodeJpeg(arrival.payload);
    } catch (error) {
      reason = String(error);
    }
    // The next one is decoded while this one is drawn.
    void this.decodeNext();
    if (image !== null) await this.present(arrival, image, link);
    else if (!this.isPast(link)) this.settle(arrival, "failed", reason);
  }

  private isPast(link: number): boolean {
    return this.isClosed || link !== this.link;
  }

  private async present(
    arrival: Arrival,
    decoded: DecodedImage,
    link: number,
  ): Promise<void> {
    const { sequence, still, width, height } = arrival.header;
    const image = await this.copier.prepare(decoded, width, height);
    if (this.isPast(link)) {
      image.close();
      return;
    }
    const isNewer = sequence > this.newest || (still && sequence === this.newest);
    if (!isNewer) {
      image.close();
      this.settle(arrival, "unseen", "");
      return;
    }
    this.newest = sequence;
    let isDrawn = false;
    for (const painter of this.painters.values()) {
      if (!painter.isShown) continue;
      this.copier.draw(image, () => painter.draw(image, width, height));
      isDrawn = true;
    }
    this.last?.image.close();
    this.last = { id: arrival.id, image, width, height };
    this.settle(arrival, isDrawn ? "drawn" : "unseen", "");
  }

  private settle({ id }: Arrival, fate: Fate, reason: string): void {
    this.report({ type: "settled", id, fate, at: unixNow(), reason });
  }

  private stream(codec: string): Stream {
    const known = this.streams.get(codec);
    if (known !== undefined) return known;
    const stream = new Stream(codec, {
      decoded: (arrival, image) => void this.present(arrival, image, this.link),
      failed: (arrival, reason) => this.settle(arrival, "failed", reason),
      lost: (isUnusable) => {
        const unusable = isUnusable ? codec : null;
        this.report({ type: "keyframe", track: this.track, unusable });
      },
    });
    this.streams.set(codec, stream);
    return stream;
  }
}
