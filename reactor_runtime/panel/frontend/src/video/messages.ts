/** What the page and its decode worker tell each other. */

import type { FrameHeader } from "../wire/protocol";

/** One encoded frame on its way to a decoder. */
export interface Arrival {
  /** Names the frame until it is settled; larger for later ones. */
  readonly id: number;
  readonly header: FrameHeader;
  readonly payload: Uint8Array<ArrayBuffer>;
}

/** A canvas that pictures are drawn on, in the page or handed over to the worker. */
export type Canvas = HTMLCanvasElement | OffscreenCanvas;

export type VideoRequest =
  | ({ readonly type: "frame" } & Arrival)
  | {
      readonly type: "attach";
      readonly surface: number;
      readonly track: string;
      readonly canvas: Canvas;
    }
  /** Draw on the surface, or spare the work because nobody sees it. */
  | { readonly type: "show"; readonly surface: number; readonly isShown: boolean }
  /** Tell of what is drawn on the surface, seldom and small, or no more. */
  | { readonly type: "watch"; readonly surface: number; readonly isWatched: boolean }
  | { readonly type: "detach"; readonly surface: number }
  /** A new link: its frames follow nothing that came before. */
  | { readonly type: "restart" }
  /** Compare clocks; `at` is Unix time in seconds. */
  | { readonly type: "clock"; readonly at: number };

/**
 * What became of a frame: `skipped` when a newer one takes its place and is settled
 * later, `unseen` when it was decoded and no surface was shown, or it came too late.
 */
export type Fate = "drawn" | "skipped" | "unseen" | "failed";

export type VideoReport =
  | {
      readonly type: "settled";
      readonly id: number;
      readonly fate: Fate;
      /** When, in seconds of Unix time. */
      readonly at: number;
      /** Why it failed, empty otherwise. */
      readonly reason: string;
    }
  /** A surface that came, or came back, shows this frame again. */
  | { readonly type: "redrawn"; readonly surface: number; readonly id: number }
  /** Nothing more of the track can be decoded before a key frame. */
  | {
      readonly type: "keyframe";
      readonly track: string;
      /** A codec that is given up for good, else `null`. */
      readonly unusable: string | null;
    }
  | {
      readonly type: "looked";
      readonly surface: number;
      readonly pixels: Uint8ClampedArray;
      /** When, in seconds. */
      readonly at: number;
    }
  | { readonly type: "clock"; readonly asked: number; readonly at: number };
