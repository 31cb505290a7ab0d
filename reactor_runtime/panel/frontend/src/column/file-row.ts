/** A file picker in the column: the file goes up, then the command that takes it. */

import { createFile } from "../controls/file";
import { createLabelled } from "../controls/labelled";
import { makeIconButton } from "../page/dom";
import { explainOutcome } from "../state/commands";
import type { FileField } from "../wire/schema";
import { type JsonValue, messageOf, own } from "../wire/values";
import { type ColumnRow, placeOf, type RowParts, uploadAll } from "./row";

/**
 * Build a file picker.
 *
 * @param command What takes the file; `null` for the general picker, whose file needs
 *   no command.
 */
export function createFileRow(
  field: FileField,
  command: string | null,
  { commands, uploads }: RowParts,
  signal: AbortSignal,
): ColumnRow {
  let current: AbortController | null = null;
  let held: JsonValue = null;
  let isRefused = false;
  /** Counts what the person did: what comes of an earlier deed is news of the past. */
  let deeds = 0;
  const { name, label, description } = field;

  const explain = (reason: string): void => {
    isRefused = reason !== "";
    labelled.explain(reason);
  };
  const begin = (): number => {
    current?.abort();
    current = null;
    explain("");
    deeds += 1;
    return deeds;
  };
  const takeBack = (): void => {
    explain("");
    control.show(held);
  };
  const send = async (file: File, own: AbortSignal): Promise<string> => {
    const report = (_: string, share: number): void => show(share);
    const ids = await uploadAll(uploads, { [name]: file }, report, own);
    if (command === null || own.aborted) return "";
    return explainOutcome(await commands.send(command, {}, ids), () => label);
  };
  const pick = async (file: File): Promise<void> => {
    begin();
    const own = new AbortController();
    current = own;
    show(0);
    let reason: string;
    try {
      reason = await send(file, own.signal);
    } catch (error) {
      reason = messageOf(error);
    }
    if (own.signal.aborted) return;
    current = null;
    show(null);
    explain(reason);
    // What a handler has used up is not there any more.
    if (field.state === true) control.follow(held, isRefused);
  };
  const clear = (): void => {
    const deed = begin();
    show(null);
    control.show(null);
    if (command === null) return;
    void commands.send(command, { [name]: null }).then((outcome) => {
      if (deed === deeds) explain(explainOutcome(outcome, () => label));
    });
  };

  const cancel = (): void => {
    begin();
    show(null);
    control.show(held);
  };
  const cancelButton = makeIconButton("clear", `Cancel ${label}`, cancel, signal);
  /** Draw how much of a file has arrived, and a way to stop it meanwhile. */
  const show = (share: number | null): void => {
    control.showProgress(share);
    cancelButton.hidden = share === null;
    for (const clear of clears) clear.hidden = share !== null;
  };
  const control = createFile(field, (file) => void pick(file), signal);
  const isOptional = field.optional === true || field.nullable === true;
  const clears =
    isOptional && command !== null
      ? [makeIconButton("clear", `Clear ${label}`, clear, signal)]
      : [];
  const extras = [...clears, cancelButton];
  const options = { name, label, description, extras, takeBack };
  const labelled = createLabelled(control.el, options, signal);
  show(null);
  signal.addEventListener("abort", () => current?.abort());

  return {
    el: labelled.el,
    place: placeOf(field),
    follow: (state) => {
      const value = field.state === true ? own(state, name) : undefined;
      if (value === undefined) return;
      held = value;
      if (current === null) control.follow(value, isRefused);
    },
  };
}
