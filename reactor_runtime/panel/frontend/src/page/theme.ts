/** Whether the page around the panel is dark. */

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
