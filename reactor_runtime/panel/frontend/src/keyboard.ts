/** Keys that drive the model while the picture has the focus. */

import type { Commands } from "./commands";
import { make } from "./dom";
import type { KeyBinding } from "./schema";

const NAMES: Readonly<Record<string, string>> = {
  " ": "Space",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
};

function nameOf(key: string): string {
  return NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}

/** As the schema names a key: a letter in lower case. */
function keyOf(event: KeyboardEvent): string {
  return event.key.length === 1 ? event.key.toLowerCase() : event.key;
}

/**
 * Sends the commands of keys while *picture* has the focus.
 *
 * A key that holds a value sends it when it goes down, and the other one when it comes
 * up, or when the focus, the tab or the link is lost: none stays down. Meanwhile no key
 * reaches the page. Escape gives the focus up.
 */
export class Keyboard {
  /** Says which keys do something, and that they do. */
  readonly badge = make("div", "keys");
  private readonly bound: ReadonlyMap<string, KeyBinding>;
  private readonly down = new Map<string, KeyBinding>();
  /** Keys whose release did not get through. */
  private readonly owed = new Map<string, KeyBinding>();
  private isEnabled = true;

  /** @param signal Aborting it releases every key and removes every listener. */
  constructor(
    bindings: readonly KeyBinding[],
    private readonly picture: HTMLElement,
    private readonly commands: Pick<Commands, "send">,
    signal: AbortSignal,
  ) {
    this.bound = new Map(bindings.map((binding) => [binding.key, binding]));
    this.badge.dataset.testid = "reactor-keys";
    this.badge.hidden = this.bound.size === 0;
    if (this.bound.size === 0) return;
    this.draw();
    const draw = (): void => this.draw();
    const release = (): void => this.releaseAll();
    const press = (event: KeyboardEvent): void => this.press(event);
    const lift = (event: KeyboardEvent): void => this.lift(event);
    picture.addEventListener("focus", draw, { signal });
    picture.addEventListener("blur", release, { signal });
    window.addEventListener("blur", release, { signal });
    window.addEventListener("pagehide", release, { signal });
    document.addEventListener("visibilitychange", release, { signal });
    window.addEventListener("keydown", press, { signal, capture: true });
    window.addEventListener("keyup", lift, { signal, capture: true });
    signal.addEventListener("abort", release);
  }

  /** Whether *key* belongs to the model now, and to nobody else. */
  owns(key: string): boolean {
    return this.isActive && this.bound.has(key);
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

  private get isActive(): boolean {
    const { picture } = this;
    const root = picture.getRootNode();
    return root instanceof ShadowRoot && root.activeElement === picture;
  }

  private press(event: KeyboardEvent): void {
    if (!this.isActive || event.isComposing) return;
    // Ctrl+S and the like are the page's, whatever is bound.
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.stopImmediatePropagation();
    if (event.key === "Escape") {
      this.picture.blur();
      return;
    }
    const binding = this.bound.get(keyOf(event));
    if (binding === undefined) return;
    event.preventDefault();
    if (event.repeat || this.down.has(binding.key) || !this.isEnabled) return;
    if (binding.argument !== null) this.down.set(binding.key, binding);
    void this.commands.send(binding.command, dataOf(binding, binding.pressed));
    this.draw();
  }

  private lift(event: KeyboardEvent): void {
    const binding = this.down.get(keyOf(event));
    if (binding === undefined) return;
    event.stopImmediatePropagation();
    this.down.delete(binding.key);
    this.release(binding);
    this.draw();
  }

  private releaseAll(): void {
    const down = [...this.down.values()];
    this.down.clear();
    for (const binding of down) this.release(binding);
    this.draw();
  }

  private release(binding: KeyBinding): void {
    const { command, key, released } = binding;
    const sent = this.commands.send(command, dataOf(binding, released));
    void sent.then((outcome) => {
      const isLost =
        outcome.kind === "unknown" ||
        (outcome.kind === "refused" && outcome.code === "no_link");
      if (isLost && !this.down.has(key)) this.owed.set(key, binding);
    });
  }

  private draw(): void {
    const { badge, down, isActive } = this;
    const keys = [...this.bound.keys()].map((key) => {
      const el = make("kbd", "", nameOf(key));
      el.classList.toggle("down", down.has(key));
      return el;
    });
    badge.classList.toggle("active", isActive);
    const words = isActive ? "Esc leaves" : "click the picture";
    badge.replaceChildren(...keys, make("span", "", words));
  }
}

function dataOf({ argument }: KeyBinding, value: KeyBinding["pressed"]) {
  return argument === null ? {} : { [argument]: value };
}
