/** The tuning sheets that are open under the rows of a column. */

import type { Tuning } from "../state/tuning";
import type { Slots } from "./slots";
import { TuneSheet } from "./tune-sheet";

export class Sheets {
  private readonly sheets = new Map<string, TuneSheet>();

  /** @param signal Aborting it closes all. */
  constructor(
    private readonly el: HTMLElement,
    private readonly slots: Slots,
    private readonly tuning: Tuning,
    private readonly signal: AbortSignal,
  ) {
    tuning.follow(() => this.mark(), signal);
  }

  /** Open the sheet of the parameter *name*, or close it. */
  toggle(name: string): void {
    const sheet = this.sheets.get(name);
    const label = this.slots.labelOf(name);
    if (sheet !== undefined) this.shut(name);
    else if (label !== undefined) {
      const close = (): void => this.shut(name);
      const made = new TuneSheet(name, label, this.tuning, close, this.signal);
      this.sheets.set(name, made);
      this.place();
      void made.enter();
    }
    this.mark();
  }

  /** Put every sheet under its row; one whose row is gone goes, too. */
  place(): void {
    for (const [name, sheet] of this.sheets) {
      const row = this.slots.rowOf(name);
      if (row === undefined) this.shut(name);
      else if (row.el.nextElementSibling !== sheet.el) row.el.after(sheet.el);
    }
  }

  /** Say at each row whether it is tuned, and whether its sheet is open. */
  mark(): void {
    const { standing } = this.tuning;
    this.el.classList.toggle("tunable", standing !== null);
    if (standing === null) for (const name of [...this.sheets.keys()]) this.shut(name);
    for (const opener of this.el.querySelectorAll<HTMLElement>("[data-tune]")) {
      const name = opener.dataset.tune ?? "";
      const isTuned = Object.hasOwn(standing?.changed ?? {}, name);
      opener.setAttribute("aria-expanded", String(this.sheets.has(name)));
      opener.classList.toggle("tuned", isTuned);
      opener.closest(".control")?.classList.toggle("tuned", isTuned);
    }
  }

  private shut(name: string): void {
    const sheet = this.sheets.get(name);
    if (sheet === undefined) return;
    this.sheets.delete(name);
    const { activeElement } = sheet.el.getRootNode() as ShadowRoot;
    const isIn = sheet.el.contains(activeElement);
    sheet.close();
    if (isIn) this.openerOf(name)?.focus();
    this.mark();
  }

  private openerOf(name: string): HTMLElement | undefined {
    const all = this.el.querySelectorAll<HTMLElement>("[data-tune]");
    return [...all].find(({ dataset }) => dataset.tune === name);
  }
}
