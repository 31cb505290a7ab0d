/** A live control in the column: a value that follows the session's state. */

import { createControl, isInline, type ValueField } from "../controls/create";
import { createFrame } from "../controls/frame";
import { makeIconButton } from "../dom";
import { LiveBinding } from "../live";
import type { JsonValue } from "../values";
import type { Parts, Row } from "./parts";

export function createValueRow(
  field: ValueField,
  command: string,
  { commands, pace }: Parts,
  signal: AbortSignal,
): Row {
  const send = (value: JsonValue): ReturnType<typeof commands.send> =>
    commands.send(command, { [field.name]: value });
  const pick = (value: JsonValue, isFinal: boolean): void =>
    binding.pick(value, isFinal);
  const clear = (): void => {
    control.show(null);
    pick(null, true);
  };
  const explain = (reason: string): void => frame.explain(reason);
  const control = createControl(field, pick, explain, "applied", signal);
  const extras = field.nullable
    ? [makeIconButton("clear", `Clear ${field.label}`, clear, signal)]
    : [];
  const { name, label, description } = field;
  const options = { name, label, description, extras, isInline: isInline(field) };
  const frame = createFrame(control.el, options);
  const binding = new LiveBinding(
    { show: control.show, explain },
    field.default,
    pace,
    send,
  );
  control.show(field.default);
  signal.addEventListener("abort", () => binding.stop());

  return {
    el: frame.el,
    follow: (state) => {
      const value = field.state === true ? state[field.name] : undefined;
      if (value !== undefined) binding.follow(value);
    },
    reset: () => {
      if (field.default === null && field.nullable !== true) return;
      control.show(field.default);
      binding.pick(field.default, true);
    },
  };
}
