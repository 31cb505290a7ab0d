/** A panel's part in a session. */

import type { Channel } from "../links/channel";
import type { Drawn } from "../video/screen";
import type { View } from "../video/view";
import type { FrameHeader } from "../wire/protocol";
import type { EngineClock } from "./clock";
import type { Outflow } from "./outflow";

/** Told what happens to the pictures of the session. */
export interface Watcher {
  /** A frame came in, *bytes* long. */
  arrived?(header: FrameHeader, bytes: number): void;
  /** A frame was drawn, or could not be. */
  drawn?(drawn: Drawn): void;
  /** Why a frame could not be drawn. */
  failed?(reason: string): void;
  /** Something bulky has arrived: there may be room for more. */
  hasRoom?(): void;
}

/** A panel's part in a session: a channel of its own, and views of the pictures. */
export interface Member extends Channel {
  readonly clock: EngineClock;
  /** What is bulky and on its way, from all panels of the session. */
  readonly outflow: Outflow;
  /** A new canvas for *track*; the caller closes the view. */
  attach(track: string, owner?: Document): View;
  /** Tell *watcher* of every frame, until *signal* is aborted. */
  watch(watcher: Watcher, signal: AbortSignal): void;
}
