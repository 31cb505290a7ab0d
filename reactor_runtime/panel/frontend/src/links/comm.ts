/** The widget's comm as a link: slower than a socket, and there where none is. */

import { readHeader } from "../wire/protocol";
import type { Hello, PanelHeader } from "../wire/requests";
import { isObject } from "../wire/values";
import { attemptLink, LinkedChannel } from "./base";
import type { Buffers, CommPort, Link, LinkEvents, Refusal } from "./channel";

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

export class CommChannel extends LinkedChannel {
  private refusal: Refusal | null = null;

  constructor(
    private readonly port: CommPort,
    private readonly hello: Hello,
    lostAfter = 5000,
  ) {
    super(lostAfter);
  }

  protected start(): void {
    this.port.watch(() => {
      if (this.port.isLive() && this.refusal !== null) void this.attempt();
    }, this.ending.signal);
    void this.attempt();
  }

  protected relink(rung: string, reason: string): void {
    this.refusal = { rung, reason };
    this.refresh("lost");
  }

  protected refusals(): readonly Refusal[] {
    return this.refusal === null ? [] : [this.refusal];
  }

  private async attempt(): Promise<void> {
    this.refusal = null;
    const reason = await attemptLink(
      (events) => openComm(this.port, this.hello, events),
      null,
      this,
      this.ending.signal,
    );
    if (reason !== null && !this.ending.signal.aborted) this.relink("comm", reason);
  }
}
