/** What a runtime says, as examples: a welcome, a frame, an answer. */

import type { AnswerHeader, FrameHeader, Welcome } from "../src/wire/protocol";
import type { PanelSchema } from "../src/wire/schema";
import type { JsonObject } from "../src/wire/values";

export function makeWelcome(
  schema: PanelSchema,
  state: JsonObject | null = {},
  rung = "direct",
): Welcome {
  return {
    type: "welcome",
    version: 1,
    session: { id: "s", name: "" },
    view: "view",
    schema,
    state,
    status: { status: "running", detail: "", traceback: "" },
    link: { rung },
    clock: { now: 0, epoch: Date.now() / 1000 },
    log: [],
    upload: { limit: 1000, chunk: 4 },
    advice: { text: "", action: null },
  };
}

export function makeFrame(sequence: number, track = "main_video"): FrameHeader {
  return {
    type: "frame",
    track,
    sequence,
    pts: sequence / 30,
    created_at: 0,
    step: sequence,
    command: 0,
    codec: "jpeg",
    keyframe: true,
    config: null,
    color_space: null,
    quality: 85,
    still: false,
    width: 8,
    height: 6,
    coded_width: 8,
    coded_height: 6,
    metadata: {},
    blank: false,
  };
}

export function makeAnswer(id: string, more: Partial<AnswerHeader> = {}): AnswerHeader {
  const rest = { message: null, code: null, text: "", superseded: false };
  return { type: "answer", id, number: 1, ok: true, ...rest, ...more };
}
