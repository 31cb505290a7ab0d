/** What the panel asks of the runtime. */

import type { JsonObject } from "./values";

export type PresetAction =
  | "list"
  | "save"
  | "load"
  | "read"
  | "rename"
  | "delete"
  | "share";

export type TuneAction = "open" | "set" | "undo" | "redo" | "reset" | "diff" | "write";

export interface Hello {
  readonly type: "hello";
  readonly version: number;
  readonly codecs: readonly string[];
  readonly view: string;
}

export interface CommandHeader {
  readonly type: "command";
  readonly name: string;
  readonly data: JsonObject;
  readonly id: string;
  readonly frame: number | null;
  readonly uploads: { readonly [argument: string]: string };
}

export interface AckHeader {
  readonly type: "ack";
  readonly track: string;
  readonly sequence: number;
  readonly drawn_at: number;
  readonly dropped: number;
  /** When the message came in: tells a slow link from a slow page. */
  readonly received_at: number;
}

export type ControlAction = "pause" | "resume" | "step" | "restart" | "reload";

export type UploadRequest =
  | {
      readonly type: "upload";
      readonly id: string;
      readonly event: "begin";
      readonly name: string;
      readonly mime_type: string;
      readonly size: number;
    }
  | {
      readonly type: "upload";
      readonly id: string;
      readonly event: "chunk";
      readonly offset: number;
    }
  | {
      readonly type: "upload";
      readonly id: string;
      readonly event: "end" | "cancel";
    };

/** What the panel asks of the runtime. */
export type PanelHeader =
  | Hello
  | CommandHeader
  | AckHeader
  | UploadRequest
  | {
      readonly type: "keyframe";
      readonly track: string;
      readonly unusable: string | null;
    }
  | { readonly type: "visible"; readonly visible: boolean }
  | { readonly type: "control"; readonly action: ControlAction; readonly count: number }
  | {
      readonly type: "media";
      readonly track: string;
      readonly codec: "jpeg" | "pcm_s16le";
      readonly pts: number;
      /** Of sound. */
      readonly sample_rate?: number;
    }
  /** Nothing more comes for the track: others may publish it. */
  | { readonly type: "unpublish"; readonly track: string }
  | {
      readonly type: "preset";
      readonly id: string;
      readonly action: PresetAction;
      readonly name: string;
      readonly to?: string;
      readonly text?: string;
      readonly overwrite?: boolean;
    }
  | {
      readonly type: "tune";
      readonly id: string;
      readonly action: TuneAction;
      readonly name: string;
      readonly settings?: JsonObject;
      readonly seen?: string;
    }
  | { readonly type: "ping"; readonly id: string };
