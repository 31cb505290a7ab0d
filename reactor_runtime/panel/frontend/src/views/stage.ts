/** The pictures: one canvas per video track, and a word where there is none yet. */

import { make } from "../dom";
import { type Drawn, Picture } from "../picture";
import type { FrameHeader } from "../protocol";
import type { TrackSchema } from "../schema";

export interface Stage {
  readonly el: HTMLElement;
  /** A frame arrived; one of a track that the schema does not name is ignored. */
  push(header: FrameHeader, payload: Uint8Array<ArrayBuffer>): void;
  /** Say over the picture what keeps it from moving; empty says nothing. */
  cover(text: string): void;
  /** Width and height of the first track's picture, empty before the first frame. */
  size(): string;
}

/**
 * Build the stage.
 *
 * @param drawn Called for each frame that was drawn or could not be.
 * @param failed Called with why a frame could not be drawn.
 */
export function createStage(
  tracks: readonly TrackSchema[],
  drawn: (drawn: Drawn) => void,
  failed: (reason: string) => void,
  signal: AbortSignal,
): Stage {
  const shown = tracks.filter(
    ({ kind, direction }) => kind === "video" && direction === "out",
  );
  const pictures = new Map<string, Picture>();
  const cover = make("div", "cover");
  cover.hidden = true;
  const el = make("div", "stage");
  for (const { name } of shown) {
    const waiting = make("div", "waiting", "Waiting for the first frame");
    const report = (report: Drawn): void => {
      waiting.remove();
      drawn(report);
    };
    const picture = new Picture(name, report, failed);
    pictures.set(name, picture);
    const figure = make("figure", "figure", picture.canvas, waiting);
    if (shown.length > 1) figure.append(make("figcaption", "caption", name));
    el.append(figure);
  }
  el.classList.toggle("many", shown.length > 1);
  el.hidden = shown.length === 0;
  el.append(cover);
  signal.addEventListener("abort", () => {
    for (const picture of pictures.values()) picture.close();
  });

  return {
    el,
    push: (header, payload) => pictures.get(header.track)?.push(header, payload),
    cover: (text) => {
      cover.textContent = text;
      cover.hidden = text === "";
      el.classList.toggle("covered", text !== "");
    },
    size: () => {
      const canvas = pictures.values().next().value?.canvas;
      return canvas && canvas.width > 0 ? `${canvas.width} × ${canvas.height}` : "";
    },
  };
}
