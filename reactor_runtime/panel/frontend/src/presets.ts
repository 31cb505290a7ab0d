/** Values under names, and the two sets that a person compares. */

import type { PanelHeader, PresetAction, PresetsHeader } from "./protocol";
import type { JsonObject } from "./values";

export type Side = "A" | "B";

export interface PresetParts {
  /** Makes request ids unique among all panels of one client. */
  readonly view: string;
  send(header: PanelHeader): void;
  /** The values as they are. */
  values(): JsonObject;
  /** Set *values*, as one change that can be taken back. */
  put(values: JsonObject): void;
  /** Another side holds. */
  turned(side: Side): void;
}

export interface PresetOptions {
  readonly to?: string;
  readonly text?: string;
  readonly overwrite?: boolean;
}

export class Presets {
  private count = 0;
  private waiting: { id: string; settle: (told: PresetsHeader) => void } | null = null;
  private sides: Record<Side, JsonObject> | null = null;
  private side: Side = "A";

  constructor(private readonly parts: PresetParts) {}

  /** Ask the runtime; what was asked before and is unanswered is not waited for. */
  ask(
    action: PresetAction,
    name: string,
    more: PresetOptions = {},
  ): Promise<PresetsHeader> {
    this.count += 1;
    const id = `${this.parts.view}:${this.count}`;
    const told = new Promise<PresetsHeader>((settle) => {
      this.waiting = { id, settle };
    });
    this.parts.send({ type: "preset", id, action, name, ...more });
    return told;
  }

  receive(told: PresetsHeader): void {
    if (this.waiting?.id !== told.id) return;
    const { settle } = this.waiting;
    this.waiting = null;
    settle(told);
  }

  /** Set what a preset holds: it is side B, and what was before is side A. */
  load(values: JsonObject): void {
    const before = this.parts.values();
    this.sides = { A: before, B: { ...before, ...values } };
    this.turn("B");
  }

  /** Set the other side; what holds now is kept as it is for the way back. */
  flip(): void {
    const now = this.parts.values();
    this.sides = { A: now, B: now, ...this.sides, [this.side]: now };
    this.turn(this.side === "A" ? "B" : "A");
  }

  private turn(side: Side): void {
    this.side = side;
    if (this.sides !== null) this.parts.put(this.sides[side]);
    this.parts.turned(side);
  }
}
