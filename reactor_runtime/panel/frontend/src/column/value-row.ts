/** A live control in the column: a value that follows the session's state. */

import { isNamed, isWide } from "../controls/control";
import { createControl } from "../controls/create";
import { createFrame, tuned } from "../controls/frame";
import { makeIcon, makeIconButton, nameButton } from "../page/dom";
import { explainRefusal, type Outcome, sayAbout } from "../state/commands";
import { LiveBinding } from "../state/live";
import type { ValueField } from "../wire/schema";
import { isSameJson, type JsonValue, own } from "../wire/values";
import { placeOf, type Row, type ValueParts } from "./parts";

/**
 * @param locks The names of what is locked, which outlive the row.
 * @param changed Told at once, and whenever it is locked or unlocked.
 */
export function createLock(
  { name, label }: { readonly name: string; readonly label: string },
  locks: Set<string>,
  changed: (isLocked: boolean) => void,
  signal: AbortSignal,
): HTMLButtonElement {
  const toggle = (): void => {
    if (!locks.delete(name)) locks.add(name);
    draw();
  };
  const button = makeIconButton("lock", "", toggle, signal);
  button.classList.add("small");
  nameButton(button, `Keep ${label} as it is`);
  const draw = (): void => {
    const isLocked = locks.has(name);
    button.setAttribute("aria-pressed", String(isLocked));
    button.replaceChildren(makeIcon(isLocked ? "lock" : "unlock"));
    changed(isLocked);
  };
  draw();
  return button;
}

export function createValueRow(
  field: ValueField,
  command: string,
  { commands, pace, history, locks, changed, tune, idle }: ValueParts,
  signal: AbortSignal,
): Row {
  const { name, label, description } = field;
  const send = async (value: JsonValue): Promise<Outcome> => {
    const outcome = await commands.send(command, { [name]: value });
    if (outcome.kind === "done") changed();
    return outcome;
  };
  const isChanged = (value: JsonValue): boolean =>
    !field.required && !isSameJson(value, field.default);
  /** The value before the change that is under way. */
  let settled: JsonValue = field.default;
  let isChanging = false;
  const picked = (value: JsonValue, isFinal: boolean): void => {
    frame.mark(isChanged(value));
    isChanging = !isFinal;
    if (isFinal && !isSameJson(value, settled)) {
      history.note({ before: settled, after: value, put });
      settled = value;
    }
    binding.pick(value, isFinal);
  };
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
  const reset = field.required ? undefined : (): void => put(field.default);
  const control = createControl(field, { picked, edited }, "applied", signal);
  const clear = (): void => put(null);
  const extras: HTMLElement[] = [];
  if (field.hint?.widget === "seed") {
    const lock = (isLocked: boolean): void => control.lock?.(isLocked);
    extras.push(createLock(field, locks, lock, signal));
  }
  if (field.nullable) {
    extras.push(makeIconButton("clear", `Clear ${label}`, clear, signal));
  }
  const frame = createFrame(
    control.el,
    {
      name,
      label,
      description,
      extras,
      isWide: isWide(field),
      isUnlabelled: isNamed(field),
      isGroup: isNamed(field),
      takeBack,
      ...tuned(field, tune),
      ...(reset === undefined ? {} : { reset }),
    },
    signal,
  );
  const show = (value: JsonValue): void => {
    control.show(value);
    frame.mark(isChanged(value));
  };
  const follow: typeof control.follow = (value, isRefused) => {
    control.follow(value, isRefused);
    if (!isRefused) frame.mark(isChanged(value));
    if (!isChanging) settled = value;
    // Whoever waits for it may take the row away: not from under this call.
    queueMicrotask(() => idle?.());
  };
  const explain: ConstructorParameters<typeof LiveBinding>[0]["explain"] = (refusal) =>
    frame.explain(refusal === null ? "" : explainRefusal(refusal, () => label));
  const parts = { show, follow, explain };
  const hasState = field.state === true;
  const binding = new LiveBinding(parts, field.default, hasState, pace, send);
  show(field.default);
  control.scrub?.(frame.title);
  signal.addEventListener("abort", () => binding.stop());

  return {
    el: frame.el,
    place: placeOf(field),
    follow: (state) => {
      const value = hasState ? own(state, name) : undefined;
      if (value !== undefined) binding.follow(value);
    },
    reset: () => reset?.(),
    entry: () => (hasState ? [[name, settled]] : []),
    put: (values) => {
      const value = hasState && !locks.has(name) ? own(values, name) : undefined;
      if (value === undefined) return;
      // What is there already runs no handler again.
      if (isChanging || !isSameJson(value, settled)) put(value);
      else takeBack();
    },
    isLocked: () => locks.has(name),
    isHeld: () => binding.isBusy,
    ...(hasState ? {} : { kept: () => settled, keep: binding.follow.bind(binding) }),
  };
}
