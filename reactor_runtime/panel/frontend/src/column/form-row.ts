/** An event with parameters: a small form that sends them together. */

import { isNamed, isWide } from "../controls/control";
import { createControl } from "../controls/create";
import { createFile, type FileInput } from "../controls/file";
import { Labelled, tuned } from "../controls/labelled";
import { createFold, make, takePlace } from "../page/dom";
import { argumentOf, explainOutcome, type Outcome, sayAbout } from "../state/commands";
import type { ControlSchema, Field, FileField, FormSchema } from "../wire/schema";
import { isSameJson, type JsonValue } from "../wire/values";
import { createButton } from "./button-row";
import {
  type Arguments,
  type ColumnRow,
  placeOf,
  type RowParts,
  UploadFailure,
  uploadAll,
} from "./row";
import { WritingWatch } from "./writing";

interface FormField {
  readonly schema: Field;
  readonly writing: WritingWatch;
  /** Aborting it removes every listener. */
  readonly closing: AbortController;
  readonly label: string;
  readonly labelled: Labelled;
  /** Set for a file: draws how much of it has arrived. */
  readonly progress: FileInput["showProgress"] | null;
  /** Draws a value; `null` for a file. */
  readonly show: ((value: JsonValue) => void) | null;
}

/** The fields of one form and what the person put into them. */
class Fields {
  readonly el = make("div", "fields");
  private readonly values = new Map<string, JsonValue>();
  private readonly files = new Map<string, File>();
  /** What is known to be wrong with what stands in a field. */
  private readonly complaints = new Map<string, string>();
  /** Fields whose text is no value. */
  private readonly broken = new Set<string>();
  private readonly drawn = new Map<string, FormField>();
  private wanted: readonly Field[];
  /** Fields that differ from what was sent last. */
  private readonly changed = new Set<string>();

  /** @param edited Called when the person changes a field. */
  constructor(
    private readonly form: FormSchema,
    private readonly edited: () => void,
    private readonly tune: RowParts["tune"],
    private readonly signal: AbortSignal,
  ) {
    this.wanted = form.fields;
    for (const field of form.fields) this.el.append(this.draw(field).labelled.el);
  }

  /** Be *fields*, called as those there are; one that is written in waits. */
  update(fields: readonly Field[]): void {
    this.wanted = fields;
    for (const field of fields) this.renew(field);
  }

  /** What is to be sent, `null` if a text in a field is no value. */
  gather(): Arguments | null {
    for (const argument of this.drawn.keys()) this.complain(argument);
    if (this.broken.size > 0) return null;
    this.changed.clear();
    const data = Object.fromEntries(this.values);
    return { data, files: Object.fromEntries(this.files) };
  }

  labelOf(argument: string): string | undefined {
    return this.drawn.get(argument)?.label;
  }

  /** Mark the field of *argument*, unless what was sent stands there no more. */
  mark(argument: string | null, reason: string): boolean {
    const field = argument === null ? undefined : this.drawn.get(argument);
    if (argument === null || field === undefined || this.changed.has(argument)) {
      return false;
    }
    field.labelled.explain(reason);
    return true;
  }

  /** Draw how much of a file has arrived; `null` ends all progress. */
  progress(argument: string | null, share: number | null): void {
    for (const [name, field] of this.drawn) {
      if (argument === null || argument === name) field.progress?.(share);
    }
  }

  private draw(field: Field): FormField {
    const drawn = field.kind === "file" ? this.addFile(field) : this.addValue(field);
    this.drawn.set(field.name, drawn);
    return drawn;
  }

  private renew(field: Field): void {
    const { name } = field;
    const old = this.drawn.get(name);
    if (old === undefined || isSameJson(old.schema, field)) return;
    if (old.writing.goesOn || this.broken.has(name)) return;
    const value = this.values.get(name);
    const isOwn = value !== undefined && !isSameJson(value, old.schema.default);
    old.closing.abort();
    this.forget(name);
    const drawn = this.draw(field);
    if (isOwn && drawn.show !== null) {
      drawn.show(value);
      this.values.set(name, value);
    }
    takePlace(drawn.labelled.el, old.labelled.el);
  }

  private forget(name: string): void {
    for (const known of [this.values, this.files, this.complaints]) known.delete(name);
    for (const known of [this.broken, this.changed]) known.delete(name);
  }

  private openSignal(closing: AbortController): AbortSignal {
    const { signal } = closing;
    this.signal.addEventListener("abort", () => closing.abort(), { signal });
    return signal;
  }

  private complain(argument: string): void {
    const { labelled, label } = this.drawn.get(argument) ?? {};
    const complaint = this.complaints.get(argument) ?? "";
    if (label === undefined) return;
    labelled?.explain(complaint === "" ? "" : sayAbout(label, complaint));
  }

  private change(argument: string): void {
    this.changed.add(argument);
    this.edited();
  }

