/** A channel over one WebSocket address, opened again whenever it drops. */

import type { Hello } from "../wire/requests";
import { attemptLink } from "./attempt";
import { type Backoff, DEFAULT_BACKOFF } from "./backoff";
import { LinkedChannel } from "./base";
import type { Refusal } from "./channel";
import { Retry } from "./retry";
import { openSocket } from "./socket";

export interface WebSocketOptions {
  readonly backoff?: Backoff;
  /** Milliseconds to wait for the first message on a socket. */
  readonly timeout?: number;
  readonly lostAfter?: number;
}

export class WebSocketChannel extends LinkedChannel {
  private readonly retry: Retry;
  private readonly timeout: number;
  private refusal: Refusal | null = null;

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
    void this.attempt();
  }

  protected relink(rung: string, reason: string): void {
    this.refusal = { rung, reason };
    this.refresh();
    this.retry.schedule();
  }

  protected refusals(): readonly Refusal[] {
    return this.refusal === null ? [] : [this.refusal];
  }

  private async attempt(): Promise<void> {
    const reason = await attemptLink(
      (events) => openSocket(this.url, "socket", this.hello, events),
      this.timeout,
      this,
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
