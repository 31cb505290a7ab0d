/** The session's values as text that one can paste: as JSON, or as Python. */

import { make } from "../page/dom";
import { copyText } from "../page/taking";
import type { PanelSchema } from "../wire/schema";
import { isObject, type JsonObject, type JsonValue, messageOf } from "../wire/values";

/** *value* as a Python literal. */
export function pythonOf(value: JsonValue): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(pythonOf).join(", ")}]`;
  if (isObject(value)) {
    const items = Object.entries(value).map(
      ([name, item]) => `${JSON.stringify(name)}: ${pythonOf(item as JsonValue)}`,
    );
    return `{${items.join(", ")}}`;
  }
  return JSON.stringify(value);
}

type ValueWriter = (values: JsonObject, schema: PanelSchema) => string;

const asAssignments: ValueWriter = (values) =>
  Object.entries(values)
    .map(([name, value]) => `state.${name} = ${pythonOf(value)}`)
    .join("\n");

/** One line for each value that a command sets. */
const asCommands: ValueWriter = (values, { controls }) =>
  controls
    .flatMap((control) => {
      if (control.kind === "button" || control.kind === "form") return [];
      const value = Object.hasOwn(values, control.name)
        ? values[control.name]
        : undefined;
      if (value === undefined || control.kind === "file") return [];
      const command = control.command ?? `set_${control.name}`;
      return [`handle.send("${command}", ${control.name}=${pythonOf(value)})`];
    })
    .join("\n");

export const WRITERS: Readonly<Record<string, ValueWriter>> = {
  JSON: (values) => JSON.stringify(values, null, 2),
  "state.name = value": asAssignments,
  "handle.send(…)": asCommands,
};

export interface CopyBar {
  readonly el: HTMLElement;
  toggle(): void;
}

/**
 * @param read What is copied.
 * @param said Told what came of it.
 */
export function createCopyBar(
  read: () => { readonly values: JsonObject; readonly schema: PanelSchema } | null,
  said: (isCopied: boolean, text: string) => void,
  signal: AbortSignal,
): CopyBar {
  const el = make("div", "copy-bar", make("span", "", "Copy the values as"));
  el.hidden = true;
  el.dataset.testid = "reactor-copy-bar";
  const press = async (write: ValueWriter): Promise<void> => {
    const found = read();
    if (found === null) return;
    try {
      await copyText(write(found.values, found.schema), el);
      said(true, "The values are in the clipboard.");
    } catch (error) {
      said(false, `Nothing was copied: ${messageOf(error)}`);
    }
    el.hidden = true;
  };
  for (const [name, write] of Object.entries(WRITERS)) {
    const button = make("button", "button small", name);
    button.type = "button";
    button.addEventListener("click", () => void press(write), { signal });
    el.append(button);
  }
  return {
    el,
    toggle: () => {
      el.hidden = !el.hidden;
    },
  };
}
