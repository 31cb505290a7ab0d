/** What of a model the hand can be bound to, and what a person bound to it. */

import type { ControlSchema, Field, FormSchema, SliderField } from "../wire/schema";
import type { JsonValue } from "../wire/values";

/** An input, such as `w`, `pad:0`, `axis:1` or `pointer`, and the command it sends. */
export type Bindings = ReadonlyMap<string, string>;

export const POINTER = "pointer";

/** What a gamepad has: its buttons and the axes of its sticks, counted from 0. */
export type PadPart = "pad" | "axis";

export function padInput(part: PadPart, number: number): string {
  return `${part}:${number}`;
}

/** Which button or axis *input* is; `null` if it is none. */
export function numberOf(part: PadPart, input: string): number | null {
  return input.startsWith(`${part}:`) ? Number(input.slice(part.length + 1)) : null;
}

const NAMES: Readonly<Record<string, string>> = {
  " ": "Space",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  [POINTER]: "Pointer",
};

/** What a person calls *input*. */
export function nameOfInput(input: string): string {
  const [button, axis] = [numberOf("pad", input), numberOf("axis", input)];
  if (button !== null) return `Button ${button}`;
  if (axis !== null) return `Axis ${axis}`;
  return NAMES[input] ?? (input.length === 1 ? input.toUpperCase() : input);
}

/** The key of *event* as bindings name it: a letter in lower case. */
export function keyOf(event: KeyboardEvent): string {
  return event.key.length === 1 ? event.key.toLowerCase() : event.key;
}

const slotOf = (model: string): string => `reactor:bindings:${model}`;

/** What was bound for *model* before; nothing where the browser keeps nothing. */
export function readBindings(model: string): Bindings {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(slotOf(model)) ?? "{}");
    const entries = Object.entries(kept as object);
    return new Map(entries.filter(([, command]) => typeof command === "string"));
  } catch {
    // A page may be forbidden to keep anything, and what it kept may be another's.
    return new Map();
  }
}

export function keepBindings(model: string, bindings: Bindings): void {
  try {
    localStorage.setItem(slotOf(model), JSON.stringify(Object.fromEntries(bindings)));
  } catch {
    // They hold as long as the page.
  }
}

/** Where a stick leads a number. */
export interface Range {
  readonly low: number;
  readonly high: number;
  /** Where it is while the stick rests. */
  readonly rest: number;
  readonly integer: boolean;
}

/** What the pointer on the picture sends: where it is, or how far it went. */
export type PointerUse = "place" | "look";

export interface HandTarget {
  readonly command: string;
  readonly label: string;
  /** The argument that is held; `null` for a command that is just sent. */
  readonly argument: string | null;
  readonly pressed: JsonValue;
  readonly released: JsonValue;
  readonly range: Range | null;
  readonly pointer: PointerUse | null;
}

const PLACES: Readonly<Record<PointerUse, readonly string[]>> = {
  place: ["x", "y"],
  look: ["dx", "dy"],
};

/** What the pointer can send of *control*, if anything. */
export function pointerUseOf(control: ControlSchema): PointerUse | null {
  if (control.kind !== "form") return null;
  const has = (name: string): boolean =>
    control.fields.some(
      (field) =>
        field.name === name && (field.kind === "slider" || field.kind === "number"),
    );
  const uses = Object.entries(PLACES) as [PointerUse, readonly string[]][];
  return uses.find(([, names]) => names.every(has))?.[0] ?? null;
}

function restOf({ minimum, maximum, default: rest }: SliderField): number {
  if (typeof rest === "number") return rest;
  return minimum <= 0 && maximum >= 0 ? 0 : minimum;
}

/** What holding *field* means; `null` where it means nothing. */
function holdOf(
  field: Field,
): Pick<HandTarget, "pressed" | "released" | "range"> | null {
  if (field.kind === "checkbox") return { pressed: true, released: false, range: null };
  if (field.kind !== "slider") return null;
  const { minimum: low, maximum: high, integer } = field;
  const rest = restOf(field);
  return { pressed: high, released: rest, range: { low, high, rest, integer } };
}

/** A command that is just sent, or the one value of a command that can be held. */
function targetOf(control: ControlSchema): HandTarget | null {
  const { label } = control;
  const pointer = pointerUseOf(control);
  const plain = { label, argument: null, pressed: null, released: null, range: null };
  if (control.kind === "button" || pointer !== null) {
    const { command } = control as FormSchema;
    return { ...plain, command, pointer };
  }
  const isForm = control.kind === "form";
  const [field, ...others] = isForm ? control.fields : [control];
  const hold = field && others.length === 0 ? holdOf(field) : null;
  if (field === undefined || hold === null) return null;
  const command = isForm ? control.command : (control.command ?? `set_${field.name}`);
  return { label, command, argument: field.name, pointer: null, ...hold };
}

export function targetsOf(controls: readonly ControlSchema[]): HandTarget[] {
  return controls.map(targetOf).filter((target) => target !== null);
}
