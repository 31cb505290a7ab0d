/** Saving and loading values under names. */

import { make, makeIconButton } from "../page/dom";
import { say } from "../page/speech";
import { copyText, download } from "../page/taking";
import { UNANSWERED } from "../state/asking";
import type { PresetClient, PresetOptions } from "../state/presets";
import type { PresetEntry, PresetsHeader } from "../wire/protocol";
import type { PresetAction } from "../wire/requests";
import { messageOf } from "../wire/values";

function whenOf(saved: string): string {
  const date = new Date(saved);
  return Number.isNaN(date.valueOf()) ? "" : date.toLocaleString();
}

/** What became of it, in words. */
function describeTold({
  action,
  name,
  error,
  text,
  left_out,
  exists,
}: PresetsHeader): string {
  if (error !== "") return error;
  if (exists) return `There is a preset ${name}. Press Save again to replace it.`;
  const done: Partial<Record<PresetAction, string>> = {
    save: `${name} is kept.`,
    load: `${name} is loaded; b changes between it and what was before.`,
    read: "The values are loaded; b changes between them and what was before.",
    rename: `It is called ${name} now.`,
    delete: `${name} is deleted.`,
  };
  const isLoaded = action === "load" || action === "read";
  const left = left_out.map(({ name: field, reason }) => `${field} ${reason}`);
  const verb = action === "save" ? "Not kept" : "Left as it is";
  return [
    done[action] ?? "",
    isLoaded ? text : "",
    left.length > 0 ? `${verb}: ${left.join("; ")}.` : "",
  ]
    .filter(Boolean)
    .join(" ");
}

function makeButton(words: string, type: "button" | "submit"): HTMLButtonElement {
  const button = make("button", "button small", words);
  button.type = type;
  return button;
}

export class PresetBar {
  readonly el: HTMLElement;
  private readonly input = make("input", "box");
  private readonly save = makeButton("Save", "submit");
  private readonly open = make("input", "offscreen");
  private readonly word = make("p", "preset-word");
  private readonly list = make("ul", "preset-list");
  /** The name that is saved over, deleted or renamed by the next press. */
  private pending: { readonly action: PresetAction; readonly name: string } | null =
    null;
  /** What had the focus before the bar was opened. */
  private opened: Element | null = null;

  /** @param signal Aborting it removes every listener. */
  constructor(
    private readonly presets: PresetClient,
    private readonly signal: AbortSignal,
  ) {
    const { input, open, word, list } = this;
    input.placeholder = "A name, or a preset to paste";
    input.maxLength = 80;
    input.setAttribute("aria-label", "Name of the preset");
    open.type = "file";
    open.accept = ".json,application/json";
    open.setAttribute("aria-label", "Open a preset's JSON");
    const opener = makeButton("Open JSON…", "button");
    const flip = makeButton("A/B", "button");
    flip.title = "Change between two sets of values (b)";
    const form = make("form", "preset-form", input, this.save, opener, open, flip);
    form.dataset.testid = "reactor-preset-form";
    this.el = make("div", "copy-bar preset-bar", form, word, list);
    this.el.dataset.testid = "reactor-preset-bar";
    this.el.hidden = true;
    form.addEventListener("submit", (event) => this.submit(event), { signal });
    input.addEventListener("paste", (event) => this.paste(event), { signal });
    open.addEventListener("change", () => this.pick(), { signal });
    for (const type of ["dragover", "drop"] as const) {
      this.el.addEventListener(type, (event) => this.hover(event), { signal });
    }
    opener.addEventListener("click", () => open.click(), { signal });
    flip.addEventListener("click", () => presets.flip(), { signal });
    this.el.addEventListener("keydown", (event) => this.press(event), { signal });
  }

  toggle(): void {
    const { el } = this;
    el.hidden = !el.hidden;
    if (el.hidden) return;
    this.opened = (el.getRootNode() as ShadowRoot).activeElement;
    this.expect(null, "");
    void this.run("list", "");
    this.input.focus();
  }

  private tell(words: string): void {
    this.word.textContent = words;
    say(this.el, words);
  }

  private report(isGood: boolean, words: string): void {
    this.tell(words);
    if (words !== "") this.presets.said(isGood, words);
  }

  private isPending(action: PresetAction, name: string): boolean {
    return this.pending?.action === action && this.pending.name === name;
  }

