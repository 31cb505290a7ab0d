/** Find controls by what they are called. */

import { type Fold, make } from "../page/dom";
import type { ColumnRow } from "./row";

export class ControlSearch {
  readonly el: HTMLElement;
  private readonly input = make("input", "box");
  private readonly none = make("p", "empty", "No control is called so.");
  /** Which folds were open before the search. */
  private wereOpen: readonly boolean[] | null = null;

  /**
   * @param rows Those that there are whenever one searches.
   * @param signal Aborting it removes every listener.
   */
  constructor(
    private readonly rows: readonly ColumnRow[],
    private readonly folds: readonly Fold[],
    signal: AbortSignal,
  ) {
    const { input, none } = this;
    input.type = "search";
    input.placeholder = "Find a control";
    input.setAttribute("aria-label", "Find a control");
    input.dataset.testid = "reactor-search-box";
    none.hidden = true;
    this.el = make("div", "search", input, none);
    this.el.hidden = true;
    const press = (event: KeyboardEvent): void => {
      if (event.key === "Escape") this.toggle();
    };
    input.addEventListener("input", () => this.find(), { signal });
    input.addEventListener("keydown", press, { signal });
  }

  /** Open the box and go there; close it, and show everything again. */
  toggle(): void {
    this.el.hidden = !this.el.hidden;
    if (!this.el.hidden) this.input.focus();
    this.input.value = "";
    this.find();
  }

  private find(): void {
    const { rows, folds, none } = this;
    const words = this.input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const isSearching = words.length > 0;
    for (const { el, place } of rows) {
      el.hidden = !words.every((word) => place.words.includes(word));
    }
    none.hidden = !isSearching || rows.some((row) => !row.el.hidden);
    if (isSearching) this.wereOpen ??= folds.map((fold) => fold.el.open);
    folds.forEach((fold, index) => {
      const members = rows.filter((row) => fold.el.contains(row.el));
      fold.el.hidden = members.every((row) => row.el.hidden);
      fold.el.open = isSearching || (this.wereOpen?.[index] ?? fold.el.open);
    });
    if (!isSearching) this.wereOpen = null;
  }
}
