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

/** The row that *el* belongs to; itself if to none. */
function rowOf(el: HTMLElement): HTMLElement {
  return el.closest<HTMLElement>(ROW) ?? el;
}

/**
 * Makes *list* one stop: Tab leads to the row that was used last, through the parts of
 * that row, or of the form that it is in, and out.
 */
export class Roving {
  private readonly before = make("div", "edge");
  private readonly after = make("div", "edge");
  private readonly edges: readonly HTMLElement[] = [this.before, this.after];
  private last: HTMLElement | null = null;
  private isLeaving = false;

  /** @param signal Aborting it removes every listener. */
  constructor(
    private readonly list: HTMLElement,
    signal: AbortSignal,
  ) {
    list.prepend(this.before);
    list.append(this.after);
    for (const edge of this.edges) {
      edge.addEventListener("focus", (event) => this.enter(event), { signal });
    }
    // What a row was called held its value, which may be another one by and by.
    const forget = ({ target }: FocusEvent): void => {
      const row = target as HTMLElement;
      if (row.role === "group") row.ariaLabel = null;
    };
    const note = ({ target }: FocusEvent): void => {
      const el = target as HTMLElement;
      if (!this.edges.includes(el)) this.last = rowOf(el);
    };
    list.addEventListener("focusout", forget, { signal });
    list.addEventListener("keydown", (event) => this.press(event), { signal });
    list.addEventListener("focusin", note, { signal });
  }

  /** Whether there is something to lead to. */
  setEnabled(isEnabled: boolean): void {
    for (const edge of this.edges) edge.tabIndex = isEnabled ? 0 : -1;
  }

  /** The parts of each row that can be seen, in order. */
  private rows(): Map<HTMLElement, HTMLElement[]> {
    const found = new Map<HTMLElement, HTMLElement[]>();
    for (const el of this.list.querySelectorAll<HTMLElement>(FOCUSABLE)) {
      if (this.edges.includes(el) || !canFocus(el) || el.closest(".search")) continue;
      const row = rowOf(el);
      found.set(row, [...(found.get(row) ?? []), el]);
    }
    return found;
  }

  private enter(event: FocusEvent): void {
    const { last } = this;
    const all = this.rows();
    if (this.isLeaving || all.size === 0) return;
    const parts = (last && all.get(last)) || [...all.values()][0];
    (event.target === this.after ? parts?.at(-1) : parts?.[0])?.focus();
  }

  private leave(event: KeyboardEvent, from: HTMLElement): void {
    // The fields of a form are filled in one after the other.
    const form = from.closest("form");
    const rows = this.rows();
    const parts =
      form === null
        ? (rows.get(rowOf(from)) ?? [])
        : [...rows.values()].flat().filter((el) => form.contains(el));
    const isEnd = event.shiftKey ? parts[0] === from : parts.at(-1) === from;
    if (!isEnd && (form !== null || parts.includes(from))) return;
    // From an edge the browser's own step leads out.
    this.isLeaving = true;
    (event.shiftKey ? this.before : this.after).focus();
    this.isLeaving = false;
  }

  private press(event: KeyboardEvent): void {
    const from = event.composedPath()[0] as HTMLElement;
    const isOther = event.defaultPrevented || event.isComposing;
    if (isOther || this.edges.includes(from)) return;
    const all = [...this.rows()];
    const at = all.findIndex(([row]) => row === rowOf(from));
    const here = all[at];
    if (here === undefined) return;
    if (event.key === "Tab") this.leave(event, from);
    if (here[0] !== from) {
      if (event.key === "Escape") stopAt(...here);
    } else if (!here[1].includes(from)) goInto(event, here[1]);
    const to = all[rowOfKey(event, at, all.length) ?? -1];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    stopAt(...to);
  }
}
