/** Whether a person can see the panel. */

/**
 * Call *changed* when *el* is scrolled in or out of view, or its tab is shown or hidden.
 *
 * The first call comes soon after the start. Ends when *signal* is aborted.
 */
export function watchVisibility(
  el: HTMLElement,
  changed: (isVisible: boolean) => void,
  signal: AbortSignal,
): void {
  let isInView = false;
  let told: boolean | null = null;
  const tell = (): void => {
    const isVisible = isInView && document.visibilityState === "visible";
    if (isVisible === told) return;
    told = isVisible;
    changed(isVisible);
  };
  const observer = new IntersectionObserver((entries) => {
    isInView = entries.at(-1)?.isIntersecting ?? isInView;
    tell();
  });
  observer.observe(el);
  document.addEventListener("visibilitychange", tell, { signal });
  signal.addEventListener("abort", () => observer.disconnect());
}
