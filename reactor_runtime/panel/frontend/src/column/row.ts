/** What the rows of the column need from the panel. */

import type { Commands, UploadIds } from "../state/commands";
import type { EditHistory } from "../state/history";
import type { Pace } from "../state/pace";
import type { TuningClient } from "../state/tuning";
import type { Uploads } from "../state/uploads";
import type { ControlSchema } from "../wire/schema";
import { type JsonObject, type JsonValue, messageOf } from "../wire/values";

export interface RowParts {
  readonly commands: Pick<Commands, "send">;
  readonly uploads: Uploads;
  readonly pace: Pace;
  readonly history: EditHistory;
  /** The names of fields that a person keeps from chance and from *reset all*. */
  readonly locks: Set<string>;
  /** A person's change of a value was accepted. */
  changed(): void;
  readonly tuning: TuningClient;
  /** Open what tunes the parameter *name*, or close it. */
  tune?(name: string): void;
  /** A row that was held, or had a draft, may be replaced now. */
  idle?(): void;
}

/** What a row of one value needs. */
export type ValueRowParts = Omit<RowParts, "uploads" | "tuning" | "pace"> & {
  /** `null`: a value is sent once it is final. */
  readonly pace: Pace | null;
};

/** What the column must know of a row to sort, fold and find it. */
export interface RowPlace {
  /** Name, label and description, in lower case. */
  readonly words: string;
  readonly group: string;
  readonly order: number;
  /** Whether it is an event's: those stand together, last. */
  readonly isAction: boolean;
}

/** Where the control that *schema* describes stands. */
export function placeOf(schema: ControlSchema): RowPlace {
  const { name, label, description, kind, hint } = schema;
  return {
    words: `${name} ${label} ${description}`.toLowerCase(),
    group: hint?.group ?? "",
    order: hint?.order ?? 0,
    isAction: kind === "button" || kind === "form",
  };
}

/** One row of the column. */
export interface ColumnRow {
  readonly el: HTMLElement;
  /** What it is found by, and where it stands. */
  readonly place: RowPlace;
  /** The session's public fields; the row shows the one it is for. */
  follow?(state: JsonObject): void;
  /** Send the default, where there is one. */
  reset?(): void;
  /** Put the value of its field in, unless it is kept as it is, or is the same. */
  put?(values: JsonObject): void;
  /** The name of its field of the state, and what stands there; empty without one. */
  entry?(): readonly (readonly [string, JsonValue])[];
  /** Whether a person wants the value kept, whatever happens to all. */
  isLocked?(): boolean;
  /** Whether a person is at it, so that nothing may take its place. */
  isHeld?(): boolean;
  /** Whether something stands there that a person wrote and the session has not taken. */
  hasDraft?(): boolean;
  /** The value of a control that no state tells of, for the row that takes its place. */
  kept?(): JsonValue | undefined;
  keep?(value: JsonValue): void;
  /** Be the row of another schema; returns whether it can. */
  update?(schema: ControlSchema): boolean;
}

/** Values and files of one command, as a form gathers them. */
export interface Arguments {
  readonly data: Record<string, JsonValue>;
  readonly files: Record<string, File>;
}

/** The file of one argument did not arrive; the message says why. */
export class UploadFailure extends Error {
  constructor(
    readonly argument: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Send every file; the ids stand under the same names.
 *
 * @throws UploadFailure For the first that does not arrive.
 */
export async function uploadAll(
  uploads: Uploads,
  files: Readonly<Record<string, File>>,
  progress: (argument: string, share: number) => void,
  signal: AbortSignal,
): Promise<UploadIds> {
  const sent = Object.entries(files).map(async ([argument, file]) => {
    const report = (received: number, size: number): void =>
      progress(argument, size === 0 ? 1 : received / size);
    try {
      return [argument, await uploads.send(file, report, signal)] as const;
    } catch (error) {
      throw new UploadFailure(argument, messageOf(error));
    }
  });
  return Object.fromEntries(await Promise.all(sent));
}
