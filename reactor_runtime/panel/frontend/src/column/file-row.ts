/** A file picker in the column: the file goes up, then the command that takes it. */

import { createFile } from "../controls/file";
import { Labelled } from "../controls/labelled";
import { makeIconButton } from "../page/dom";
import { explainOutcome, type Outcome } from "../state/commands";
import type { FileField } from "../wire/schema";
import { type JsonObject, type JsonValue, messageOf, own } from "../wire/values";
import { type ColumnRow, placeOf, type RowParts, uploadAll } from "./row";

class FileRow implements ColumnRow {
  readonly place;
  readonly el;
  private readonly control;
  private readonly labelled;
  private readonly clears: readonly HTMLButtonElement[];
  private readonly cancelButton;
  private current: AbortController | null = null;
  private held: JsonValue = null;
  private isRefused = false;
  /** Counts what the person did: what comes of an earlier deed is news of the past. */
  private deeds = 0;

  constructor(
    private readonly field: FileField,
    private readonly command: string | null,
    private readonly parts: Pick<RowParts, "commands" | "uploads">,
    signal: AbortSignal,
  ) {
    const { name, label, description, optional, nullable } = field;
    this.place = placeOf(field);
    const cancel = (): void => this.cancel();
    this.cancelButton = makeIconButton("clear", `Cancel ${label}`, cancel, signal);
    this.control = createFile(field, (file) => void this.pick(file), signal);
    const isOptional = optional === true || nullable === true;
    const clear = (): void => this.clear();
    this.clears =
      isOptional && command !== null
        ? [makeIconButton("clear", `Clear ${label}`, clear, signal)]
        : [];
    const extras = [...this.clears, this.cancelButton];
    const takeBack = (): void => this.takeBack();
    const options = { name, label, description, extras, takeBack };
    this.labelled = new Labelled(this.control.el, options, signal);
    this.el = this.labelled.el;
    this.show(null);
    signal.addEventListener("abort", () => this.current?.abort());
  }

  follow(state: JsonObject): void {
    const { field } = this;
    const value = field.state === true ? own(state, field.name) : undefined;
    if (value === undefined) return;
    this.held = value;
    if (this.current === null) this.control.follow(value, this.isRefused);
  }

  private explain(reason: string): void {
    this.isRefused = reason !== "";
    this.labelled.explain(reason);
  }

  private explainOutcome(outcome: Outcome): string {
    return explainOutcome(outcome, () => this.field.label);
  }

  private begin(): number {
    this.current?.abort();
    this.current = null;
    this.explain("");
    this.deeds += 1;
    return this.deeds;
  }

  private takeBack(): void {
    this.explain("");
    this.control.show(this.held);
  }

  private async pick(file: File): Promise<void> {
    this.begin();
    const own = new AbortController();
    this.current = own;
    this.show(0);
    let reason: string;
    try {
      reason = await this.send(file, own.signal);
    } catch (error) {
      reason = messageOf(error);
    }
    if (own.signal.aborted) return;
    this.current = null;
    this.show(null);
    this.explain(reason);
    // What a handler has used up is not there any more.
    if (this.field.state === true) this.control.follow(this.held, this.isRefused);
  }

  /** Send *file*, then the command; returns what is to be said. */
  private async send(file: File, own: AbortSignal): Promise<string> {
    const { commands, uploads } = this.parts;
    const { command, field } = this;
    const report = (_: string, share: number): void => this.show(share);
    const ids = await uploadAll(uploads, { [field.name]: file }, report, own);
    if (command === null || own.aborted) return "";
    return this.explainOutcome(await commands.send(command, {}, ids));
  }

  private clear(): void {
    const { command, field } = this;
    const deed = this.begin();
    this.show(null);
    this.control.show(null);
    if (command === null) return;
    void this.parts.commands.send(command, { [field.name]: null }).then((outcome) => {
      if (deed === this.deeds) this.explain(this.explainOutcome(outcome));
    });
  }

  private cancel(): void {
    this.begin();
    this.show(null);
    this.control.show(this.held);
  }

  /** Draw how much of a file has arrived, and a way to stop it meanwhile. */
  private show(share: number | null): void {
    this.control.showProgress(share);
    this.cancelButton.hidden = share === null;
    for (const clear of this.clears) clear.hidden = share !== null;
  }
}

/**
 * Build a file picker.
 *
 * @param command What takes the file; `null` for the general picker, whose file needs
 *   no command.
 */
export function createFileRow(
  field: FileField,
  command: string | null,
  parts: RowParts,
  signal: AbortSignal,
): ColumnRow {
  return new FileRow(field, command, parts, signal);
}
