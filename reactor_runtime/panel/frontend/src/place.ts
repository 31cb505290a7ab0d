/** How tall a panel may be, where it stands. */

/** What of the window's height is left to the page around the panel, in CSS pixels. */
const AROUND = 120;

const TALLEST = 720;

/** JupyterLab's pane with one output and nothing else. */
const PANE = ".jp-LinkedOutputView";

/** The pane's own margins, which the panel leaves alone. */
const PANE_MARGIN = 24;

/** Set `--limit` on *host*: the window less 120 px and at most 720, or the pane. */
export function followPlace(host: HTMLElement, signal: AbortSignal): void {
  const measure = (): void => {
    const pane = host.closest<HTMLElement>(PANE);
    const limit = pane
      ? pane.clientHeight - PANE_MARGIN
      : Math.min(window.innerHeight - AROUND, TALLEST);
    host.style.setProperty("--limit", `${Math.max(limit, 240)}px`);
  };
  measure();
  const observer = new ResizeObserver(measure);
  observer.observe(host.closest<HTMLElement>(PANE) ?? document.documentElement);
  window.addEventListener("resize", measure, { signal });
  signal.addEventListener("abort", () => observer.disconnect());
}

/** The tallest that a picture in *el* may be, in CSS pixels. */
export function pictureLimit(el: HTMLElement): number {
  const panel = Number.parseFloat(getComputedStyle(el).getPropertyValue("--limit"));
  return (Number.isFinite(panel) ? panel : TALLEST) - CHROME;
}

/** Head and closed log. */
const CHROME = 66;
