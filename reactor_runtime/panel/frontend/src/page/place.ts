/** How tall a panel may be where it stands, and how much of that its picture may take. */

/** What of the window's height is left to the page around the panel, in CSS pixels. */
const AROUND = 120;

const TALLEST = 720;

/** JupyterLab's pane with one output and nothing else. */
const PANE = ".jp-LinkedOutputView";

/** The pane's own margins, which the panel leaves alone. */
const PANE_MARGIN = 24;

/** However much else is open, the picture and the controls get so much. */
const LEAST = 200;

/**
 * Keep `--room` on *panel*: the height for picture and controls, so that the panel is as
 * tall as the window less 120 px and at most 720, or as the pane that it is alone in.
 *
 * @param main The child that takes what the others leave.
 */
export function followPlace(
  panel: HTMLElement,
  main: HTMLElement,
  signal: AbortSignal,
): void {
  const pane = panel.getRootNode() instanceof ShadowRoot ? paneOf(panel) : null;
  const others = [...panel.children].filter((child) => child !== main) as HTMLElement[];
  const measure = (): void => {
    const limit = pane
      ? pane.clientHeight - PANE_MARGIN
      : Math.min(window.innerHeight - AROUND, TALLEST);
    const taken = others.reduce((sum, { offsetHeight }) => sum + offsetHeight, 2);
    panel.style.setProperty("--room", `${Math.max(limit - taken, LEAST)}px`);
  };
  measure();
  // Not at once: what it changes is observed, too, and would be told of in this frame.
  let frame = 0;
  const observer = new ResizeObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(measure);
  });
  for (const el of [...others, pane ?? document.documentElement]) observer.observe(el);
  window.addEventListener("resize", measure, { signal });
  signal.addEventListener("abort", () => {
    cancelAnimationFrame(frame);
    observer.disconnect();
  });
}

function paneOf(panel: HTMLElement): HTMLElement | null {
  const { host } = panel.getRootNode() as ShadowRoot;
  return host.closest<HTMLElement>(PANE);
}

/** The tallest that a picture in *el* may be, in CSS pixels. */
export function pictureLimit(el: HTMLElement): number {
  const room = Number.parseFloat(getComputedStyle(el).getPropertyValue("--room"));
  return Number.isFinite(room) ? room : TALLEST;
}
