/** The seams between the panel, whatever carries its traffic, and the widget's comm. */

import type { RuntimeHeader } from "../wire/protocol";
import type { PanelHeader } from "../wire/requests";

export type Buffers = readonly Uint8Array<ArrayBuffer>[];

/** Why a rung of the ladder does not carry the traffic. */
export interface LinkRefusal {
  readonly rung: string;
  readonly reason: string;
}

export interface ChannelStatus {
  /**
   * `connecting` while a link is on its way, `open` while one carries the traffic,
   * `lost` when none answers (the channel keeps trying), `ended` when the session has
   * said goodbye (it may come back: its model was reloaded).
   */
  readonly state: "connecting" | "open" | "lost" | "ended";
  /** The link in use, `null` without one. */
  readonly rung: string | null;
  /** Rungs that were tried or considered, and why they are not in use. */
  readonly refusals: readonly LinkRefusal[];
}

/**
 * Carries the panel protocol. A channel says `hello` by itself on every link it opens,
 * so a `welcome` arrives after each change of link.
 */
export interface Channel {
  /**
   * Send one message. Returns `false` if no link is there and the message is gone; a
   * channel keeps nothing for later, because only the sender knows what is worth it.
   */
  send(header: PanelHeader, buffers?: Buffers): boolean;
  /** Bytes sent that have not left the page; 0 where that cannot be known. */
  readonly buffered: number;
  onmessage: ((header: RuntimeHeader, buffers: Buffers) => void) | null;
  /** Told the present status when set, and every later one. */
  onstatus: ((status: ChannelStatus) => void) | null;
  /** End every link, timer and listener. Idempotent. */
  close(): void;
}

/** One attempt at one link, from opening to its end. */
export interface ChannelLink {
  readonly rung: string;
  /** Returns `true`: what becomes of it the link tells by its end. */
  readonly send: (header: PanelHeader, buffers?: Buffers) => boolean;
  /** Bytes sent that have not left the page; absent where that cannot be known. */
  readonly buffered?: () => number;
  close(): void;
}

export interface LinkEvents {
  message(header: RuntimeHeader, buffers: Buffers): void;
  /** The link is over, or never came up; told at most once, and not after `close`. */
  ended(reason: string): void;
}

/** Start opening a link; what becomes of it is told through *events*. */
export type OpenLink = (events: LinkEvents) => ChannelLink;

/** A comm, as far as the links need it. Only `widget.ts` makes a real one. */
export interface CommPort {
  /** Send *content* to the kernel. Throws if the comm is gone. */
  send(content: object, buffers?: Buffers): void;
  /** Call *receive* with each message of the kernel until *signal* is aborted. */
  listen(
    receive: (content: unknown, buffers: Buffers) => void,
    signal: AbortSignal,
  ): void;
  isLive(): boolean;
  /** Call *changed* whenever `isLive` may have changed, until *signal* is aborted. */
  watch(changed: () => void, signal: AbortSignal): void;
}
