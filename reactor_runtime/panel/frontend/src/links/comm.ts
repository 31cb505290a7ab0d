/** A link over the widget's comm: slower than a socket, and there where none is. */

import { readHeader } from "../wire/protocol";
import type { Hello, PanelHeader } from "../wire/requests";
import { isObject } from "../wire/values";
import type { Buffers, Link, LinkEvents } from "./channel";
import type { CommPort } from "./port";

/** Attach a viewer to the comm; the hello's `view` addresses it. */
export function openComm(port: CommPort, hello: Hello, events: LinkEvents): Link {
  const { view } = hello;
  const listening = new AbortController();

  const end = (reason: string): void => {
    if (listening.signal.aborted) return;
    listening.abort();
    events.ended(reason);
  };
  const send = (header: PanelHeader, buffers?: Buffers): void => {
    try {
      port.send({ type: "panel", view, header }, buffers);
    } catch (error) {
      end(`the comm is gone (${error})`);
    }
  };
  const receive = (content: unknown, buffers: Buffers): void => {
    if (!isObject(content) || content.type !== "panel" || content.view !== view) return;
    const header = readHeader(content.header);
    if (header !== null) events.message(header, buffers);
  };
  const watch = (): void => {
    if (!port.isLive()) end("the kernel is gone");
  };

  port.listen(receive, listening.signal);
  port.watch(watch, listening.signal);
  queueMicrotask(() => {
    if (listening.signal.aborted) return;
    if (port.isLive()) send(hello);
    else end("the kernel is gone");
  });

  const close = (): void => {
    if (listening.signal.aborted) return;
    listening.abort();
    try {
      port.send({ type: "close", view });
    } catch {
      // The kernel that would forget the viewer is gone itself.
    }
  };
  return { rung: "comm", send, close };
}
