/** What of a model the hand can be bound to: by a key, a gamepad or the pointer. */

import type { ControlSchema, Field, FormSchema, SliderField } from "../wire/schema";
import type { JsonValue } from "../wire/values";

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

export interface Target {
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
function holdOf(field: Field): Pick<Target, "pressed" | "released" | "range"> | null {
  if (field.kind === "checkbox") return { pressed: true, released: false, range: null };
  if (field.kind !== "slider") return null;
  const { minimum: low, maximum: high, integer } = field;
  const rest = restOf(field);
  return { pressed: high, released: rest, range: { low, high, rest, integer } };
}

/** A command that is just sent, or the one value of a command that can be held. */
function targetOf(control: ControlSchema): Target | null {
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

export function targetsOf(controls: readonly ControlSchema[]): Target[] {
  return controls.map(targetOf).filter((target) => target !== null);
}
