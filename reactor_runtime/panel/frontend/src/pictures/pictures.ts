/** The pictures: one per video track, and a word where there is none yet. */

import { make } from "../page/dom";
import type { Surface } from "../video/surface";
import type { TrackSchema } from "../wire/schema";
import { Figure, type PictureAction } from "./figure";

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

export class Pictures {
  readonly el: HTMLElement;
  /** The first picture, if the model sends any. */
  readonly first: Figure | null;
  private readonly figures: readonly Figure[];
  private readonly word = make("div", "cover");

  constructor(
    tracks: readonly TrackSchema[],
    { attach, session, failed, poppedOut }: PicturesParts,
    signal: AbortSignal,
  ) {
    const { word } = this;
    const shown = shownTracks(tracks);
    const isMany = shown.length > 1;
    this.figures = shown.map(({ name }) => {
      const own = (owner?: Document): Surface => attach(name, owner);
      const caption = isMany ? name : "";
      return new Figure({ caption, attach: own, session, failed, poppedOut }, signal);
    });
    this.first = this.figures[0] ?? null;
    word.hidden = true;
    this.el = make("div", "pictures", ...this.figures.map(({ el }) => el), word);
    this.el.classList.toggle("many", isMany);
    this.el.hidden = shown.length === 0;
  }

  /** Say over the picture what keeps it from moving; empty says nothing. */
  cover(text: string): void {
    this.word.textContent = text;
    this.word.hidden = text === "";
  }

  /** Put *card*, which is hidden unless the session stopped, over the first picture. */
  stop(card: HTMLElement): void {
    const { el, first } = this;
    const place = first?.el ?? el;
    // Put in once more it would lose the focus.
    if (card.parentElement !== place) place.append(card);
    el.classList.toggle("stopped", !card.hidden);
    el.hidden = first === null && card.hidden;
  }

  /** Show every picture dimmed, in windows of its own, too, or as it is. */
  dim(isDimmed: boolean): void {
    for (const figure of this.figures) figure.dim(isDimmed);
  }

  /** Width and height of the first track's picture, empty before the first frame. */
  size(): string {
    const size = this.first?.surface.size;
    return size ? `${size.width} × ${size.height}` : "";
  }

  /** Whether the panel is seen; hidden pictures are not drawn. */
  setShown(isShown: boolean): void {
    for (const figure of this.figures) figure.setShown(isShown);
  }

  /** Whether a picture is in a window of its own. */
  isOut(): boolean {
    return this.figures.some((figure) => figure.isOut());
  }

  /** Do something with the picture that has the focus, or with the first. */
  act(action: PictureAction): void {
    const focused = this.figures.find(({ el }) => el.matches(":focus-within"));
    (focused ?? this.first)?.act(action);
  }

  /** Put *el* over the first picture, and *button* among its tools. */
  lay(el: HTMLElement, button: HTMLElement): void {
    this.first?.el.append(el);
    this.first?.tools.prepend(button);
  }
}
