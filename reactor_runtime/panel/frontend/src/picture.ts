/** One video track on one canvas: decode, newest wins, draw, report. */

import { createDecoder, type DecodedFrame, type Decoder } from "./decoder";
import type { FrameHeader } from "./protocol";

/** What became of a frame, for the acknowledgement. */
export interface Drawn {
  readonly header: FrameHeader;
  /** Frames of the track that arrived and were not drawn, since the last report. */
  readonly dropped: number;
}

interface Arrival {
  readonly header: FrameHeader;
  readonly payload: Uint8Array<ArrayBuffer>;
}

/** Below this width a picture is enlarged with hard pixels, as its model made it. */
const PIXEL_ART_WIDTH = 160;

/**
 * Draws the frames of one track in order, at most one in the decoder and one waiting.
 *
 * When frames come faster than they are decoded, a newer one replaces the one waiting.
 * `settled` is called for each frame drawn, and for one that could not be decoded, so
 * that the sender's window never stalls.
 */
export class Picture {
  readonly canvas = document.createElement("canvas");
  private readonly context: CanvasRenderingContext2D | null;
  private readonly decoders = new Map<string, Decoder>();
  private waiting: Arrival | null = null;
  private isBusy = false;
  private isClosed = false;
  private dropped = 0;

  constructor(
    readonly track: string,
    private readonly settled: (drawn: Drawn) => void,
    private readonly failed: (reason: string) => void,
  ) {
    this.canvas.dataset.testid = `reactor-canvas-${track}`;
    this.canvas.className = "canvas";
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", `Live picture of track ${track}`);
    this.canvas.width = 0;
    this.canvas.height = 0;
    this.context = this.canvas.getContext("2d", { alpha: false });
  }

  /** A frame arrived. */
  push(header: FrameHeader, payload: Uint8Array<ArrayBuffer>): void {
    if (this.waiting !== null) this.dropped += 1;
    this.waiting = { header, payload };
    if (!this.isBusy) void this.run();
  }

  /** Stop drawing; a frame in the decoder is thrown away. */
  close(): void {
    this.isClosed = true;
    this.waiting = null;
  }

  private async run(): Promise<void> {
    this.isBusy = true;
    while (this.waiting !== null) {
      const { header, payload } = this.waiting;
      this.waiting = null;
      await this.process(header, payload);
    }
    this.isBusy = false;
  }

  private async process(
    header: FrameHeader,
    payload: Uint8Array<ArrayBuffer>,
  ): Promise<void> {
    try {
      const frame = await this.decoder(header.codec).decode(payload);
      if (this.isClosed) frame.close();
      else this.draw(header, frame);
    } catch (error) {
      this.dropped += 1;
      this.failed(`Frame ${header.sequence} of ${this.track} was not drawn: ${error}`);
    }
    if (this.isClosed) return;
    const { dropped } = this;
    this.dropped = 0;
    this.settled({ header, dropped });
  }

  private draw(header: FrameHeader, frame: DecodedFrame): void {
    const { canvas } = this;
    if (canvas.width !== frame.width || canvas.height !== frame.height) {
      canvas.width = frame.width;
      canvas.height = frame.height;
      canvas.classList.toggle("pixelated", frame.width <= PIXEL_ART_WIDTH);
    }
    this.context?.drawImage(frame.image, 0, 0);
    frame.close();
    canvas.dataset.sequence = String(header.sequence);
    canvas.dataset.command = String(header.command);
    canvas.dataset.step = String(header.step);
    canvas.dispatchEvent(
      new CustomEvent("reactor:drawn", {
        bubbles: true,
        composed: true,
        detail: header,
      }),
    );
  }

  private decoder(codec: string): Decoder {
    const known = this.decoders.get(codec);
    if (known !== undefined) return known;
    const decoder = createDecoder(codec);
    this.decoders.set(codec, decoder);
    return decoder;
  }
}
