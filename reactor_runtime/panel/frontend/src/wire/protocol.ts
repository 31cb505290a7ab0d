/**
 * The panel protocol, version 1: a JSON header with a `type`, and binary buffers.
 *
 * On a socket one binary message is a 32-bit big-endian length, that many bytes of
 * UTF-8 header (with the buffers' lengths under `buffers`), then the buffers. A comm
 * carries header and buffers apart. Unknown fields are ignored.
 */

import type { ControlAction, PresetAction, TuneAction } from "./requests";
import type { Field, PanelSchema } from "./schema";
import { isObject, type JsonObject, type JsonValue } from "./values";

export const PROTOCOL_VERSION = 1;

export interface LogEntry {
  readonly number: number;
  readonly at: number;
  readonly kind: string;
  readonly text: string;
  readonly step: number;
  readonly client?: string | null;
  readonly frame?: number | null;
  readonly data?: JsonObject;
}

export interface SessionStatus {
  readonly status: string;
  readonly detail: string;
  readonly traceback: string;
}

/** What a person should know; empty text says nothing. */
export interface Advice {
  readonly text: string;
  readonly action: ControlAction | null;
}

export interface Welcome {
  readonly type: "welcome";
  readonly version: number;
  readonly session: { readonly id: string; readonly name: string };
  readonly view: string;
  readonly schema: PanelSchema;
  readonly state: JsonObject | null;
  readonly status: SessionStatus;
  readonly link: { readonly rung: string };
  readonly clock: { readonly now: number; readonly epoch: number };
  readonly log: readonly LogEntry[];
  readonly upload: { readonly limit: number; readonly chunk: number };
  readonly advice: Advice;
  /** Null where values cannot be kept under names; an older runtime does not say. */
  readonly presets?: { readonly limit: number } | null;
  /** Null where nothing can be tuned; an older runtime does not say. */
  readonly tuning?: TuningStanding | null;
}

/** By the names of WebCodecs. */
export interface ColorSpace {
  readonly matrix: VideoMatrixCoefficients;
  readonly primaries: VideoColorPrimaries;
  readonly transfer: VideoTransferCharacteristics;
  readonly full_range: boolean;
}

export interface FrameHeader {
  readonly type: "frame";
  readonly track: string;
  readonly sequence: number;
  readonly pts: number;
  readonly created_at: number;
  readonly step: number;
  readonly command: number;
  readonly codec: string;
  readonly keyframe: boolean;
  /** The WebCodecs name of the stream, on key frames of H.264 and VP8. */
  readonly config: string | null;
  /** What its decoder must know of the colours, where `config` is set. */
  readonly color_space: ColorSpace | null;
  /** 1 to 100, whatever the codec. */
  readonly quality: number;
  /** Sent before, now once more in high quality. */
  readonly still: boolean;
  /** Size of the model's picture. */
  readonly width: number;
  readonly height: number;
  /** Size of what the payload decodes to. */
  readonly coded_width: number;
  readonly coded_height: number;
  readonly metadata: JsonObject;
  readonly blank: boolean;
}

export interface AudioHeader {
  readonly type: "audio";
  readonly track: string;
  readonly sequence: number;
  readonly pts: number;
  readonly sample_rate: number;
  readonly channels: number;
  readonly samples: number;
  readonly codec: string;
}

export interface ModelMessage {
  readonly name: string;
  readonly data: JsonObject;
}

export interface MessageHeader extends ModelMessage {
  readonly type: "message";
  readonly step: number;
  readonly at: number;
}

export interface AnswerHeader {
  readonly type: "answer";
  readonly id: string;
  readonly number: number;
  readonly ok: boolean;
  readonly message: ModelMessage | null;
  readonly code: string | null;
  readonly text: string;
  readonly superseded: boolean;
}

export interface RejectedHeader {
  readonly type: "rejected";
  readonly id: string | null;
  readonly command: string;
  readonly code: string;
  readonly field: string | null;
  readonly value: JsonValue;
  readonly constraint: string | null;
  readonly text: string;
  readonly number: number | null;
  /** Ends a sentence that begins with what a person calls the field. */
  readonly reason?: string | null;
}

export interface UploadReply {
  readonly type: "upload";
  readonly id: string;
  readonly upload_id: string | null;
  readonly received: number;
  readonly size: number;
  readonly done: boolean;
  readonly code: string | null;
  readonly text: string;
}

export interface Stats {
  readonly type: "stats";
  readonly made: number;
  readonly shown: number;
  readonly dropped: number;
  readonly sent_bytes: number;
}

export interface PresetEntry {
  readonly name: string;
  /** ISO 8601, empty where the file cannot be read. */
  readonly saved: string;
  readonly note: string;
}

/** What became of a `preset`, and those that there are now. */
export interface PresetsHeader {
  readonly type: "presets";
  readonly id: string;
  readonly action: PresetAction;
  readonly name: string;
  /** Null where they are as they were. */
  readonly presets: readonly PresetEntry[] | null;
  readonly values: JsonObject | null;
  readonly left_out: readonly { readonly name: string; readonly reason: string }[];
  readonly text: string;
  readonly error: string;
  readonly exists: boolean;
}

/** How the tuning of a session stands. */
export interface TuningStanding {
  /** The settings that the source does not say, by parameter. */
  readonly changed: { readonly [parameter: string]: readonly string[] };
  readonly undo: boolean;
  readonly redo: boolean;
}

/** A control for one setting of a parameter; its default is what the source says. */
export type Setting = Field & { readonly value: JsonValue };

/** What became of a `tune`; without an id, how the tuning stands. */
export interface TuningHeader {
  readonly type: "tuning";
  readonly id: string | null;
  readonly action: TuneAction | "";
  readonly name: string;
  readonly standing: TuningStanding;
  /** Null after what is about no parameter. */
  readonly settings: readonly Setting[] | null;
  readonly text: string;
  readonly notes: readonly string[];
  readonly error: string;
}

/** What the runtime tells the panel. */
export type RuntimeHeader =
  | Welcome
  | FrameHeader
  | AudioHeader
  | MessageHeader
  | AnswerHeader
  | RejectedHeader
  | UploadReply
  | PresetsHeader
  | TuningHeader
  | Stats
  | { readonly type: "state"; readonly values: JsonObject }
  | ({ readonly type: "status" } & SessionStatus)
  | { readonly type: "contract"; readonly schema: PanelSchema }
  | { readonly type: "log"; readonly entry: LogEntry }
  | { readonly type: "printed"; readonly entries: readonly LogEntry[] }
  | ({ readonly type: "advice" } & Advice)
  | { readonly type: "error"; readonly text: string }
  | { readonly type: "pong"; readonly id: string; readonly now: number }
  | { readonly type: "bye"; readonly reason: string };

const KNOWN: ReadonlySet<string> = new Set<RuntimeHeader["type"]>([
  "welcome",
  "frame",
  "audio",
  "message",
  "answer",
  "rejected",
  "upload",
  "presets",
  "tuning",
  "stats",
  "state",
  "status",
  "contract",
  "log",
  "printed",
  "advice",
  "error",
  "pong",
  "bye",
]);

/** Return *header* as a message of this protocol, `null` if it is of another type. */
export function readHeader(header: unknown): RuntimeHeader | null {
  if (!isObject(header) || typeof header.type !== "string") return null;
  return KNOWN.has(header.type) ? (header as unknown as RuntimeHeader) : null;
}