  private expect(action: PresetAction | null, name: string, words = ""): void {
    this.pending = action === null ? null : { action, name };
    this.save.textContent = action === "rename" ? "Rename" : "Save";
    this.tell(words);
  }

  private async run(
    action: PresetAction,
    name: string,
    more: PresetOptions = {},
  ): Promise<PresetsHeader | null> {
    const told = await this.presets.ask(action, name, more);
    if (told === null) {
      this.report(false, UNANSWERED);
      return null;
    }
    if (told.presets !== null) {
      const entries = told.presets.map((entry) => this.createEntry(entry));
      this.list.replaceChildren(...entries);
    }
    this.expect(told.exists ? action : null, told.name);
    this.report(told.error === "" && told.left_out.length === 0, describeTold(told));
    return told.error === "" ? told : null;
  }

  private async load(action: "load" | "read", name: string, text = ""): Promise<void> {
    const told = await this.run(action, name, { text });
    if (told?.values) this.presets.load(told.values);
  }

  private async keep(name: string): Promise<void> {
    const overwrite = this.isPending("save", name);
    const told = await this.run("save", name, { overwrite });
    if (told?.values) this.presets.begin(told.values);
  }

  private remove(name: string): void {
    if (this.isPending("delete", name)) {
      void this.run("delete", name).then(() => this.input.focus());
    } else this.expect("delete", name, `Press again to delete ${name}.`);
  }

  private rename(name: string): void {
    this.expect("rename", name, `Write another name for ${name}; Esc leaves it.`);
    this.input.value = name;
    this.input.select();
    this.input.focus();
  }

  private async share(name: string, isFile: boolean): Promise<void> {
    const told = await this.run("share", name);
    if (told === null) return;
    const { text } = told;
    try {
      if (isFile) download(new Blob([text]), `${name}.json`);
      else await copyText(text, this.el);
      const where = isFile ? "a download" : "in the clipboard";
      this.report(true, `The JSON of ${name} is ${where}.`);
    } catch (failure) {
      this.report(false, `Nothing was copied: ${messageOf(failure)}`);
    }
  }

  private createEntry({ name, saved, note }: PresetEntry): HTMLElement {
    const { signal } = this;
    const loader = make("button", "preset-name", name);
    loader.type = "button";
    loader.title = `Load ${name}`;
    loader.addEventListener("click", () => void this.load("load", name), { signal });
    const words = [whenOf(saved), note].filter(Boolean).join(" · ");
    const when = make("span", "preset-when", words);
    const copy = (): void => void this.share(name, false);
    const save = (): void => void this.share(name, true);
    const rename = (): void => this.rename(name);
    const remove = (): void => this.remove(name);
    const tools = [
      makeIconButton("copy", `Copy the JSON of ${name}`, copy, signal),
      makeIconButton("save", `Download the JSON of ${name}`, save, signal),
      makeIconButton("pen", `Rename ${name}`, rename, signal),
      makeIconButton("clear", `Delete ${name}`, remove, signal),
    ];
    for (const tool of tools) tool.classList.add("small");
    return make("li", "", loader, when, ...tools);
  }

  private submit(event: Event): void {
    event.preventDefault();
    const { pending } = this;
    const name = this.input.value.trim();
    if (pending?.action === "rename") {
      void this.run("rename", pending.name, { to: name });
    } else void this.keep(name);
  }

  /** What was pasted may be a preset itself. */
  private paste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!text.trimStart().startsWith("{")) return;
    event.preventDefault();
    void this.read(new Blob([text]));
  }

  private async read(shared: Blob | undefined): Promise<void> {
    if (shared === undefined) return;
    const { size } = shared;
    const { limit } = this.presets;
    if (size <= limit) await this.load("read", "", await shared.text());
    else this.report(false, `It has ${size} bytes, a preset at most ${limit}.`);
  }

  private pick(): void {
    const [file] = this.open.files ?? [];
    this.open.value = "";
    void this.read(file);
  }

  private hover(event: DragEvent): void {
    event.preventDefault();
    event.stopPropagation();
    if (event.type === "drop") void this.read(event.dataTransfer?.files[0]);
  }

  private press(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.isComposing) return;
    if (this.pending !== null) {
      this.expect(null, "");
      return;
    }
    this.el.hidden = true;
    if (this.opened instanceof HTMLElement) this.opened.focus();
  }
}
