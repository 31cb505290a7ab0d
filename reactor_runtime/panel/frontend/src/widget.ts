/** The widget in a notebook: a panel over the best link to the kernel. */

import type { Buffers } from "./channel";
import { CODECS } from "./decoder";
import { watchFallback } from "./fallback";
import { LinkLadder } from "./links/ladder";
import type { CommPort } from "./links/port";
import { mountPanel } from "./panel";
import { type Hello, PROTOCOL_VERSION } from "./protocol";

/** The part of anywidget's model that is used here. */
export interface WidgetModel {
  get(trait: string): unknown;
  send(
    content: unknown,
    callbacks?: unknown,
    buffers?: readonly (ArrayBuffer | ArrayBufferView)[],
  ): void;
  on(event: string, callback: (...args: never[]) => void): void;
  off(event: string, callback: (...args: never[]) => void): void;
}

/** The page marks a widget whose comm is dead with this class. */
const DEAD = ".jupyter-widgets-disconnected";

function toBytes(buffer: DataView | ArrayBuffer): Uint8Array<ArrayBuffer> {
  if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer);
  const { buffer: memory, byteOffset, byteLength } = buffer;
  return new Uint8Array(memory as ArrayBuffer, byteOffset, byteLength);
}

/** Make the widget's comm what the links know. */
function createPort(model: WidgetModel, el: HTMLElement): CommPort {
  return {
    send: (content, buffers) =>
      model.send(content, undefined, buffers ? [...buffers] : []),
    listen: (receive, signal) => {
      const handle = (content: unknown, buffers?: (DataView | ArrayBuffer)[]): void =>
        receive(content, (buffers ?? []).map(toBytes) as Buffers);
      model.on("msg:custom", handle);
      signal.addEventListener("abort", () => model.off("msg:custom", handle));
    },
    isLive: () => el.closest(DEAD) === null,
    watch: (changed, signal) => {
      model.on("comm_live_update", changed);
      signal.addEventListener("abort", () => model.off("comm_live_update", changed));
    },
  };
}

/** Draw the widget into *el*; the returned function takes it away again. */
export function render({
  model,
  el,
}: {
  model: WidgetModel;
  el: HTMLElement;
}): () => void {
  const closing = new AbortController();
  const view = crypto.randomUUID();
  const hello: Hello = {
    type: "hello",
    version: PROTOCOL_VERSION,
    codecs: CODECS,
    view,
  };
  const ladder = new LinkLadder(createPort(model, el), hello);
  const fallback = watchFallback(el, closing.signal);
  const dispose = mountPanel(el, ladder, {
    view,
    onLink: ({ state }) => fallback.hide(state === "open" || state === "connecting"),
  });
  ladder.open();
  return () => {
    closing.abort();
    dispose();
  };
}
