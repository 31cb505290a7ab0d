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

export interface BindingBar {
  readonly el: HTMLElement;
  toggle(): void;
  /** Show what can be bound now. */
  draw(): void;
}

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

/**
 * Build the bar, folded.
 *
 * @param signal Aborting it ends a wait for a key, and removes every listener.
 */
export function createBindingBar(hands: Hands, signal: AbortSignal): BindingBar {
  const choice = make("select", "box");
  choice.setAttribute("aria-label", "What is bound");
  const offer = (): void => {
    const { value } = choice;
    const options = hands.targets.map((target, index) => {
      const option = make("option", "", describeTarget(target));
      option.value = String(index);
      return option;
    });
    choice.replaceChildren(...options);
    if (value !== "") choice.value = value;
  };
  const word = make("span", "binding-word");
  const tell = (words: string): void => {
    word.textContent = words;
    say(el, words);
  };
  const list = make("span", "chips");
  const bind = make("button", "button small", "Bind…");
  bind.type = "button";
  bind.dataset.testid = "reactor-bind";
  const el = make("div", "copy-bar binding-bar", choice, bind, word, list);
  el.dataset.testid = "reactor-bindings";
  el.hidden = true;

  let waiting: AbortController | null = null;
  const labelOf = (command: string): string =>
    hands.targets.find((target) => target.command === command)?.label ?? command;
  const draw = (): void => {
    const chips = [...hands.bindings].map(([input, command]) => {
      const words = `${nameOfInput(input)}: ${labelOf(command)}`;
      const free = makeIconButton(
        "clear",
        `Unbind ${words}`,
        () => drop(input),
        signal,
      );
      free.classList.add("small");
      return make("span", "chip", words, free);
    });
    list.replaceChildren(...chips);
  };
  const drop = (input: string): void => {
    hands.unbind(input);
    draw();
    bind.focus();
  };
  const stop = (words: string): void => {
    waiting?.abort();
    waiting = null;
    tell(words);
    bind.textContent = "Bind…";
  };
  const take = (input: string, { command, label }: HandTarget): void => {
    hands.bind(input, command);
    draw();
    stop(`${nameOfInput(input)} is bound to ${label}. It works on the picture.`);
  };
  const wait = (target: HandTarget): void => {
    waiting = new AbortController();
    const end = waiting.signal;
    const what = target.range === null ? "" : ", or move a stick";
    const how = `Press a key or a gamepad's button${what}; Esc cancels.`;
    tell([how, explainNoPad()].join(" "));
    bind.textContent = "Cancel";
    const press = (event: KeyboardEvent): void => {
      event.preventDefault();
      event.stopImmediatePropagation();
      // The key that began the wait may still be down.
      if (event.repeat) return;
      if (event.key === "Escape") stop("");
      else if (TAKEN.test(event.key)) {
        tell(`${event.key} is the browser's; press another key.`);
      } else take(keyOf(event), target);
    };
    window.addEventListener("keydown", press, { capture: true, signal: end });
    const look = (): void => {
      if (end.aborted) return;
      const input = inputOfPads(target);
      if (input === null) requestAnimationFrame(look);
      else take(input, target);
    };
    look();
  };
  const begin = (): void => {
    const target = hands.targets[Number(choice.value)];
    if (waiting !== null) stop("");
    else if (target?.pointer) take(POINTER, target);
    else if (target !== undefined) wait(target);
  };
  bind.addEventListener("click", begin, { signal });
  choice.addEventListener("change", () => stop(""), { signal });
  signal.addEventListener("abort", () => waiting?.abort());
  offer();
  draw();
  return {
    el,
    draw: () => {
      offer();
      draw();
    },
    toggle: () => {
      el.hidden = !el.hidden;
      if (el.hidden) stop("");
      else choice.focus();
    },
  };
}
