/** Everything by which a hand drives the model at its picture: keys, gamepad, pointer. */

import type { Figure } from "../pictures/figure";
import type { Commands } from "../state/commands";
import type { Pace } from "../state/pace";
import type { FormSchema, KeyBinding, PanelSchema } from "../wire/schema";
import { isSameJson } from "../wire/values";
import {
  type Bindings,
  type HandTarget,
  keepBindings,
  nameOfInput,
  numberOf,
  POINTER,
  pointerUseOf,
  readBindings,
  targetsOf,
} from "./bindings";
import { Gamepads } from "./gamepads";
import { Holding } from "./holding";
import { createBadge, hasFocus, listenKeyboard } from "./keyboard";
import { listenPointer, MouseLook } from "./pointer";

export interface HandsParts {
  readonly figure: Pick<Figure, "el" | "surface">;
  readonly commands: Pick<Commands, "send">;
  readonly pace: Pace;
  failed(reason: string): void;
}

export class Hands {
  /** What can be bound. */
  targets: readonly HandTarget[];
  private bound: Bindings;
  /** Inputs of which a person was told that they lead nowhere. */
  private readonly told = new Set<string>();
  private holding: Holding;
  private pad: Gamepads | null = null;
  private look: MouseLook | null = null;
  private axes = new Map<string, HandTarget>();
  private closing = new AbortController();
  private isEnabled = true;
  private readonly badge = createBadge();

  /** @param signal Aborting it releases everything and removes every listener. */
  constructor(
    private schema: PanelSchema,
    private readonly parts: HandsParts,
    signal: AbortSignal,
  ) {
    this.targets = targetsOf(schema.controls);
    this.bound = readBindings(schema.model);
    this.holding = new Holding(new Map(), parts.commands, () => this.draw());
    parts.figure.el.append(this.badge.el);
    const { el } = parts.figure;
    el.addEventListener("focus", () => this.begin(), { signal });
    el.addEventListener("blur", () => this.end(), { signal });
    signal.addEventListener("abort", () => this.closing.abort());
    this.dropLost();
    this.build();
  }

  /** What a person bound, beside what the model binds. */
  get bindings(): Bindings {
    return this.bound;
  }

  /** Whether *key* belongs to the model now, and to nobody else. */
  owns(key: string): boolean {
    return hasFocus(this.parts.figure.el) && this.holding.bound.has(key);
  }

  /** Let *input* send *command*, in place of what it sent before. */
  bind(input: string, command: string): void {
    this.change(new Map([...this.bound, [input, command]]));
  }

  unbind(input: string): void {
    this.change(new Map([...this.bound].filter(([other]) => other !== input)));
  }

  /** Whether a command can get through; what was held before is released then. */
  setEnabled(isEnabled: boolean): void {
    this.isEnabled = isEnabled;
    this.holding.setEnabled(isEnabled);
    if (!isEnabled) this.look?.leave();
  }

  /**
   * Drive what *schema* has, whose keys are the same. What is held goes on, unless it
   * leads elsewhere now.
   *
   * @returns Whether there is something else to bind.
   */
  update(schema: PanelSchema): boolean {
    const driven = this.driven();
    const targets = targetsOf(schema.controls);
    const isSame = isSameJson(targets, this.targets);
    this.schema = schema;
    this.targets = targets;
    if (!isSame) {
      // What was lost may be there again.
      this.bound = readBindings(schema.model);
      this.dropLost();
    }
    if (!isSameJson(this.driven(), driven)) this.build();
    return !isSame;
  }

  /** What the inputs that are bound lead to. */
  private driven(): unknown {
    const commands = [...this.bound.values()];
    const bound = this.targets.filter(({ command }) => commands.includes(command));
    return [bound, this.pointerForm() ?? null];
  }

  private change(bindings: Bindings): void {
    this.bound = bindings;
    keepBindings(this.schema.model, bindings);
    this.build();
  }

  private targetOf(command: string): HandTarget | undefined {
    return this.targets.find((target) => target.command === command);
  }

  /** Say what the model has no more; it stays kept, for a class that has it again. */
  private dropLost(): void {
    const lost = [...this.bound].filter(([, command]) => !this.targetOf(command));
    this.bound = new Map([...this.bound].filter((entry) => !lost.includes(entry)));
    for (const [input, command] of lost) {
      if (this.told.has(input)) continue;
      this.told.add(input);
      this.parts.failed(
        `${nameOfInput(input)} was bound to ${command}, which this model has not`,
      );
    }
  }

  /** Take up what is bound now. */
  private build(): void {
    this.closing.abort();
    this.pad?.stop();
    this.closing = new AbortController();
    const { signal } = this.closing;
    const { figure, commands, pace } = this.parts;
    const keys = new Map((this.schema.keys ?? []).map((key) => [key.key, key]));
    this.axes = new Map();
    for (const [input, command] of this.bound) {
      const target = this.targetOf(command);
      if (target === undefined || input === POINTER) continue;
      if (numberOf("axis", input) !== null) this.axes.set(input, target);
      else keys.set(input, bindingOf(input, target));
    }
    this.holding = new Holding(keys, commands, () => this.draw());
    this.holding.setEnabled(this.isEnabled);
    listenKeyboard(figure.el, this.holding, signal);
    const isActive = (): boolean => this.isEnabled && hasFocus(figure.el);
    this.pad = new Gamepads(this.axes, this.holding, isActive, commands, pace);
    this.look = this.listenToPointer(signal);
    if (isActive()) this.begin();
    this.draw();
  }

  /** The form that the pointer on the picture fills in. */
  private pointerForm(): FormSchema | undefined {
    const own = this.bound.get(POINTER);
    return this.schema.controls.find((control): control is FormSchema =>
      own === undefined
        ? control.hint?.widget === "pointer" && pointerUseOf(control) !== null
        : control.kind === "form" && control.command === own,
    );
  }

  private listenToPointer(signal: AbortSignal): MouseLook | null {
    const { figure, commands, pace, failed } = this.parts;
    const form = this.pointerForm();
    if (form === undefined) return null;
    if (pointerUseOf(form) === "place") {
      listenPointer(form, figure.surface, commands, pace, signal);
      return null;
    }
    const events = { failed, changed: () => this.draw() };
    return new MouseLook(form, figure.surface, commands, pace, events, signal);
  }

  private begin(): void {
    this.draw();
    const hasPad = [...this.holding.bound.keys()].some(
      (key) => numberOf("pad", key) !== null,
    );
    if (hasPad || this.axes.size > 0) this.pad?.start();
  }

  private end(): void {
    this.pad?.stop();
    this.look?.leave();
    this.draw();
  }

  private draw(): void {
    const { holding, axes, look } = this;
    const inputs = [
      ...holding.bound.keys(),
      ...axes.keys(),
      ...(look ? [POINTER] : []),
    ];
    const isActive = hasFocus(this.parts.figure.el);
    const names = inputs.map((input) => {
      const isDown =
        input === POINTER ? look?.isLocked === true : holding.isDown(input);
      return [nameOfInput(input), isDown] as const;
    });
    const leave = look?.isLocked ? "Esc frees the pointer" : "Esc leaves";
    this.badge.draw(names, isActive ? leave : "click the picture", isActive);
  }
}

function bindingOf(input: string, target: HandTarget): KeyBinding {
  const { command, argument, pressed, released } = target;
  return { key: input, command, argument, pressed, released };
}
