/** Where the column stands: beside the picture, or over one that fills the screen. */

import { make } from "../page/dom";

const NARROWEST = 240;
const USUAL = 300;
const WIDEST = 420;
const STEP = 20;

function makeDivider(): HTMLElement {
  const el = make("div", "divider");
  el.tabIndex = 0;
  el.setAttribute("role", "separator");
  el.setAttribute("aria-orientation", "vertical");
  el.setAttribute("aria-label", "Width of the controls");
  el.setAttribute("aria-valuemin", String(NARROWEST));
  el.setAttribute("aria-valuemax", String(WIDEST));
  el.dataset.testid = "reactor-divider";
  return el;
}

/**
 * Build the edge of *main*'s last column.
 *
 * Dragging it, or an arrow key on it, makes the column 240 to 420 px wide; a double
 * click, or Enter, hides the column and shows it again.
 */
export function createDivider(main: HTMLElement, signal: AbortSignal): HTMLElement {
  const el = makeDivider();
  let width = Number.parseFloat(main.style.getPropertyValue("--column")) || USUAL;

  const resize = (wanted: number): void => {
    width = Math.round(Math.min(WIDEST, Math.max(NARROWEST, wanted)));
    main.style.setProperty("--column", `${width}px`);
    main.classList.remove("alone");
    el.setAttribute("aria-valuenow", String(width));
  };
  const hide = (): void => {
    main.classList.toggle("alone");
  };
  const drag = (event: PointerEvent): void => {
    if (el.hasPointerCapture(event.pointerId)) {
      resize(main.getBoundingClientRect().right - event.clientX);
    }
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === "ArrowLeft") resize(width + STEP);
    else if (event.key === "ArrowRight") resize(width - STEP);
    else if (event.key === "Enter") hide();
    else return;
    event.preventDefault();
  };
  el.addEventListener("pointerdown", (event) => el.setPointerCapture(event.pointerId), {
    signal,
  });
  el.addEventListener("pointermove", drag, { signal });
  el.addEventListener("dblclick", hide, { signal });
  el.addEventListener("keydown", press, { signal });
  el.setAttribute("aria-valuenow", String(width));
  return el;
}

export interface Drawer {
  /** Open it, or close it; returns whether there is a full screen to open it on. */
  toggle(): boolean;
}

/**
 * Let *column* stand over *picture* while that fills the screen.
 *
 * It is moved there and, when the full screen ends, back to where it was, so that its
 * controls keep what is in them.
 *
 * @param signal Aborting it puts the column back, and removes every listener.
 */
export function createDrawer(
  column: HTMLElement,
  picture: HTMLElement,
  signal: AbortSignal,
): Drawer {
  const home = document.createComment("");
  const close = (): void => {
    if (!home.isConnected) return;
    home.replaceWith(column);
    column.classList.remove("drawer");
  };
  const open = (): void => {
    column.before(home);
    picture.append(column);
    column.classList.add("drawer");
  };
  const follow = (): void => {
    if (!picture.matches(":fullscreen")) close();
  };
  document.addEventListener("fullscreenchange", follow, { signal });
  signal.addEventListener("abort", close);
  return {
    toggle: () => {
      if (!picture.matches(":fullscreen")) return false;
      if (home.isConnected) close();
      else open();
      return true;
    },
  };
}
