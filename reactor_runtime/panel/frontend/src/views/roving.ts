/** The column as one stop of the Tab key: arrows lead from row to row. */

import { make } from "../dom";

/** What a person can be at. */
const FOCUSABLE = "input, select, textarea, button, summary, [tabindex]";

/** What holds the parts of one row. */
const ROW = ".control, .fold-head";

/** What uses the arrows itself: there Ctrl with an arrow leads on. */
const USES_ARROWS = "select, textarea, input:not([type=checkbox], [type=range])";

function canFocus(el: HTMLElement): boolean {
  const isOff = el.tabIndex < 0 || el.matches(":disabled");
  return !isOff && el.checkVisibility({ visibilityProperty: true });
}

/** Where a key leads among *count* rows from the one *at*; `null` if nowhere. */
function rowOfKey(event: KeyboardEvent, at: number, count: number): number | null {
  const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
  const isFar = ctrlKey || metaKey;
  const isOwn = (event.composedPath()[0] as Element).matches(USES_ARROWS);
  if (shiftKey || altKey || (isOwn && !isFar)) return null;
  if (key === "ArrowDown") return Math.min(at + 1, count - 1);
  if (key === "ArrowUp") return Math.max(at - 1, 0);
  if (key === "Home" && isFar) return 0;
  return key === "End" && isFar ? count - 1 : null;
}

export interface Roving {
  /** Whether there is something to lead to. */
  setEnabled(isEnabled: boolean): void;
}

/**
 * Let *list* be one stop: Tab leads to the row that was used last, through the parts of
 * that row, and out.
 *
 * @param signal Aborting it removes every listener.
 */
export function createRoving(list: HTMLElement, signal: AbortSignal): Roving {
  const [before, after] = [make("div", "edge"), make("div", "edge")];
  list.prepend(before);
  list.append(after);
  const edges: readonly HTMLElement[] = [before, after];
  let last: Element | null = null;
  let isLeaving = false;

  const rowOf = (el: Element): Element => el.closest(ROW) ?? el;
  /** The parts of each row that can be seen, in order. */
  const rows = (): Map<Element, HTMLElement[]> => {
    const found = new Map<Element, HTMLElement[]>();
    for (const el of list.querySelectorAll<HTMLElement>(FOCUSABLE)) {
      if (edges.includes(el) || !canFocus(el)) continue;
      const row = rowOf(el);
      found.set(row, [...(found.get(row) ?? []), el]);
    }
    return found;
  };
  const enter = (event: FocusEvent): void => {
    const all = rows();
    if (isLeaving || all.size === 0) return;
    const parts = (last && all.get(last)) || [...all.values()][0];
    (event.target === after ? parts?.at(-1) : parts?.[0])?.focus();
  };
  const leave = (event: KeyboardEvent, from: HTMLElement): void => {
    const parts = rows().get(rowOf(from)) ?? [];
    const isEnd = event.shiftKey ? parts[0] === from : parts.at(-1) === from;
    if (!isEnd && parts.includes(from)) return;
    // From an edge the browser's own step leads out.
    isLeaving = true;
    (event.shiftKey ? before : after).focus();
    isLeaving = false;
  };
  const press = (event: KeyboardEvent): void => {
    const from = event.composedPath()[0] as HTMLElement;
    if (event.defaultPrevented || event.isComposing || edges.includes(from)) return;
    if (event.key === "Tab") leave(event, from);
    const all = [...rows()];
    const at = all.findIndex(([row]) => row === rowOf(from));
    const to = at < 0 ? null : rowOfKey(event, at, all.length);
    if (to === null) return;
    event.preventDefault();
    event.stopPropagation();
    all[to]?.[1][0]?.focus();
  };
  const note = ({ target }: FocusEvent): void => {
    if (!edges.includes(target as HTMLElement)) last = rowOf(target as Element);
  };
  for (const edge of edges) edge.addEventListener("focus", enter, { signal });
  list.addEventListener("keydown", press, { signal });
  list.addEventListener("focusin", note, { signal });
  return {
    setEnabled: (isEnabled) => {
      for (const edge of edges) edge.tabIndex = isEnabled ? 0 : -1;
    },
  };
}
