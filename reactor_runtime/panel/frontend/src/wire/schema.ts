/** The description of a session that the runtime sends and the panel draws. */

import type { JsonValue } from "./values";

/** What the author suggests for one control; it changes nothing that may be sent. */
export interface Hint {
  readonly unit?: string;
  readonly group?: string;
  readonly widget?: "color" | "seed" | "pointer" | "text" | "area";
  readonly scale?: "log";
  readonly accept?: string;
  readonly hidden?: boolean;
  readonly order?: number;
}

/** A key that sends a command while the picture has the focus. */
export interface KeyBinding {
  /** As `KeyboardEvent.key` names it; a letter in lower case. */
  readonly key: string;
  readonly command: string;
  readonly argument: string | null;
  readonly pressed: JsonValue;
  readonly released: JsonValue;
}

/** What every field has, whether it lives in the column or in a form. */
interface FieldBase {
  /** The parameter of the command. */
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly default: JsonValue;
  readonly required: boolean;
  readonly nullable?: boolean;
  /** The command that a change sends; absent inside a form. */
  readonly command?: string;
  /** Whether the value follows the session's `state`. */
  readonly state?: boolean;
  /** What it is called where its limits are tuned; absent where there is nothing. */
  readonly tune?: string;
  readonly hint?: Hint;
}

export interface SliderField extends FieldBase {
  readonly kind: "slider";
  readonly minimum: number;
  readonly maximum: number;
  readonly step: number;
  readonly integer: boolean;
  /** What the box takes where that is more than the slider; `null` for no limit. */
  readonly limits?: readonly [number | null, number | null];
}

export interface NumberField extends FieldBase {
  readonly kind: "number";
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly step: number | null;
  readonly integer: boolean;
}

export interface ChoiceField extends FieldBase {
  readonly kind: "choice";
  readonly options: readonly { readonly label: string; readonly value: JsonValue }[];
}

export interface CheckboxField extends FieldBase {
  readonly kind: "checkbox";
}

export interface TextField extends FieldBase {
  readonly kind: "text";
  readonly multiline: boolean;
  readonly min_length: number | null;
  readonly max_length: number | null;
}

export interface FileField extends FieldBase {
  readonly kind: "file";
  readonly optional?: boolean;
}

export interface JsonField extends FieldBase {
  readonly kind: "json";
  readonly schema: JsonValue;
}

export type Ends = readonly [low: number, high: number];

/** A box for each of some numbers. */
export interface NumbersField extends FieldBase {
  readonly kind: "numbers";
  /** What the numbers of an object are called; `null` for an array. */
  readonly names: readonly string[] | null;
  /** How many there are, `null` where they may be added and removed. */
  readonly length: number | null;
  readonly step: number;
  readonly integer: boolean;
  readonly schema: JsonValue;
  /** Of two numbers, the ends of the area on which both are dragged at once. */
  readonly pad?: readonly [Ends, Ends];
}

/** A list of texts. */
export interface ChipsField extends FieldBase {
  readonly kind: "chips";
  readonly schema: JsonValue;
}

/** A value with parts that have names, each with a control of its own. */
export interface ObjectField extends FieldBase {
  readonly kind: "object";
  readonly fields: readonly ValueField[];
  readonly schema: JsonValue;
}

/** Values under keys of the person's own, all described alike. */
export interface DictField extends FieldBase {
  readonly kind: "dict";
  readonly item: ValueField;
  readonly schema: JsonValue;
}

/** Whether no value can be sent: it is allowed, or the default. */
export function takesNone({
  nullable,
  required,
  default: initial,
}: FieldBase): boolean {
  return nullable === true || (!required && initial === null);
}

/** A control that holds one value. */
export type Field =
  | SliderField
  | NumberField
  | ChoiceField
  | CheckboxField
  | TextField
  | FileField
  | NumbersField
  | ChipsField
  | ObjectField
  | DictField
  | JsonField;

/** One that holds a JSON value. */
export type ValueField = Exclude<Field, FileField>;

export interface ButtonSchema {
  readonly kind: "button";
  readonly name: string;
  readonly command: string;
  readonly label: string;
  readonly description: string;
  readonly answer?: string | null;
  readonly hint?: Hint;
}

export interface FormSchema {
  readonly kind: "form";
  readonly name: string;
  readonly command: string;
  readonly label: string;
  readonly description: string;
  readonly answer?: string | null;
  readonly hint?: Hint;
  readonly fields: readonly Field[];
}

export type ControlSchema = Field | ButtonSchema | FormSchema;

export interface TrackSchema {
  readonly name: string;
  readonly kind: "video" | "audio";
  readonly direction: "in" | "out";
  readonly sample_rate: number | null;
}

export interface MessageSchema {
  readonly type: string;
  readonly description: string;
}

export interface PanelSchema {
  readonly model: string;
  readonly description: string;
  readonly controls: readonly ControlSchema[];
  readonly tracks: readonly TrackSchema[];
  readonly messages: readonly MessageSchema[];
  readonly file_picker: boolean;
  /** Absent from runtimes that know no keys. */
  readonly keys?: readonly KeyBinding[];
}
