/** One track: its frames are decoded once and drawn on every surface that is seen. */

import { FrameCopier } from "./copying";
import type { DecodedImage, DecodeJpeg } from "./image";
import type { Arrival, Fate } from "./messages";
import type { Surface } from "./painter";
import { Stream } from "./stream";

export interface PlayerEvents {
  settled(arrival: Arrival, fate: Fate, reason: string): void;
  keyframe(unusable: string | null): void;
}

interface Shown {
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
 * picture is kept, for surfaces that come, or come back.
 */
export class Player {
  readonly surfaces = new Map<number, Surface>();
  private readonly streams = new Map<string, Stream>();
  private readonly copier = new FrameCopier();
  private waiting: Arrival | null = null;
  private decoding: Arrival | null = null;
  private newest = Number.NEGATIVE_INFINITY;
  private last: Shown | null = null;
  /** Counts the links; what was decoded for an earlier one is not drawn. */
  private link = 0;
  private isClosed = false;

  constructor(
    private readonly decodeJpeg: DecodeJpeg,
    private readonly events: PlayerEvents,
  ) {}

  push(arrival: Arrival): void {
    const { codec } = arrival.header;
    if (codec !== "jpeg") {
      this.stream(codec).push(arrival);
      return;
    }
    if (this.waiting !== null) this.events.settled(this.waiting, "skipped", "");
    this.waiting = arrival;
    if (this.decoding === null) void this.decodeNext();
  }

  /** Draw the newest picture on *surface* at once; returns its id, `null` without one. */
  redraw(surface: Surface): number | null {
    if (this.last === null) return null;
    const { id, image, width, height } = this.last;
    surface.draw(image, width, height);
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
    const decoded = await this.decode(arrival);
    // The next one is decoded while this one is drawn.
    void this.decodeNext();
    if (typeof decoded !== "string") await this.present(arrival, decoded, link);
    else if (!this.isPast(link)) this.events.settled(arrival, "failed", decoded);
  }

  private isPast(link: number): boolean {
    return this.isClosed || link !== this.link;
  }

  private async present(arrival: Arrival, image: DecodedImage, link: number) {
    const { width, height } = arrival.header;
    const ready = await this.copier.prepare(image, width, height);
    if (this.isPast(link)) ready.close();
    else this.show(arrival, ready);
  }

  /** Returns the picture, or why there is none. */
  private async decode({ payload }: Arrival): Promise<DecodedImage | string> {
    try {
      return await this.decodeJpeg(payload);
    } catch (error) {
      return String(error);
    }
  }

  private show(arrival: Arrival, image: DecodedImage): void {
    const { sequence, still, width, height } = arrival.header;
    const isNewer = sequence > this.newest || (still && sequence === this.newest);
    if (!isNewer) {
      image.close();
      this.events.settled(arrival, "unseen", "");
      return;
    }
    this.newest = sequence;
    let isDrawn = false;
    for (const surface of this.surfaces.values()) {
      if (!surface.isShown) continue;
      this.copier.draw(image, () => surface.draw(image, width, height));
      isDrawn = true;
    }
    this.last?.image.close();
    this.last = { id: arrival.id, image, width, height };
    this.events.settled(arrival, isDrawn ? "drawn" : "unseen", "");
  }

  private stream(codec: string): Stream {
    const known = this.streams.get(codec);
    if (known !== undefined) return known;
    const stream = new Stream(codec, {
      decoded: (arrival, image) => void this.present(arrival, image, this.link),
      failed: (arrival, reason) => this.events.settled(arrival, "failed", reason),
      lost: (isUnusable) => this.events.keyframe(isUnusable ? codec : null),
    });
    this.streams.set(codec, stream);
    return stream;
  }
}
