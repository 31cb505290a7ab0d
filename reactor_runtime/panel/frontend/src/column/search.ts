/** Find controls by what they are called. */

import { type Fold, make } from "../page/dom";
import type { ColumnRow } from "./row";

export interface Search {
  readonly el: HTMLElement;
  /** Open the box and go there; close it, and show everything again. */
  toggle(): void;
}

/** @param signal Aborting it removes every listener. */
export function createSearch(
  rows: readonly ColumnRow[],
  folds: readonly Fold[],
  signal: AbortSignal,
): Search {
  const input = make("input", "box");
  input.type = "search";
  input.placeholder = "Find a control";
  input.setAttribute("aria-label", "Find a control");
  input.dataset.testid = "reactor-search-box";
  const none = make("p", "empty", "No control is called so.");
  none.hidden = true;
  const el = make("div", "search", input, none);
  el.hidden = true;
  /** Which folds were open before the search. */
  let wereOpen: readonly boolean[] | null = null;

  const find = (): void => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const isSearching = words.length > 0;
    for (const { el, place } of rows) {
      el.hidden = !words.every((word) => place.words.includes(word));
    }
    none.hidden = !isSearching || rows.some((row) => !row.el.hidden);
    if (isSearching) wereOpen ??= folds.map((fold) => fold.el.open);
    folds.forEach((fold, index) => {
      const members = rows.filter((row) => fold.el.contains(row.el));
      fold.el.hidden = members.every((row) => row.el.hidden);
      fold.el.open = isSearching || (wereOpen?.[index] ?? fold.el.open);
    });
    if (!isSearching) wereOpen = null;
  };
  const toggle = (): void => {
    el.hidden = !el.hidden;
    if (!el.hidden) input.focus();
    input.value = "";
    find();
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === "Escape") toggle();
  };
  input.addEventListener("input", find, { signal });
  input.addEventListener("keydown", press, { signal });
  return { el, toggle };
}