  private addValue(field: Exclude<Field, { kind: "file" }>): FormField {
    const { name } = field;
    const edited = (complaint: string): void => {
      this.complaints.set(name, complaint);
      if (complaint === "") this.broken.delete(name);
      else this.broken.add(name);
      labelled.explain("");
      this.change(name);
    };
    const picked = (value: JsonValue): void => {
      this.values.set(name, value);
      this.broken.delete(name);
      // A value may be complained of and yet be one: whether it will do, the runtime says.
      this.complain(name);
      this.change(name);
    };
    const closing = new AbortController();
    const signal = this.openSignal(closing);
    const control = createControl(field, { picked, edited }, "immediate", signal);
    const labelled = this.makeLabelled(control.el, field, signal);
    control.show(field.default);
    control.scrub?.(labelled.title);
    if (!field.required) this.values.set(name, field.default);
    const { label } = field;
    const show = (value: JsonValue): void => control.show(value);
    const writing = this.follow(labelled.el, signal);
    return { schema: field, closing, writing, label, labelled, progress: null, show };
  }

  private addFile(field: FileField): FormField {
    const pick = (file: File): void => {
      this.files.set(field.name, file);
      labelled.explain("");
      this.change(field.name);
    };
    const closing = new AbortController();
    const signal = this.openSignal(closing);
    const control = createFile(field, pick, signal);
    const labelled = this.makeLabelled(control.el, field, signal);
    const { label } = field;
    const progress = (share: number | null): void => control.showProgress(share);
    const writing = this.follow(labelled.el, signal);
    return { schema: field, closing, writing, label, labelled, progress, show: null };
  }

  private follow(el: HTMLElement, signal: AbortSignal): WritingWatch {
    return new WritingWatch(el, () => this.update(this.wanted), signal);
  }

  private makeLabelled(
    control: HTMLElement,
    field: Field,
    signal: AbortSignal,
  ): Labelled {
    const { label, description } = field;
    const name = `${this.form.name}-${field.name}`;
    const options = {
      name,
      label,
      description,
      isWide: isWide(field),
      isUnlabelled: isNamed(field),
      ...tuned(field, this.tune),
    };
    return new Labelled(control, options, signal);
  }
}

class FormRow implements ColumnRow {
  readonly place;
  readonly el;
  private readonly fields;
  private readonly button;
  private readonly labelled;

  constructor(
    private readonly schema: FormSchema,
    private readonly parts: RowParts,
    private readonly signal: AbortSignal,
  ) {
    const { name, label, description } = schema;
    const edited = (): void => this.labelled.explain("");
    this.place = placeOf(schema);
    this.fields = new Fields(schema, edited, parts.tune, signal);
    this.button = createButton(label, "submit");
    const form = make("form", "form", this.fields.el, this.button.el);
    form.noValidate = true;
    const options = { name, label, description, isGroup: true, isUnlabelled: true };
    this.labelled = new Labelled(form, options, signal);
    const fold = createFold(label, true);
    fold.head.title = description;
    fold.body.append(this.labelled.el);
    fold.el.classList.add("for-form");
    this.el = fold.el;
    form.addEventListener("submit", (event) => this.submit(event), { signal });
  }

  update(next: ControlSchema): boolean {
    if (next.kind !== "form" || !isSameForm(this.schema, next)) return false;
    this.fields.update(next.fields);
    return true;
  }

  private submit(event: Event): void {
    event.preventDefault();
    this.labelled.explain("");
    const args = this.fields.gather();
    if (args !== null) void this.run(args);
  }

  private async run({ data, files }: Arguments): Promise<void> {
    const { fields, button, labelled, schema, signal } = this;
    const { commands, uploads } = this.parts;
    const report = (argument: string, share: number): void =>
      fields.progress(argument, share);
    try {
      const ids = await uploadAll(uploads, files, report, signal);
      fields.progress(null, null);
      this.tell(await button.follow(commands.send(schema.command, data, ids)));
    } catch (error) {
      fields.progress(null, null);
      if (!(error instanceof UploadFailure)) throw error;
      if (!fields.mark(error.argument, error.message)) labelled.explain(error.message);
    }
  }

  private tell(outcome: Outcome): void {
    const { fields } = this;
    const reason = explainOutcome(outcome, (argument) => fields.labelOf(argument));
    const argument = outcome.kind === "refused" ? argumentOf(outcome) : null;
    const isOfField = fields.mark(argument, reason);
    this.labelled.explain(isOfField ? "" : reason);
  }
}

export function createFormRow(
  schema: FormSchema,
  parts: RowParts,
  signal: AbortSignal,
): ColumnRow {
  return new FormRow(schema, parts, signal);
}

/** Whether two forms differ in what their fields say, at most. */
function isSameForm(one: FormSchema, other: FormSchema): boolean {
  const names = ({ fields }: FormSchema): string[] => fields.map(({ name }) => name);
  return (
    isSameJson({ ...one, fields: [] }, { ...other, fields: [] }) &&
    isSameJson(names(one), names(other))
  );
}
