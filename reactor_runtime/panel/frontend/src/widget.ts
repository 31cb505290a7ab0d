/** The widget in a notebook: a panel over the best link to the kernel. */

import type { Buffers, CommPort } from "./links/channel";
import { LinkLadder } from "./links/ladder";
import { SharedPort } from "./links/shared-port";
import { mountMember } from "./mount";
import { watchFallback } from "./page/fallback";
import { makeUuid } from "./page/insecure";
import { SharedSession } from "./session/session";
import { CODECS } from "./video/support";
import { PROTOCOL_VERSION } from "./wire/protocol";
import type { Hello } from "./wire/requests";

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

/** What all displays of one session in this page have in common. */
interface Shared {
  readonly session: SharedSession;
  readonly port: SharedPort;
}

const sessions = new Map<string, Shared>();

/** The session named *id*, on the link of its displays; the first one opens it. */
function shareSession(id: string, port: CommPort): Shared {
  const known = sessions.get(id);
  if (known !== undefined) {
    known.port.join(port);
    return known;
  }
  const shared = new SharedPort();
  shared.join(port);
  const hello: Hello = {
    type: "hello",
    version: PROTOCOL_VERSION,
    codecs: CODECS,
    view: makeUuid(),
  };
  const ladder = new LinkLadder(shared, hello);
  const session = new SharedSession(ladder, () => sessions.delete(id));
  const opened = { session, port: shared };
  sessions.set(id, opened);
  ladder.open();
  return opened;
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
  const port = createPort(model, el);
  const shared = shareSession(String(model.get("session_id")), port);
  const fallback = watchFallback(el, closing.signal);
  const dispose = mountMember(el, shared.session.join(), {
    view: makeUuid(),
    // What has ended, or has no kernel any more, still has its last picture.
    onLink: ({ state }, hasPicture) =>
      fallback.hide(state === "open" || state === "connecting" || hasPicture),
  });
  return () => {
    closing.abort();
    dispose();
    shared.port.leave(port);
  };
}
