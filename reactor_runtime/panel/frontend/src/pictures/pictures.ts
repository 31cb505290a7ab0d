/** The pictures: one per video track, and a word where there is none yet. */

import { make } from "../page/dom";
import type { Surface } from "../video/surface";
import type { TrackSchema } from "../wire/schema";
import { createFigure, type Figure, type PictureAction } from "./figure";

export interface Pictures {
  readonly el: HTMLElement;
  /** Say over the picture what keeps it from moving; empty says nothing. */
  cover(text: string): void;
  /** Put *card*, which is hidden unless the session stopped, over the first picture. */
  stop(card: HTMLElement): void;
  /** Show every picture dimmed, in windows of its own, too, or as it is. */
  dim(isDimmed: boolean): void;
  /** Width and height of the first track's picture, empty before the first frame. */
  size(): string;
  /** Whether the panel is seen; hidden pictures are not drawn. */
  setShown(isShown: boolean): void;
  /** Whether a picture is in a window of its own. */
  isOut(): boolean;
  /** Do something with the picture that has the focus, or with the first. */
  act(action: PictureAction): void;
  /** The first picture, if the model sends any. */
  readonly first: Figure | null;
  /** Put *el* over the first picture, and *button* among its tools. */
  lay(el: HTMLElement, button: HTMLElement): void;
}

export interface PicturesParts {
  attach(track: string, owner?: Document): Surface;
  session(): string;
  failed(reason: string): void;
  poppedOut(): void;
}

/** The video tracks that the model sends. */
export function shownTracks(tracks: readonly TrackSchema[]): readonly TrackSchema[] {
  return tracks.filter(
    ({ kind, direction }) => kind === "video" && direction === "out",
  );
}

export function createPictures(
  tracks: readonly TrackSchema[],
  parts: PicturesParts,
  signal: AbortSignal,
): Pictures {
  const shown = shownTracks(tracks);
  const isMany = shown.length > 1;
  const figures = shown.map(({ name }): Figure => {
    const caption = isMany ? name : "";
    const attach = (owner?: Document): Surface => parts.attach(name, owner);
    const { session, failed, poppedOut } = parts;
    return createFigure({ caption, attach, session, failed, poppedOut }, signal);
  });
  const [first] = figures;
  const cover = make("div", "cover");
  cover.hidden = true;
  const el = make("div", "pictures", ...figures.map((figure) => figure.el), cover);
  el.classList.toggle("many", isMany);
  el.hidden = shown.length === 0;
  return {
    el,
    first: first ?? null,
    cover: (text) => {
      cover.textContent = text;
      cover.hidden = text === "";
    },
    stop: (card) => {
      const place = first?.el ?? el;
      // Put in once more it would lose the focus.
      if (card.parentElement !== place) place.append(card);
      el.classList.toggle("stopped", !card.hidden);
      el.hidden = shown.length === 0 && card.hidden;
    },
    dim: (isDimmed) => {
      for (const figure of figures) figure.dim(isDimmed);
    },
    size: () => {
      const size = first?.surface.size;
      return size ? `${size.width} × ${size.height}` : "";
    },
    setShown: (isShown) => {
      for (const figure of figures) figure.setShown(isShown);
    },
    isOut: () => figures.some((figure) => figure.isOut()),
    act: (action) => {
      const focused = figures.find((figure) => figure.el.matches(":focus-within"));
      (focused ?? first)?.act(action);
    },
    lay: (over, button) => {
      first?.el.append(over);
      first?.tools.prepend(button);
    },
  };
}
