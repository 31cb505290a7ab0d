/** An event with parameters: a small form that sends them together. */

import { createButton, explainOutcome } from "../controls/button";
import { createControl, isInline } from "../controls/create";
import { createFile, type FileControl } from "../controls/file";
import { createFrame, type Frame } from "../controls/frame";
import { make } from "../dom";
import type { Field, FormSchema } from "../schema";
import type { JsonValue } from "../values";
import { type Arguments, type Parts, type Row, uploadAll } from "./parts";

interface FormField {
  readonly frame: Frame;
  /** Set for a file: draws how much of it has arrived. */
  readonly progress: FileControl["showProgress"] | null;
}

/** The fields of one form and what the person put into them. */
class Fields {
  readonly el = make("div", "fields");
  private readonly values = new Map<string, JsonValue>();
  private readonly files = new Map<string, File>();
  private readonly broken = new Map<string, string>();
  private readonly drawn = new Map<string, FormField>();

  constructor(fields: readonly Field[], form: string, signal: AbortSignal) {
    for (const field of fields) {
      const drawn =
        field.kind === "file"
          ? this.addFile(field, form, signal)
          : this.addValue(field, form, signal);
      this.drawn.set(field.name, drawn);
      this.el.append(drawn.frame.el);
    }
  }

  /** What is to be sent, `null` if a text in a field is no value. */
  gather(): Arguments | null {
    for (const [argument, reason] of this.broken) {
      this.drawn.get(argument)?.frame.explain(reason);
    }
    if (this.broken.size > 0) return null;
    const data = Object.fromEntries(this.values);
    return { data, files: Object.fromEntries(this.files) };
  }

  /** Draw how much of a file has arrived; `null` ends all progress. */
  progress(argument: string | null, share: number | null): void {
    for (const [name, field] of this.drawn) {
      if (argument === null || argument === name) field.progress?.(share);
    }
  }

  private addValue(
    field: Exclude<Field, { kind: "file" }>,
    form: string,
    signal: AbortSignal,
  ): FormField {
    const { name: argument } = field;
    const pick = (value: JsonValue): void => void this.values.set(argument, value);
    const explain = (reason: string): void => {
      if (reason === "") this.broken.delete(argument);
      else this.broken.set(argument, reason);
      frame.explain("");
    };
    const control = createControl(field, pick, explain, "immediate", signal);
    const frame = this.makeFrame(control.el, field, form);
    control.show(field.default);
    if (!field.required) this.values.set(argument, field.default);
    return { frame, progress: null };
  }

  private addFile(field: Field, form: string, signal: AbortSignal): FormField {
    const pick = (file: File): void => void this.files.set(field.name, file);
    const control = createFile(field.label, pick, signal);
    const frame = this.makeFrame(control.el, field, form);
    return { frame, progress: control.showProgress };
  }

  private makeFrame(control: HTMLElement, field: Field, form: string): Frame {
    const { label, description } = field;
    const name = `${form}-${field.name}`;
    return createFrame(control, {
      name,
      label,
      description,
      isInline: isInline(field),
    });
  }
}

export function createFormRow(
  schema: FormSchema,
  { commands, uploads }: Parts,
  signal: AbortSignal,
): Row {
  const { name, command, label, description } = schema;
  const fields = new Fields(schema.fields, name, signal);
  const button = createButton(label, "submit");
  const form = make("form", "form", fields.el, button.el);
  form.noValidate = true;
  const frame = createFrame(form, { name, label, description });
  frame.el.classList.add("for-form");

  const run = async (args: Arguments): Promise<string> => {
    const report = (argument: string, share: number): void =>
      fields.progress(argument, share);
    try {
      const ids = await uploadAll(uploads, args.files, report, signal);
      fields.progress(null, null);
      const pending = commands.send(command, args.data, ids);
      return explainOutcome(await button.follow(pending));
    } catch (error) {
      fields.progress(null, null);
      return error instanceof Error ? error.message : String(error);
    }
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const args = fields.gather();
    if (args !== null) frame.explain(await run(args));
  };
  form.addEventListener("submit", (event) => void submit(event), { signal });
  return { el: frame.el };
}
