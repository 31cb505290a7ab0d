/** A gamepad: its buttons hold values as keys do, its sticks lead numbers. */

import type { Commands } from "../state/commands";
import { Coalescer, type Pace } from "../state/pace";
import { type HandTarget, numberOf, type Range } from "./bindings";
import type { Holding } from "./holding";

/** So far from its middle a stick is still at rest: worn ones never quite are. */
export const DEAD_ZONE = 0.12;

/** A stick's way is counted in so many parts, so that its tremble sends nothing. */
const PARTS = 128;

/** The pads that are connected; empty where the page is given none. */
export function connectedPads(): Gamepad[] {
  try {
    const pads = navigator.getGamepads?.() ?? [];
    return pads.filter((pad) => pad?.connected === true) as Gamepad[];
  } catch {
    // A page in another's frame may be forbidden to look.
    return [];
  }
}

/** Where a stick at *at*, from -1 to 1, leads a number. */
export function valueOfAxis(at: number, { low, high, rest, integer }: Range): number {
  const beyond = Math.max(0, Math.abs(at) - DEAD_ZONE) / (1 - DEAD_ZONE);
  const share = Math.min(1, Math.round(beyond * PARTS) / PARTS);
  if (share === 0) return rest;
  const end = at > 0 ? high : low;
  const value = rest + share * (end - rest);
  return integer ? Math.round(value) : value;
}

interface Axis {
  readonly range: Range;
  readonly coalescer: Coalescer<number>;
  last: number;
}

/** What the axes of a pad lead to. */
export type Axes = ReadonlyMap<string, HandTarget>;

export class Gamepads {
  private readonly axes = new Map<string, Axis>();
  /** Buttons that were down when they were looked at last. */
  private readonly down = new Set<string>();
  private frame = 0;

  /** @param isActive Whether the pad is the model's now. */
  constructor(
    axes: Axes,
    private readonly holding: Holding,
    private readonly isActive: () => boolean,
    commands: Pick<Commands, "send">,
    pace: Pace,
  ) {
    for (const [input, { command, argument, range }] of axes) {
      if (range === null || argument === null) continue;
      const send = (value: number): void =>
        void commands.send(command, { [argument]: value });
      const coalescer = new Coalescer<number>(pace, send);
      this.axes.set(input, { range, coalescer, last: range.rest });
    }
  }

  /** Look at the pads with every frame of the display, until they are another's. */
  start(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.look());
  }

  /** Let every stick rest. */
  stop(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    for (const axis of this.axes.values()) this.lead(axis, axis.range.rest);
  }

  private look(): void {
    this.frame = 0;
    if (!this.isActive()) {
      this.stop();
      return;
    }
    const pads = connectedPads();
    const isPressed = (button: number): boolean =>
      pads.some(({ buttons }) => buttons[button]?.pressed === true);
    for (const input of this.holding.bound.keys()) {
      const button = numberOf("pad", input);
      const isDown = button !== null && isPressed(button);
      if (isDown !== this.down.has(input)) this.turn(input, isDown);
    }
    for (const [input, axis] of this.axes) {
      const number = numberOf("axis", input) ?? 0;
      const at = pads.map(({ axes }) => axes[number] ?? 0);
      const furthest = at.sort((a, b) => Math.abs(b) - Math.abs(a))[0] ?? 0;
      this.lead(axis, valueOfAxis(furthest, axis.range));
    }
    this.start();
  }

  private turn(input: string, isDown: boolean): void {
    if (isDown) {
      this.down.add(input);
      this.holding.press(input);
    } else {
      this.down.delete(input);
      this.holding.lift(input);
    }
  }

  private lead(axis: Axis, value: number): void {
    if (value === axis.last) return;
    axis.last = value;
    axis.coalescer.push(value, value === axis.range.rest);
  }
}
