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

export interface Figure {
  readonly el: HTMLElement;
  readonly surface: Surface;
  readonly tools: HTMLElement;
  /** Whether the picture is in a window of its own. */
  isOut(): boolean;
  /** Show the picture dimmed, or as it is; what is saved of it is never dimmed. */
  dim(isDimmed: boolean): void;
  /** Whether the panel is seen; a hidden picture is not drawn. */
  setShown(isShown: boolean): void;
  act(action: PictureAction): void;
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

/**
 * Build the figure of one track.
 *
 * @param signal Aborting it closes the surface and its window.
 */
export function createFigure(options: FigureOptions, signal: AbortSignal): Figure {
  const { caption, failed } = options;
  const surface = options.attach();
  const waiting = make("div", "waiting", "Waiting for the first frame");
  const tools = make("div", "picture-tools");
  tools.setAttribute("role", "toolbar");
  tools.setAttribute("aria-label", `Picture ${caption}`.trim());
  const el = make("figure", "figure", surface.canvas, waiting, tools);
  el.tabIndex = 0;
  if (caption !== "") el.append(make("figcaption", "caption", caption));

  const title = (): string => [options.session(), caption].filter(Boolean).join(" · ");
  const popout = new Popout(surface, options.attach, title(), {
    changed: () => showPopout(),
    failed,
  });
  const save = async (): Promise<void> => {
    const { canvas, size } = surface;
    if (size === null) return;
    try {
      const step = Number(canvas.dataset.step ?? 0);
      const subject = { session: options.session(), track: caption, step };
      download(await takeStill(canvas, size), stillName(subject, new Date()));
    } catch (error) {
      failed(String(error));
    }
  };
  const add = (icon: IconName, label: string, testid: string, pressed: () => void) => {
    const button = makeIconButton(icon, label, pressed, signal);
    button.dataset.testid = testid;
    tools.append(button);
    return button;
  };
  const actions: Partial<Record<PictureAction, () => void>> = {
    save: () => void save(),
  };
  add("save", "Save this picture as PNG (S)", "reactor-save", () => void save());
  let popoutButton: HTMLButtonElement | null = null;
  if (canPopOut()) {
    const toggle = (): void => void popout.toggle();
    popoutButton = add("popout", "Picture in picture (P)", "reactor-popout", toggle);
    actions.popout = toggle;
  }
  const fit = watchFit(el, surface, signal);
  if (canFillScreen()) {
    const toggle = (): void => fillScreen();
    const button = add("full", "Full screen (F)", "reactor-fullscreen", toggle);
    const fillScreen = watchFullScreen(el, button, fit, signal);
    actions.fullscreen = toggle;
  }

  let isShown = true;
  const showPopout = (): void => {
    popoutButton?.setAttribute("aria-pressed", String(popout.isOpen));
    surface.setShown(isShown || popout.needsSurface);
    options.poppedOut();
  };
  surface.onresize = fit;
  surface.onshown = () => waiting.remove();
  signal.addEventListener("abort", () => {
    popout.close();
    surface.close();
  });
  return {
    el,
    surface,
    tools,
    isOut: () => popout.isOpen,
    dim: (isDimmed) => {
      const filter = isDimmed ? DIM : "";
      surface.canvas.style.filter = filter;
      popout.dim(filter);
    },
    setShown: (shown) => {
      isShown = shown;
      surface.setShown(shown || popout.needsSurface);
    },
    act: (action) => actions[action]?.(),
  };
}
