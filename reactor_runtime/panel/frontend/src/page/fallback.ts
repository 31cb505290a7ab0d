/**
 * The static outputs beside a panel: the last picture and the values, for a notebook
 * without a kernel. A live panel hides them.
 */

/** What the text of a static output starts with. */
const MARK = "Reactor: ";

const OUTPUT = ".jp-OutputArea-child";
const AREA = ".jp-OutputArea";

function hasStaticText(output: Element): boolean {
  const text = output.querySelector("pre, .jp-RenderedText")?.textContent ?? "";
  return text.trimStart().startsWith(MARK);
}

/** A picture, or the empty place for one. */
function hasStaticPicture(output: Element | undefined): boolean {
  if (output === undefined) return false;
  if (output.querySelector('img[src^="data:image/jpeg"]') !== null) return true;
  const text = output.querySelector(".jp-RenderedText");
  return text !== null && text.textContent?.trim() === "";
}

/** The static outputs in *area* nearest to *own*; later ones before earlier ones. */
function findStatic(area: Element, own: Element): HTMLElement[] {
  const outputs = [...area.querySelectorAll<HTMLElement>(`:scope > ${OUTPUT}`)];
  const start = outputs.indexOf(own as HTMLElement);
  const after = outputs.findIndex((output, i) => i > start && hasStaticText(output));
  const before = outputs.findLastIndex(
    (output, i) => i < start && hasStaticText(output),
  );
  const text = after >= 0 ? after : before;
  if (start < 0 || text < 0) return [];
  const near = [outputs[text + 1], outputs[text - 1]];
  const picture = near.find((output) => output !== own && hasStaticPicture(output));
  return [outputs[text], picture].filter((output) => output !== undefined);
}

export interface Fallback {
  /** Hide the static outputs while a live panel shows, show them again otherwise. */
  hide(isLive: boolean): void;
}

/** Watch the outputs of the cell that *el* is in, until *signal* is aborted. */
export function watchFallback(el: HTMLElement, signal: AbortSignal): Fallback {
  const hidden = new Set<HTMLElement>();
  let isLive = false;

  const restore = (): void => {
    for (const output of hidden) output.style.removeProperty("display");
    hidden.clear();
  };
  const apply = (): void => {
    const own = el.closest(OUTPUT);
    const area = own?.closest(AREA);
    if (!isLive || !own || !area) {
      restore();
      return;
    }
    for (const output of findStatic(area, own)) {
      if (output.style.display !== "none") output.style.display = "none";
      hidden.add(output);
    }
  };
  const observer = new MutationObserver(apply);
  // Outputs come, and are drawn anew, after the panel is there.
  const start = (): void => {
    const area = el.closest(AREA);
    if (area) observer.observe(area, { childList: true, subtree: true });
    apply();
  };
  const frame = requestAnimationFrame(start);
  signal.addEventListener("abort", () => {
    cancelAnimationFrame(frame);
    observer.disconnect();
    restore();
  });
  return {
    hide: (live) => {
      isLive = live;
      apply();
    },
  };
}
