/** A WebSocket as a link, and what it carries: one binary message for each of the protocol. */

import { readHeader } from "../wire/protocol";
import type { Hello, PanelHeader } from "../wire/requests";
import { isObject } from "../wire/values";
import { LinkedChannel } from "./base";
import type { Buffers, ChannelLink, LinkEvents, LinkRefusal } from "./channel";
import { type Backoff, DEFAULT_BACKOFF, Retry } from "./retry";

/** Join *header* and *buffers* to the one binary message that a socket carries. */
export function pack(
  header: PanelHeader,
  buffers: readonly Uint8Array[] = [],
): Uint8Array<ArrayBuffer> {
  const lengths = buffers.map((buffer) => buffer.byteLength);
  const json = new TextEncoder().encode(
    JSON.stringify({ ...header, buffers: lengths }),
  );
  const total = lengths.reduce((sum, length) => sum + length, 4 + json.byteLength);
  const message = new Uint8Array(total);
  new DataView(message.buffer).setUint32(0, json.byteLength);
  message.set(json, 4);
  let offset = 4 + json.byteLength;
  for (const buffer of buffers) {
    message.set(buffer, offset);
    offset += buffer.byteLength;
  }
  return message;
}

/**
 * Split a socket's binary message. The buffers are views into *message*.
 *
 * @throws RangeError If the lengths that the message states do not fit it.
 */
export function unpack(message: ArrayBuffer): {
  header: unknown;
  buffers: Uint8Array<ArrayBuffer>[];
} {
  const size = new DataView(message).getUint32(0);
  const header: unknown = JSON.parse(
    new TextDecoder().decode(new Uint8Array(message, 4, size)),
  );
  const lengths =
    isObject(header) && Array.isArray(header.buffers) ? header.buffers : [];
  let offset = 4 + size;
  const buffers = lengths.map((length: number) => {
    const buffer = new Uint8Array(message, offset, length);
    offset += length;
    return buffer;
  });
  if (offset !== message.byteLength) {
    throw new RangeError(
      `message states ${offset} bytes, holds ${message.byteLength} bytes`,
    );
  }
  return { header, buffers };
}

/** One WebSocket, which says hello once it is open. */
export class WebSocketLink implements ChannelLink {
  private readonly listening = new AbortController();
  private readonly socket: WebSocket;
  private wasOpen = false;

  /** @param url Address, with the token in its query where one is needed. */
  constructor(
    url: string,
    readonly rung: string,
    private readonly hello: Hello,
    private readonly events: LinkEvents,
  ) {
    const { signal } = this.listening;
    this.socket = new WebSocket(url);
    this.socket.binaryType = "arraybuffer";
    this.socket.addEventListener("open", () => this.greet(), { signal });
    this.socket.addEventListener("message", this.receive, { signal });
    const closed = ({ code, reason }: CloseEvent): void => {
      const why = reason === "" ? `code ${code}` : reason;
      this.end(this.wasOpen ? `the socket closed (${why})` : "the socket was refused");
    };
    this.socket.addEventListener("close", closed, { signal });
  }

  readonly send = (header: PanelHeader, buffers?: Buffers): boolean => {
    const { socket } = this;
    if (socket.readyState === WebSocket.OPEN) socket.send(pack(header, buffers));
    return true;
  };

  buffered(): number {
    return this.socket.bufferedAmount;
  }

  close(): void {
    this.listening.abort();
    this.socket.close();
  }

  private greet(): void {
    this.wasOpen = true;
    this.socket.send(pack(this.hello));
  }

  private readonly receive = ({ data }: MessageEvent): void => {
    if (!(data instanceof ArrayBuffer)) return;
    try {
      const { header, buffers } = unpack(data);
      const known = readHeader(header);
      if (known !== null) this.events.message(known, buffers);
    } catch (error) {
      this.end(`a message could not be read (${error})`);
    }
  };

  private end(reason: string): void {
    if (this.listening.signal.aborted) return;
    this.close();
    this.events.ended(reason);
  }
}

export interface WebSocketOptions {
  readonly backoff?: Backoff;
  /** Milliseconds to wait for the first message on a socket. */
  readonly timeout?: number;
  readonly lostAfter?: number;
}

export class WebSocketChannel extends LinkedChannel {
  private readonly retry: Retry;
  private readonly timeout: number;
  private refusal: LinkRefusal | null = null;

  constructor(
    private readonly url: string,
    private readonly hello: Hello,
    options: WebSocketOptions = {},
  ) {
    super(options.lostAfter ?? 5000);
    this.timeout = options.timeout ?? 5000;
    const again = (): void => this.start();
    const backoff = options.backoff ?? DEFAULT_BACKOFF;
    this.retry = new Retry(backoff, again, this.ending.signal);
  }

  protected start(): void {
    void this.connect();
  }

  protected relink(rung: string, reason: string): void {
    this.refusal = { rung, reason };
    this.refresh();
    this.retry.schedule();
  }

  protected refusals(): readonly LinkRefusal[] {
    return this.refusal === null ? [] : [this.refusal];
  }

  private async connect(): Promise<void> {
    const reason = await this.attempt(
      (events) => new WebSocketLink(this.url, "socket", this.hello, events),
      this.timeout,
      this.ending.signal,
    );
    if (this.ending.signal.aborted) return;
    if (reason === null) {
      this.refusal = null;
      this.retry.reset();
    } else {
      this.relink("socket", reason);
    }
  }
}
