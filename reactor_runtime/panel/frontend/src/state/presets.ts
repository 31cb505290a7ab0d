/** Values under names, and the two sets that a person compares. */

import type { Channel } from "../links/channel";
import type { PresetsHeader } from "../wire/protocol";
import type { PresetAction } from "../wire/requests";
import type { JsonObject } from "../wire/values";
import { Inquiries } from "./asking";
import type { EditHistory } from "./history";

export type Side = "A" | "B";

export interface PresetParts {
  /** Makes request ids unique among all panels of one client. */
  readonly view: string;
  readonly channel: Pick<Channel, "send">;
  readonly history: Pick<EditHistory, "group" | "note">;
  /** What stands in the controls, whether the session has said so or not. */
  values(): JsonObject;
  /** Put *values* in as a person does; returns whether that is possible now. */
  put(values: JsonObject): boolean;
  /** Another side holds; `null` if nothing is compared any more. */
  turned(side: Side | null): void;
  /** Told what came of something that was asked. */
  said(isGood: boolean, text: string): void;
}

export interface PresetOptions {
  readonly to?: string;
  readonly text?: string;
  readonly overwrite?: boolean;
}

export class PresetClient {
  /** Most bytes of a preset that was shared. */
  limit = 0;
  private readonly asking;
  private sides: Record<Side, JsonObject> | null = null;
  private side: Side = "A";

  constructor(private readonly parts: PresetParts) {
    this.asking = new Inquiries<PresetsHeader>(parts.view);
  }

  /** A link is up: what was asked over another is not answered any more. */
  restart(offer: { readonly limit: number } | null | undefined): void {
    this.limit = offer?.limit ?? 0;
    this.asking.restart();
  }

  /** Ask the runtime; `null` comes back where no answer does. */
  ask(
    action: PresetAction,
    name: string,
    more: PresetOptions = {},
  ): Promise<PresetsHeader | null> {
    const { asking, parts } = this;
    return asking.ask((id) =>
      parts.channel.send({ type: "preset", id, action, name, ...more }),
    );
  }

  receive(told: PresetsHeader): void {
    this.asking.receive(told);
  }

  said(isGood: boolean, text: string): void {
    this.parts.said(isGood, text);
  }

  /** Set what a preset holds: it is side B, and what was before is side A. */
  load(values: JsonObject): void {
    this.begin(values);
    this.turn("B");
  }

  /** *values* are kept now: they are side B, and what comes is side A. */
  begin(values: JsonObject): void {
    const before = this.parts.values();
    this.sides = { A: before, B: { ...before, ...values } };
    this.show("A");
  }

  /** Set the other side; what holds now is kept as it is for the way back. */
  flip(): void {
    const now = this.parts.values();
    this.sides = { A: now, B: now, ...this.sides, [this.side]: now };
    this.turn(this.side === "A" ? "B" : "A");
  }

  /** The model takes other values now: there is nothing to compare. */
  forget(): void {
    this.sides = null;
    this.side = "A";
    this.parts.turned(null);
  }

  /** Changing sides is one change, with all that it sets. */
  private turn(after: Side): void {
    const { sides, side: before, parts } = this;
    parts.history.group(() => {
      if (sides === null || !parts.put(sides[after])) return;
      parts.history.note({ before, after, put: (side) => this.show(side as Side) });
      this.show(after);
    });
  }

  private show(side: Side): void {
    if (this.sides === null) return;
    this.side = side;
    this.parts.turned(side);
  }
}
