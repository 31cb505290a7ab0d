/** The widget's comm as a link: slower than a socket, and there where none is. */

import { readHeader } from "../wire/protocol";
import type { Hello, PanelHeader } from "../wire/requests";
import { isObject } from "../wire/values";
import { LinkedChannel } from "./base";
import type {
  Buffers,
  ChannelLink,
  CommPort,
  LinkEvents,
  LinkRefusal,
} from "./channel";

/** A viewer at the comm, whom the hello's `view` addresses. */
export class WidgetCommLink implements ChannelLink {
  readonly rung = "comm";
  private readonly listening = new AbortController();

  constructor(
    private readonly port: CommPort,
    private readonly hello: Hello,
    private readonly events: LinkEvents,
  ) {
    const { signal } = this.listening;
    const watch = (): void => {
      if (!port.isLive()) this.end("the kernel is gone");
    };
    port.listen((content, buffers) => this.receive(content, buffers), signal);
    port.watch(watch, signal);
    // Not at once: whoever opens the link must have it before it ends.
    queueMicrotask(() => {
      if (signal.aborted) return;
      if (port.isLive()) this.send(hello);
      else this.end("the kernel is gone");
    });
  }

  readonly send = (header: PanelHeader, buffers?: Buffers): boolean => {
    try {
      this.port.send({ type: "panel", view: this.hello.view, header }, buffers);
    } catch (error) {
      this.end(`the comm is gone (${error})`);
    }
    return true;
  };

  close(): void {
    if (this.listening.signal.aborted) return;
    this.listening.abort();
    try {
      this.port.send({ type: "close", view: this.hello.view });
    } catch {
      // The kernel that would forget the viewer is gone itself.
    }
  }

  private receive(content: unknown, buffers: Buffers): void {
    if (!isObject(content) || content.type !== "panel") return;
    if (content.view !== this.hello.view) return;
    const header = readHeader(content.header);
    if (header !== null) this.events.message(header, buffers);
  }

  private end(reason: string): void {
    if (this.listening.signal.aborted) return;
    this.listening.abort();
    this.events.ended(reason);
  }
}

export class CommChannel extends LinkedChannel {
  private refusal: LinkRefusal | null = null;

  constructor(
    private readonly port: CommPort,
    private readonly hello: Hello,
    lostAfter = 5000,
  ) {
    super(lostAfter);
  }

  protected start(): void {
    this.port.watch(() => {
      if (this.port.isLive() && this.refusal !== null) void this.connect();
    }, this.ending.signal);
    void this.connect();
  }

  protected relink(rung: string, reason: string): void {
    this.refusal = { rung, reason };
    this.refresh("lost");
  }

  protected refusals(): readonly LinkRefusal[] {
    return this.refusal === null ? [] : [this.refusal];
  }

  private async connect(): Promise<void> {
    this.refusal = null;
    const reason = await this.attempt(
      (events) => new WidgetCommLink(this.port, this.hello, events),
      null,
      this.ending.signal,
    );
    if (reason !== null && !this.ending.signal.aborted) this.relink("comm", reason);
  }
}
