/** What a person bound in the panel, kept by the browser for each model. */

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
