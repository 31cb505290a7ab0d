/** Binding a command to a key, a gamepad or the pointer, and letting go of it. */

import {
  type HandTarget,
  keyOf,
  nameOfInput,
  POINTER,
  padInput,
} from "../hand/bindings";
import { connectedPads } from "../hand/gamepads";
import type { Hands } from "../hand/hands";
import { make, makeIconButton } from "../page/dom";
import { explainNoPad } from "../page/insecure";
import { say } from "../page/speech";

/** A stick that is this far from its middle is meant. */
const MEANT = 0.6;

/** Keys that lead through the page, or belong to the browser. */
const TAKEN =
  /^(Tab|F\d+|Shift|Control|Alt|AltGraph|Meta|ContextMenu|Dead|Process|Unidentified)$/;

function describeTarget({ label, pointer, range }: HandTarget): string {
  if (pointer === "place") return `${label} (clicks on the picture)`;
  if (pointer === "look") return `${label} (mouse look)`;
  return range === null ? label : `${label} (key or stick)`;
}

/** What a pad has that was pressed or moved; `null` if it is at rest. */
function inputOfPads(target: HandTarget): string | null {
  for (const { buttons, axes } of connectedPads()) {
    const button = buttons.findIndex(({ pressed }) => pressed);
    if (button >= 0) return padInput("pad", button);
    const axis = axes.findIndex((at) => Math.abs(at) > MEANT);
    if (axis >= 0 && target.range !== null) return padInput("axis", axis);
  }
  return null;
}

/** Folded at first. */
export class BindingBar {
  readonly el: HTMLElement;
  private readonly choice = make("select", "box");
  private readonly word = make("span", "binding-word");
  private readonly list = make("span", "chips");
  private readonly bind = make("button", "button small", "Bind…");
  private waiting: AbortController | null = null;

  /** @param signal Aborting it ends a wait for a key, and removes every listener. */
  constructor(
    private readonly hands: Hands,
    private readonly signal: AbortSignal,
  ) {
    const { choice, bind, word, list } = this;
    choice.setAttribute("aria-label", "What is bound");
    bind.type = "button";
    bind.dataset.testid = "reactor-bind";
    this.el = make("div", "copy-bar binding-bar", choice, bind, word, list);
    this.el.dataset.testid = "reactor-bindings";
    this.el.hidden = true;
    bind.addEventListener("click", () => this.begin(), { signal });
    choice.addEventListener("change", () => this.stop(""), { signal });
    signal.addEventListener("abort", () => this.waiting?.abort());
    this.draw();
  }

  toggle(): void {
    this.el.hidden = !this.el.hidden;
    if (this.el.hidden) this.stop("");
    else this.choice.focus();
  }

  /** Show what can be bound now. */
  draw(): void {
    const { choice } = this;
    const { value } = choice;
    const options = this.hands.targets.map((target, index) => {
      const option = make("option", "", describeTarget(target));
      option.value = String(index);
      return option;
    });
    choice.replaceChildren(...options);
    if (value !== "") choice.value = value;
    this.drawBound();
  }

  private drawBound(): void {
    const chips = [...this.hands.bindings].map(([input, command]) => {
      const words = `${nameOfInput(input)}: ${this.labelOf(command)}`;
      const drop = (): void => this.drop(input);
      const free = makeIconButton("clear", `Unbind ${words}`, drop, this.signal);
      free.classList.add("small");
      return make("span", "chip", words, free);
    });
    this.list.replaceChildren(...chips);
  }

  private labelOf(command: string): string {
    const target = this.hands.targets.find((one) => one.command === command);
    return target?.label ?? command;
  }

  private tell(words: string): void {
    this.word.textContent = words;
    say(this.el, words);
  }

  private drop(input: string): void {
    this.hands.unbind(input);
    this.drawBound();
    this.bind.focus();
  }

  private begin(): void {
    const target = this.hands.targets[Number(this.choice.value)];
    if (this.waiting !== null) this.stop("");
    else if (target?.pointer) this.take(POINTER, target);
    else if (target !== undefined) this.wait(target);
  }

  private stop(words: string): void {
    this.waiting?.abort();
    this.waiting = null;
    this.tell(words);
    this.bind.textContent = "Bind…";
  }

  private take(input: string, { command, label }: HandTarget): void {
    this.hands.bind(input, command);
    this.drawBound();
    this.stop(`${nameOfInput(input)} is bound to ${label}. It works on the picture.`);
  }

  private wait(target: HandTarget): void {
    this.waiting = new AbortController();
    const { signal } = this.waiting;
    const what = target.range === null ? "" : ", or move a stick";
    const how = `Press a key or a gamepad's button${what}; Esc cancels.`;
    this.tell([how, explainNoPad()].join(" "));
    this.bind.textContent = "Cancel";
    const press = (event: KeyboardEvent): void => this.press(event, target);
    window.addEventListener("keydown", press, { capture: true, signal });
    const look = (): void => {
      if (signal.aborted) return;
      const input = inputOfPads(target);
      if (input === null) requestAnimationFrame(look);
      else this.take(input, target);
    };
    look();
  }

  private press(event: KeyboardEvent, target: HandTarget): void {
    event.preventDefault();
    event.stopImmediatePropagation();
    // The key that began the wait may still be down.
    if (event.repeat) return;
    if (event.key === "Escape") this.stop("");
    else if (TAKEN.test(event.key)) {
      this.tell(`${event.key} is the browser's; press another key.`);
    } else this.take(keyOf(event), target);
  }
}
