/** What is held down, so that it comes up whatever happens. */

import type { Commands } from "../state/commands";
import type { KeyBinding } from "../wire/schema";

/**
 * Sends a value when an input goes down, and the other one when it comes up, or when
 * everything is released. Where two that are down lead the same value, the last one
 * counts, and the other again once that is up. A release that does not get through is
 * made up for.
 */
export class Holding {
  private readonly down = new Map<string, KeyBinding>();
  /** Inputs whose release did not get through. */
  private readonly owed = new Map<string, KeyBinding>();
  private isEnabled = true;

  /** @param changed Told whenever something goes down or comes up. */
  constructor(
    readonly bound: ReadonlyMap<string, KeyBinding>,
    private readonly commands: Pick<Commands, "send">,
    private readonly changed: () => void,
  ) {}

  isDown(input: string): boolean {
    return this.down.has(input);
  }

  press(input: string): void {
    const binding = this.bound.get(input);
    if (binding === undefined || this.down.has(input) || !this.isEnabled) return;
    if (binding.argument !== null) this.down.set(input, binding);
    void this.commands.send(binding.command, dataOf(binding, binding.pressed));
    this.changed();
  }

  /** Returns whether *input* was down. */
  lift(input: string): boolean {
    const binding = this.down.get(input);
    if (binding === undefined) return false;
    this.down.delete(input);
    this.release(binding);
    this.changed();
    return true;
  }

  releaseAll(): void {
    const down = [...this.down.values()];
    this.down.clear();
    for (const binding of down) this.release(binding);
    this.changed();
  }

  /** Whether a command can get through; what was held before is released then. */
  setEnabled(isEnabled: boolean): void {
    if (!isEnabled) this.releaseAll();
    this.isEnabled = isEnabled;
    if (!isEnabled) return;
    const owed = [...this.owed.values()];
    this.owed.clear();
    for (const binding of owed) this.release(binding);
  }

  private release(binding: KeyBinding): void {
    const { command, key } = binding;
    const value = this.lastDown(binding)?.pressed ?? binding.released;
    const sent = this.commands.send(command, dataOf(binding, value));
    void sent.then((outcome) => {
      const isLost =
        outcome.kind === "unknown" ||
        (outcome.kind === "refused" && outcome.code === "no_link");
      if (isLost && !this.down.has(key)) this.owed.set(key, binding);
    });
  }

  /** What went down last of all that lead the same value as *binding*. */
  private lastDown({ command, argument }: KeyBinding): KeyBinding | undefined {
    return [...this.down.values()]
      .filter((other) => other.command === command && other.argument === argument)
      .at(-1);
  }
}

function dataOf({ argument }: KeyBinding, value: KeyBinding["pressed"]) {
  return argument === null ? {} : { [argument]: value };
}
