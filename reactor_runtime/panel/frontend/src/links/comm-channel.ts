/** A channel over the widget's comm alone. */

import type { Hello } from "../wire/requests";
import { attemptLink } from "./attempt";
import { LinkedChannel } from "./base";
import type { Refusal } from "./channel";
import { openComm } from "./comm";
import type { CommPort } from "./port";

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
