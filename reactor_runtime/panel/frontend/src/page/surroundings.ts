/** What the page around a panel decides: whether it is dark, and how tall it may be. */

function readHost(): boolean | null {
  const { body, documentElement: root } = document;
  const jupyter = body.dataset.jpThemeLight;
  if (jupyter !== undefined) return jupyter === "false";
  const vscode = body.dataset.vscodeThemeKind;
  if (vscode !== undefined) return !vscode.includes("light");
  const named = root.dataset.theme ?? root.getAttribute("theme") ?? body.dataset.theme;
  if (named === "dark" || named === "light") return named === "dark";
  return null;
}

/**
 * Keep `data-theme` of *el* at `dark` or `light`, as JupyterLab, VS Code or Colab have
 * it, or the system where the page does not say. Ends when *signal* is aborted.
 */
export function followTheme(el: HTMLElement, signal: AbortSignal): void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = (): void => {
    el.dataset.theme = (readHost() ?? system.matches) ? "dark" : "light";
  };
  const observer = new MutationObserver(apply);
  const options = { attributes: true };
  observer.observe(document.body, options);
  observer.observe(document.documentElement, options);
  system.addEventListener("change", apply, { signal });
  signal.addEventListener("abort", () => observer.disconnect());
  apply();
}

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
