/** One track's picture, with what one can do with it: save, pop out, fill the screen. */

import { type IconName, make, makeIconButton, nameButton } from "../page/dom";
import { pictureLimit } from "../page/surroundings";
import { download, stillName, takeStill } from "../page/taking";
import type { Surface } from "../video/surface";
import { fitPicture } from "./fit";
import { canPopOut, Popout } from "./popout";

/** What a picture can be asked for, by a button or a key. */
export type PictureAction = "save" | "popout" | "fullscreen";

export interface FigureOptions {
  /** Shown on the picture; empty where there is only one. */
  readonly caption: string;
  readonly attach: (owner?: Document) => Surface;
  /** Name of the session, for files and windows. */
  readonly session: () => string;
  readonly failed: (reason: string) => void;
  /** The picture's own window opened or closed. */
  readonly poppedOut: () => void;
}

/** So little is left of black and white that going to and fro is no flash any more. */
const DIM = "contrast(0.3) brightness(0.6)";

const canFillScreen = (): boolean => document.fullscreenEnabled === true;

/** Keep the canvas at a size at which it is crisp, whatever the place and the screen. */
function watchFit(
  figure: HTMLElement,
  surface: Surface,
  signal: AbortSignal,
): () => void {
  const fit = (): void => {
    const { canvas, size } = surface;
    if (size === null) return;
    const isFull = figure.matches(":fullscreen");
    const height = isFull ? figure.clientHeight : pictureLimit(figure);
    const place = { width: figure.clientWidth, height };
    const { width, isPixelated } = fitPicture(size, place, window.devicePixelRatio);
    canvas.style.width = width === null ? "" : `${width}px`;
    canvas.classList.toggle("pixelated", isPixelated);
  };
  const observer = new ResizeObserver(fit);
  observer.observe(figure);
  window.addEventListener("resize", fit, { signal });
  signal.addEventListener("abort", () => observer.disconnect());
  return fit;
}

function watchFullScreen(
  el: HTMLElement,
  button: HTMLButtonElement,
  changed: () => void,
  signal: AbortSignal,
): () => void {
  const show = (): void => {
    const isFull = el.matches(":fullscreen");
    nameButton(button, isFull ? "Leave full screen (F)" : "Full screen (F)");
    button.setAttribute("aria-pressed", String(isFull));
    changed();
  };
  document.addEventListener("fullscreenchange", show, { signal });
  return () => {
    if (el.matches(":fullscreen")) void document.exitFullscreen();
    else void el.requestFullscreen();
  };
}

/** The picture of one track. */
export class Figure {
  readonly el;
  readonly surface;
  readonly tools = make("div", "picture-tools");
  private readonly popout;
  private readonly popoutButton: HTMLButtonElement | null = null;
  private readonly actions: Partial<Record<PictureAction, () => void>> = {
    save: () => void this.save(),
  };
  private isShown = true;

  /** @param signal Aborting it closes the surface and its window. */
  constructor(
    private readonly options: FigureOptions,
    private readonly signal: AbortSignal,
  ) {
    const { tools } = this;
    const { caption, attach, failed } = options;
    const surface = attach();
    this.surface = surface;
    const waiting = make("div", "waiting", "Waiting for the first frame");
    tools.setAttribute("role", "toolbar");
    tools.setAttribute("aria-label", `Picture ${caption}`.trim());
    this.el = make("figure", "figure", surface.canvas, waiting, tools);
    this.el.tabIndex = 0;
    if (caption !== "") this.el.append(make("figcaption", "caption", caption));
    const title = [options.session(), caption].filter(Boolean).join(" · ");
    const changed = (): void => this.showPopout();
    this.popout = new Popout(surface, attach, title, { changed, failed });
    this.add("save", "Save this picture as PNG (S)", "reactor-save", "save");
    if (canPopOut()) {
      this.actions.popout = () => void this.popout.toggle();
      const label = "Picture in picture (P)";
      this.popoutButton = this.add("popout", label, "reactor-popout", "popout");
    }
    const fit = watchFit(this.el, surface, signal);
    if (canFillScreen()) this.offerFullScreen(fit);
    surface.onresize = fit;
    surface.onshown = () => waiting.remove();
    signal.addEventListener("abort", () => {
      this.popout.close();
      surface.close();
    });
  }

  /** Whether the picture is in a window of its own. */
  isOut(): boolean {
    return this.popout.isOpen;
  }

  /** Show the picture dimmed, or as it is; what is saved of it is never dimmed. */
  dim(isDimmed: boolean): void {
    const filter = isDimmed ? DIM : "";
    this.surface.canvas.style.filter = filter;
    this.popout.dim(filter);
  }

  /** Whether the panel is seen; a hidden picture is not drawn. */
  setShown(isShown: boolean): void {
    this.isShown = isShown;
    this.surface.setShown(isShown || this.popout.needsSurface);
  }

  act(action: PictureAction): void {
    this.actions[action]?.();
  }

  private add(
    icon: IconName,
    label: string,
    testid: string,
    action: PictureAction,
  ): HTMLButtonElement {
    const button = makeIconButton(icon, label, () => this.act(action), this.signal);
    button.dataset.testid = testid;
    this.tools.append(button);
    return button;
  }

  private offerFullScreen(changed: () => void): void {
    const label = "Full screen (F)";
    const button = this.add("full", label, "reactor-fullscreen", "fullscreen");
    this.actions.fullscreen = watchFullScreen(this.el, button, changed, this.signal);
  }

  private async save(): Promise<void> {
    const { canvas, size } = this.surface;
    const { caption: track, session, failed } = this.options;
    if (size === null) return;
    try {
      const subject = {
        session: session(),
        track,
        step: Number(canvas.dataset.step ?? 0),
      };
      download(await takeStill(canvas, size), stillName(subject, new Date()));
    } catch (error) {
      failed(String(error));
    }
  }

  private showPopout(): void {
    this.popoutButton?.setAttribute("aria-pressed", String(this.popout.isOpen));
    this.setShown(this.isShown);
    this.options.poppedOut();
  }
}
