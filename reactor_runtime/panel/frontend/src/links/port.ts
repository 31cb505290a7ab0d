/** The seam between a comm link and the widget that owns the comm. */

import type { Buffers } from "./channel";

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
