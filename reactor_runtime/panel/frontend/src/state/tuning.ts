/** What a person tunes: the limits of parameters, which the runtime keeps. */

import type { Channel } from "../links/channel";
import type { TuningHeader, TuningStanding } from "../wire/protocol";
import type { TuneAction } from "../wire/requests";
import type { JsonObject } from "../wire/values";
import { Inquiries } from "./asking";

export interface TuneOptions {
  readonly settings?: JsonObject;
  readonly seen?: string;
}

export class TuningClient {
  /** `null` where nothing can be tuned. */
  standing: TuningStanding | null = null;
  /** Shows what would be written of a parameter, or of all for an empty name. */
  source: (name: string) => void = () => {};
  private readonly asking;
  private readonly listeners = new Set<() => void>();

  /** @param view Makes request ids unique among all panels of one client. */
  constructor(
    private readonly channel: Pick<Channel, "send">,
    view: string,
  ) {
    this.asking = new Inquiries<TuningHeader>(view);
  }

  /** A link is up; what was open is asked for anew. */
  restart(standing: TuningStanding | null | undefined): void {
    this.asking.restart();
    this.standing = standing ?? null;
    this.tell();
  }

  /** Ask the runtime; `null` comes back where no answer does. */
  ask(
    action: TuneAction,
    name: string,
    more: TuneOptions = {},
  ): Promise<TuningHeader | null> {
    return this.asking.ask((id) =>
      this.channel.send({ type: "tune", id, action, name, ...more }),
    );
  }

  receive(told: TuningHeader): void {
    this.asking.receive(told);
    if (told.id !== null) return;
    this.standing = told.standing;
    this.tell();
  }

  /** Call *listener* now, and whenever what is tuned, or the link, is another. */
  follow(listener: () => void, signal: AbortSignal): void {
    this.listeners.add(listener);
    signal.addEventListener("abort", () => this.listeners.delete(listener));
    listener();
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
