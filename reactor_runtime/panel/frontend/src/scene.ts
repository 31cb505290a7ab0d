/** What the schema decides: pictures, controls, and the buttons of other tracks. */

import type { Channel } from "./channel";
import type { Drawn } from "./picture";
import type { PanelSchema } from "./schema";
import { Sound } from "./sound";
import { type Column, createColumn } from "./views/column";
import type { Parts } from "./views/parts";
import { createStage, type Stage } from "./views/stage";
import { Webcam } from "./webcam";

export interface Scene {
  readonly schema: PanelSchema;
  readonly stage: Stage;
  readonly column: Column;
  readonly sound: Sound | null;
  /** Buttons for the toolbar. */
  readonly buttons: readonly HTMLElement[];
  /** Remove every listener, worker and object URL of the scene. */
  close(): void;
}

export interface SceneEvents {
  drawn(drawn: Drawn): void;
  failed(reason: string): void;
}

export function createScene(
  schema: PanelSchema,
  parts: Parts,
  channel: Pick<Channel, "send">,
  events: SceneEvents,
): Scene {
  const closing = new AbortController();
  const { signal } = closing;
  const { tracks } = schema;
  const hasSound = tracks.some(
    ({ kind, direction }) => kind === "audio" && direction === "out",
  );
  const sound = hasSound ? new Sound(signal) : null;
  const webcams = tracks
    .filter(({ kind, direction }) => kind === "video" && direction === "in")
    .map(({ name }) => new Webcam(name, channel, events.failed, signal));
  const buttons = webcams.map(({ button }) => button);
  if (sound !== null) buttons.unshift(sound.button);
  return {
    schema,
    stage: createStage(tracks, events.drawn, events.failed, signal),
    column: createColumn(schema, parts, signal),
    sound,
    buttons,
    close: () => closing.abort(),
  };
}
