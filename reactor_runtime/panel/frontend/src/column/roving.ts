/** The column as one stop of the Tab key: arrows lead from row to row. */

import { FOCUSABLE, make } from "../page/dom";

/** What holds the parts of one row. */
const ROW = ".control, .fold-head";

/** What uses the arrows itself: there Ctrl with an arrow leads on. */
const USES_ARROWS =
  "select, textarea, input:not([type=checkbox], [type=range], [type=file], [type=color])";

/** What uses Home and End, besides. */
const USES_ENDS = `${USES_ARROWS}, [type=range]`;

/** A row that begins with one of these is stopped at as a whole: arrows lead on. */
const ENTERED = `${USES_ARROWS}, .text-chip > button`;

/** What a number may begin with. */
const BEGINS = /^[-.0-9]$/;

function canFocus(el: HTMLElement): boolean {
  const isOff = el.tabIndex < 0 || el.matches(":disabled");
  return !isOff && el.checkVisibility({ visibilityProperty: true });
}

/** Where a key leads among *count* rows from the one *at*; `null` if nowhere. */
function rowOfKey(event: KeyboardEvent, at: number, count: number): number | null {
  const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
  const isFar = ctrlKey || metaKey;
  const keeps = key === "Home" || key === "End" ? USES_ENDS : USES_ARROWS;
  const isOwn = (event.composedPath()[0] as Element).matches(keeps);
  if (shiftKey || altKey || (isOwn && !isFar)) return null;
  if (key === "ArrowDown") return Math.min(at + 1, count - 1);
  if (key === "ArrowUp") return Math.max(at - 1, 0);
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : null;
}

type Stops = readonly HTMLElement[];

function read(el: HTMLElement): string {
  if (el instanceof HTMLSelectElement) return el.selectedOptions[0]?.text ?? "";
  return "value" in el ? String(el.value) : "";
}

/** Be at *row*: at its first part, or at the row where that would keep the arrows. */
function stopAt(row: HTMLElement, parts: Stops): void {
  const [first] = parts;
  if (first === row || !first?.matches(ENTERED)) {
    first?.focus();
    return;
  }
  const name = row.querySelector(":scope > .label")?.textContent ?? first.ariaLabel;
  const values = parts.map(read).filter(Boolean).join(", ");
  row.tabIndex = -1;
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", `${name}: ${values || "not set"}`);
  row.focus();
}

/** Go from a row into its box by Enter, by F2 or by the first digit of a number. */
function goInto(event: KeyboardEvent, [first]: Stops): void {
  const isDigit = BEGINS.test(event.key) && first?.matches("[type=number]");
  const isAsked = event.key === "Enter" || event.key === "F2";
  if (event.ctrlKey || event.metaKey || event.altKey || !(isDigit || isAsked)) return;
  if (isAsked) event.preventDefault();
  // The digit itself goes to whatever has the focus by then.
  first?.focus();
  if (first instanceof HTMLInputElement) first.select();
}

export interface Roving {
  /** Whether there is something to lead to. */
  setEnabled(isEnabled: boolean): void;
}

/**
 * Let *list* be one stop: Tab leads to the row that was used last, through the parts of
 * that row, or of the form that it is in, and out.
 *
 * @param signal Aborting it removes every listener.
 */
export function createRoving(list: HTMLElement, signal: AbortSignal): Roving {
  const [before, after] = [make("div", "edge"), make("div", "edge")];
  list.prepend(before);
  list.append(after);
  const edges: readonly HTMLElement[] = [before, after];
  let last: HTMLElement | null = null;
  let isLeaving = false;

  const rowOf = (el: HTMLElement): HTMLElement => el.closest<HTMLElement>(ROW) ?? el;
  /** The parts of each row that can be seen, in order. */
  const rows = (): Map<HTMLElement, HTMLElement[]> => {
    const found = new Map<HTMLElement, HTMLElement[]>();
    for (const el of list.querySelectorAll<HTMLElement>(FOCUSABLE)) {
      if (edges.includes(el) || !canFocus(el) || el.closest(".search")) continue;
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
    // The fields of a form are filled in one after the other.
    const form = from.closest("form");
    const parts =
      form === null
        ? (rows().get(rowOf(from)) ?? [])
        : [...rows().values()].flat().filter((el) => form.contains(el));
    const isEnd = event.shiftKey ? parts[0] === from : parts.at(-1) === from;
    if (!isEnd && (form !== null || parts.includes(from))) return;
    // From an edge the browser's own step leads out.
    isLeaving = true;
    (event.shiftKey ? before : after).focus();
    isLeaving = false;
  };
  const press = (event: KeyboardEvent): void => {
    const from = event.composedPath()[0] as HTMLElement;
    if (event.defaultPrevented || event.isComposing || edges.includes(from)) return;
    const all = [...rows()];
    const at = all.findIndex(([row]) => row === rowOf(from));
    const here = all[at];
    if (here === undefined) return;
    if (event.key === "Tab") leave(event, from);
    if (here[0] !== from) {
      if (event.key === "Escape") stopAt(...here);
    } else if (!here[1].includes(from)) goInto(event, here[1]);
    const to = all[rowOfKey(event, at, all.length) ?? -1];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    stopAt(...to);
  };
  const note = ({ target }: FocusEvent): void => {
    if (!edges.includes(target as HTMLElement)) last = rowOf(target as HTMLElement);
  };
  // What a row was called held its value, which may be another one by and by.
  const forget = ({ target }: FocusEvent): void => {
    const row = target as HTMLElement;
    if (row.role === "group") row.ariaLabel = null;
  };
  for (const edge of edges) edge.addEventListener("focus", enter, { signal });
  list.addEventListener("focusout", forget, { signal });
  list.addEventListener("keydown", press, { signal });
  list.addEventListener("focusin", note, { signal });
  return {
    setEnabled: (isEnabled) => {
      for (const edge of edges) edge.tabIndex = isEnabled ? 0 : -1;
    },
  };
}
