/** Whether a person can see the panel. */

/** A display that draws less often than this shows nothing that is looked at. */
const ASLEEP_MS = 250;

/** How often the display's own rate is looked at while the panel counts as seen. */
const LOOK_MS = 2000;

/**
 * Tell whether the page is drawn at all: a covered window or a background tab may call
 * itself visible, yet gets hardly any animation frames.
 */
class Display {
  isAwake = true;
  private frame = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private slow = 0;

  constructor(private readonly changed: () => void) {}

  /** Look now and then, until `stop`. */
  start(): void {
    this.stop();
    this.isAwake = true;
    this.slow = 0;
    this.later();
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
  }

  private later(): void {
    this.timer = setTimeout(() => this.look(), LOOK_MS);
  }

  /** Measure the time between two animation frames; the page may just be busy once. */
  private look(): void {
    this.frame = requestAnimationFrame((first) => {
      this.frame = requestAnimationFrame((second) => this.judge(second - first));
    });
    // Without any frame nothing is measured, and that says it, too.
    this.timer = setTimeout(() => this.judge(Number.POSITIVE_INFINITY), 2 * LOOK_MS);
  }

  private judge(gap: number): void {
    this.stop();
    this.slow = gap < ASLEEP_MS ? 0 : this.slow + 1;
    const isAwake = this.slow < 2;
    const isNews = isAwake !== this.isAwake;
    this.isAwake = isAwake;
    if (this.slow === 0) this.later();
    else this.look();
    if (isNews) this.changed();
  }
}

/**
 * Call *changed* when *el* is scrolled in or out of view, or its page is shown, hidden
 * or covered.
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
    const isShown = isInView && document.visibilityState === "visible";
    const isVisible = isShown && display.isAwake;
    if (isVisible === told) return;
    told = isVisible;
    changed(isVisible);
  };
  const display = new Display(tell);
  const look = (): void => {
    const isShown = isInView && document.visibilityState === "visible";
    if (isShown) display.start();
    else display.stop();
    tell();
  };
  const observer = new IntersectionObserver((entries) => {
    const isNow = entries.at(-1)?.isIntersecting ?? isInView;
    if (isNow === isInView && told !== null) return;
    isInView = isNow;
    look();
  });
  observer.observe(el);
  document.addEventListener("visibilitychange", look, { signal });
  signal.addEventListener("abort", () => {
    observer.disconnect();
    display.stop();
  });
}
