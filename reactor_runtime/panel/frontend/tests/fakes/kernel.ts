/** Stand-ins for the kernel's side: a channel, a comm, a WebSocket. */

import type {
  Buffers,
  Channel,
  ChannelStatus,
  CommPort,
} from "../../src/links/channel";
import { pack, unpack } from "../../src/links/socket";
import { Outflow } from "../../src/session/outflow";
import { Commands } from "../../src/state/commands";
import { EditHistory } from "../../src/state/history";
import { DrawnPace } from "../../src/state/pace";
import { TuningClient } from "../../src/state/tuning";
import { Uploads } from "../../src/state/uploads";
import type { RuntimeHeader } from "../../src/wire/protocol";
import type { PanelHeader } from "../../src/wire/requests";

/** Remembers what the panel sends; says what a test makes it say. */
export class FakeChannel implements Channel {
  onmessage: Channel["onmessage"] = null;
  onstatus: Channel["onstatus"] = null;
  readonly sent: { header: PanelHeader; buffers: Buffers }[] = [];
  readonly buffered = 0;
  readonly outflow = new Outflow();
  isUp = true;
  isClosed = false;

  send(header: PanelHeader, buffers: Buffers = []): boolean {
    if (this.isUp) this.sent.push({ header, buffers });
    return this.isUp;
  }

  close(): void {
    this.isClosed = true;
  }

  say(header: RuntimeHeader, buffers: Buffers = []): void {
    this.onmessage?.(header, buffers);
  }

  tell(state: ChannelStatus["state"], rung: string | null): void {
    this.onstatus?.({ state, rung, refusals: [] });
  }

  /** Everything sent of one type. */
  of<T extends PanelHeader["type"]>(type: T): Extract<PanelHeader, { type: T }>[] {
    return this.sent
      .map(({ header }) => header)
      .filter((header): header is Extract<PanelHeader, { type: T }> => {
        return header.type === type;
      });
  }
}

type Content = Record<string, unknown>;

/** A widget's comm without a kernel. */
export class FakePort implements CommPort {
  readonly sent: { content: Content; buffers: Buffers }[] = [];
  readonly listeners = new Set<(content: unknown, buffers: Buffers) => void>();
  readonly watchers = new Set<() => void>();
  private live = true;

  send(content: object, buffers: Buffers = []): void {
    if (!this.live) throw new Error("the comm is closed");
    this.sent.push({ content: content as Content, buffers });
  }

  listen(
    receive: (content: unknown, buffers: Buffers) => void,
    signal: AbortSignal,
  ): void {
    this.listeners.add(receive);
    signal.addEventListener("abort", () => this.listeners.delete(receive));
  }

  isLive(): boolean {
    return this.live;
  }

  watch(changed: () => void, signal: AbortSignal): void {
    this.watchers.add(changed);
    signal.addEventListener("abort", () => this.watchers.delete(changed));
  }

  setLive(live: boolean): void {
    this.live = live;
    for (const changed of [...this.watchers]) changed();
  }

  say(content: object, buffers: Buffers = []): void {
    for (const receive of [...this.listeners]) receive(content, buffers);
  }

  of(type: string): Content[] {
    return this.sent.map(({ content }) => content).filter((c) => c.type === type);
  }
}

/** Takes the place of the page's WebSocket; a test plays the server. */
export class FakeSocket extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 3;
  static made: FakeSocket[] = [];
  binaryType = "blob";
  readyState = FakeSocket.CONNECTING;
  readonly sent: PanelHeader[] = [];

  constructor(readonly url: string) {
    super();
    FakeSocket.made.push(this);
  }

  static get last(): FakeSocket {
    const socket = FakeSocket.made.at(-1);
    if (socket === undefined) throw new Error("no socket was opened");
    return socket;
  }

  send(message: Uint8Array<ArrayBuffer>): void {
    this.sent.push(unpack(message.buffer).header as PanelHeader);
  }

  close(): void {
    this.readyState = FakeSocket.CLOSED;
  }

  accept(): void {
    this.readyState = FakeSocket.OPEN;
    this.dispatchEvent(new Event("open"));
  }

  say(header: RuntimeHeader, buffers: Buffers = []): void {
    const { buffer } = pack(header as unknown as PanelHeader, buffers);
    this.dispatchEvent(new MessageEvent("message", { data: buffer }));
  }

  drop(code = 1006, reason = ""): void {
    this.readyState = FakeSocket.CLOSED;
    this.dispatchEvent(new CloseEvent("close", { code, reason }));
  }
}

/** Let promises and message queues run; no timer is waited for. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
}

/** What the rows of a column need, all of it real but for the channel. */
export function makeParts(channel: FakeChannel) {
  return {
    commands: new Commands(channel, "v", () => null),
    uploads: new Uploads(channel, "v"),
    pace: new DrawnPace(),
    history: new EditHistory(),
    locks: new Set<string>(),
    changed: () => undefined,
    tuning: new TuningClient(channel, "v"),
  };
}
