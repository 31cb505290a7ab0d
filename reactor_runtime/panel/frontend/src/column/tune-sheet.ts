/** Under a row: the limits of its parameter, each with a control. */

import { make, makeIconButton, takePlace } from "../page/dom";
import { say } from "../page/speech";
import { UNANSWERED } from "../state/asking";
import type { Commands, Outcome } from "../state/commands";
import { EditHistory } from "../state/history";
import type { TuningClient } from "../state/tuning";
import type { Setting } from "../wire/protocol";
import { isSameJson, type JsonObject } from "../wire/values";
import type { ColumnRow, ValueRowParts } from "./row";
import type { Slots } from "./slots";
import { createValueRow } from "./value-row";

interface SettingRow {
  readonly schema: JsonObject;
  readonly row: ColumnRow;
  readonly closing: AbortController;
}

/** What *setting* says, but for its value. */
function schemaOf({ value: _, ...schema }: Setting): JsonObject {
  return schema as unknown as JsonObject;
}

export class TuneSheet {
  readonly el: HTMLElement;
  private readonly closing = new AbortController();
  private readonly rows = new Map<string, SettingRow>();
  private readonly body = make("div", "tune-rows");
  private readonly word = make("p", "reason");
  /** As the runtime told them last. */
  private settings: readonly Setting[] = [];

  /**
   * @param name The parameter.
   * @param label What a person calls it.
   * @param close Takes the sheet away.
   * @param signal Aborting it removes every listener.
   */
  constructor(
    private readonly name: string,
    label: string,
    private readonly tuning: TuningClient,
    close: () => void,
    signal: AbortSignal,
  ) {
    const own = this.closing.signal;
    signal.addEventListener("abort", () => this.close(), { signal: own });
    const title = make("span", "tune-title", `Tune ${label}`);
    const undo = makeIconButton("undo", "Undo", () => void this.step("undo"), own);
    const redo = makeIconButton("redo", "Redo", () => void this.step("redo"), own);
    const shut = makeIconButton("clear", `Close Tune ${label}`, close, own);
    for (const button of [undo, redo, shut]) button.classList.add("small");
    const source = make("button", "button small", "Write to source…");
    source.type = "button";
    source.addEventListener("click", () => tuning.source(name), { signal: own });
    const head = make("div", "tune-head", title, undo, redo, shut);
    this.word.hidden = true;
    const foot = make("div", "tune-foot", this.word, source);
    this.el = make("div", "tune-sheet", head, this.body, foot);
    this.el.dataset.testid = `reactor-tune-${name}`;
    this.el.setAttribute("role", "group");
    this.el.setAttribute("aria-label", `Tune ${label}`);
    const press = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      close();
    };
    head.addEventListener("keydown", press, { signal: own });
    const stand = (): void => {
      const { standing } = tuning;
      undo.disabled = standing?.undo !== true;
      redo.disabled = standing?.redo !== true;
      source.disabled = standing?.changed[name] === undefined;
      void this.refresh();
    };
    tuning.follow(stand, own);
  }

  close(): void {
    this.closing.abort();
    this.el.remove();
  }

  /** Go to the first control, once it is there. */
  async enter(): Promise<void> {
    await this.refresh();
    this.body.querySelector<HTMLElement>("input, select, textarea")?.focus();
  }

  private async step(action: "undo" | "redo"): Promise<void> {
    const told = await this.tuning.ask(action, "");
    this.explain(told === null ? UNANSWERED : told.error);
  }

  private async refresh(): Promise<void> {
    if (this.tuning.standing === null) return;
    const told = await this.tuning.ask("open", this.name);
    if (told === null || this.closing.signal.aborted) return;
    this.explain(told.error);
    if (told.settings !== null) this.draw(told.settings);
  }

  private explain(words: string): void {
    this.word.textContent = words;
    this.word.hidden = words === "";
    say(this.el, words);
  }

  private draw(settings: readonly Setting[]): void {
    this.settings = settings;
    if (settings.length === 0) this.explain("There is nothing to tune here.");
    for (const setting of settings) {
      const { name, value } = setting;
      const schema = schemaOf(setting);
      const old = this.rows.get(name);
      if (old === undefined || this.isOld(old, schema)) {
        old?.closing.abort();
        const drawn = this.build(setting, schema);
        this.rows.set(name, drawn);
        if (old === undefined) this.body.append(drawn.row.el);
        else takePlace(drawn.row.el, old.row.el);
      }
      this.rows.get(name)?.row.follow?.({ [name]: value });
    }
  }

  /** Whether *row* is to be drawn anew, and nobody is at it. */
  private isOld({ schema, row }: SettingRow, next: JsonObject): boolean {
    const isKept = row.isHeld?.() === true || row.hasDraft?.() === true;
    return !isSameJson(schema, next) && !isKept;
  }

  private build(setting: Setting, schema: JsonObject): SettingRow {
    const closing = new AbortController();
    const { signal } = closing;
    const own = this.closing.signal;
    own.addEventListener("abort", () => closing.abort(), { signal });
    if (setting.kind === "file") throw new Error("a setting is no file");
    const field = { ...setting, state: true };
    const row = createValueRow(field, setting.name, this.parts, signal);
    return { schema, row, closing };
  }

  private readonly parts: ValueRowParts = {
    commands: { send: (_, data) => this.set(data) } as Pick<Commands, "send">,
    pace: null,
    // The runtime keeps what is tuned, and takes it back.
    history: new EditHistory(),
    locks: new Set(),
    changed: () => {},
    idle: () => this.settle(),
  };

  /** Do what had to wait for a person. */
  private settle(): void {
    const waits = this.settings.some((setting) => {
      const row = this.rows.get(setting.name);
      return row !== undefined && this.isOld(row, schemaOf(setting));
    });
    if (waits && !this.closing.signal.aborted) this.draw(this.settings);
  }

  private async set(settings: JsonObject): Promise<Outcome> {
    const told = await this.tuning.ask("set", this.name, { settings });
    if (told === null) return { kind: "unknown" };
    if (told.error !== "") {
      const { error: text } = told;
      return { kind: "refused", code: "tuning", text, field: null, reason: null };
    }
    if (told.settings !== null && !this.closing.signal.aborted) {
      this.draw(told.settings);
    }
    return { kind: "done", message: null };
  }
}

export class Sheets {
  private readonly sheets = new Map<string, TuneSheet>();

  /** @param signal Aborting it closes all. */
  constructor(
    private readonly el: HTMLElement,
    private readonly slots: Slots,
    private readonly tuning: TuningClient,
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
