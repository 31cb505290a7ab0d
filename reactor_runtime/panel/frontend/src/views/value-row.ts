/** A live control in the column: a value that follows the session's state. */

import { createControl, isInline, type ValueField } from "../controls/create";
import { createFrame } from "../controls/frame";
import { makeIconButton } from "../dom";
import { LiveBinding } from "../live";
import { explainRefusal, sayAbout } from "../refusals";
import { type JsonValue, own } from "../values";
import type { Parts, Row } from "./parts";

export function createValueRow(
  field: ValueField,
  command: string,
  { commands, pace }: Parts,
  signal: AbortSignal,
): Row {
  const { name, label, description } = field;
  const send = (value: JsonValue): ReturnType<typeof commands.send> =>
    commands.send(command, { [name]: value });
  const picked = (value: JsonValue, isFinal: boolean): void =>
    binding.pick(value, isFinal);
  const edited = (complaint: string): void => {
    binding.edit();
    frame.explain(complaint === "" ? "" : sayAbout(label, complaint));
  };
  const put = (value: JsonValue): void => {
    frame.explain("");
    control.show(value);
    picked(value, true);
  };
  const takeBack = (): void => {
    frame.explain("");
    binding.takeBack();
  };
  const control = createControl(field, { picked, edited }, "applied", signal);
  const clear = (): void => put(null);
  const extras = field.nullable
    ? [makeIconButton("clear", `Clear ${label}`, clear, signal)]
    : [];
  const frame = createFrame(
    control.el,
    { name, label, description, extras, isInline: isInline(field), takeBack },
    signal,
  );
  const { show, follow } = control;
  const explain: ConstructorParameters<typeof LiveBinding>[0]["explain"] = (refusal) =>
    frame.explain(refusal === null ? "" : explainRefusal(refusal, () => label));
  const parts = { show, follow, explain };
  const hasState = field.state === true;
  const binding = new LiveBinding(parts, field.default, hasState, pace, send);
  control.show(field.default);
  signal.addEventListener("abort", () => binding.stop());

  return {
    el: frame.el,
    follow: (state) => {
      const value = hasState ? own(state, name) : undefined;
      if (value !== undefined) binding.follow(value);
    },
    reset: () => {
      if (!field.required) put(field.default);
    },
  };
}
