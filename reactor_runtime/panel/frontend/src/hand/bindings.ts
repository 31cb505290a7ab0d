/** What a person bound in the panel, kept by the browser for each model. */

/** An input, such as `w`, `pad:0`, `axis:1` or `pointer`, and the command it sends. */
export type Bindings = ReadonlyMap<string, string>;

export const POINTER = "pointer";

/** The input of a gamepad's button or stick, counted from 0. */
export const padInput = (button: number): string => `pad:${button}`;
export const axisInput = (axis: number): string => `axis:${axis}`;

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
  const [kind, number] = input.split(":");
  if (number && kind === "pad") return `Button ${number}`;
  if (number && kind === "axis") return `Axis ${number}`;
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
