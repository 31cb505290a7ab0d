/** Saving and loading values under names. */

import { make, makeIconButton } from "../page/dom";
import { say } from "../page/speech";
import { copyText, download } from "../page/taking";
import { UNANSWERED } from "../state/asking";
import type { PresetClient, PresetOptions } from "../state/presets";
import type { PresetEntry, PresetsHeader } from "../wire/protocol";
import type { PresetAction } from "../wire/requests";
import { messageOf } from "../wire/values";

export interface PresetBar {
  readonly el: HTMLElement;
  toggle(): void;
}

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

/** @param signal Aborting it removes every listener. */
export function createPresetBar(presets: PresetClient, signal: AbortSignal): PresetBar {
  const input = make("input", "box");
  input.placeholder = "A name, or a preset to paste";
  input.maxLength = 80;
  input.setAttribute("aria-label", "Name of the preset");
  const save = make("button", "button small", "Save");
  save.type = "submit";
  const open = make("input", "offscreen");
  open.type = "file";
  open.accept = ".json,application/json";
  open.setAttribute("aria-label", "Open a preset's JSON");
  const opener = make("button", "button small", "Open JSON…");
  const flip = make("button", "button small", "A/B");
  flip.title = "Change between two sets of values (b)";
  for (const button of [opener, flip]) button.type = "button";
  const form = make("form", "preset-form", input, save, opener, open, flip);
  form.dataset.testid = "reactor-preset-form";
  const word = make("p", "preset-word");
  const list = make("ul", "preset-list");
  const el = make("div", "copy-bar preset-bar", form, word, list);
  el.dataset.testid = "reactor-preset-bar";
  el.hidden = true;

  const tell = (words: string): void => {
    word.textContent = words;
    say(el, words);
  };
  /** The name that is saved over, deleted or renamed by the next press. */
  let pending: { readonly action: PresetAction; readonly name: string } | null = null;
  /** What had the focus before the bar was opened. */
  let opened: Element | null = null;
  const isPending = (action: PresetAction, name: string): boolean =>
    pending?.action === action && pending.name === name;
  const expect = (action: PresetAction | null, name: string, words = ""): void => {
    pending = action === null ? null : { action, name };
    save.textContent = action === "rename" ? "Rename" : "Save";
    tell(words);
  };
  const report = (isGood: boolean, words: string): void => {
    tell(words);
    if (words !== "") presets.said(isGood, words);
  };

  const run = async (
    action: PresetAction,
    name: string,
    more: PresetOptions = {},
  ): Promise<PresetsHeader | null> => {
    const told = await presets.ask(action, name, more);
    if (told === null) {
      report(false, UNANSWERED);
      return null;
    }
    if (told.presets !== null) list.replaceChildren(...told.presets.map(createEntry));
    expect(told.exists ? action : null, told.name);
    report(told.error === "" && told.left_out.length === 0, describeTold(told));
    return told.error === "" ? told : null;
  };
  const load = async (action: "load" | "read", name: string, text = "") => {
    const told = await run(action, name, { text });
    if (told?.values) presets.load(told.values);
  };
  const keep = async (name: string): Promise<void> => {
    const overwrite = isPending("save", name);
    const told = await run("save", name, { overwrite });
    if (told?.values) presets.begin(told.values);
  };
  const remove = (name: string): void => {
    if (isPending("delete", name)) {
      void run("delete", name).then(() => input.focus());
    } else expect("delete", name, `Press again to delete ${name}.`);
  };
  const rename = (name: string): void => {
    expect("rename", name, `Write another name for ${name}; Esc leaves it.`);
    input.value = name;
    input.select();
    input.focus();
  };
  const share = async (name: string, isFile: boolean): Promise<void> => {
    const told = await run("share", name);
    if (told === null) return;
    const { text } = told;
    try {
      if (isFile) download(new Blob([text]), `${name}.json`);
      else await copyText(text, el);
      report(
        true,
        `The JSON of ${name} is ${isFile ? "a download" : "in the clipboard"}.`,
      );
    } catch (failure) {
      report(false, `Nothing was copied: ${messageOf(failure)}`);
    }
  };
  const createEntry = ({ name, saved, note }: PresetEntry): HTMLElement => {
    const load_ = make("button", "preset-name", name);
    load_.type = "button";
    load_.title = `Load ${name}`;
    load_.addEventListener("click", () => void load("load", name), { signal });
    const when = make(
      "span",
      "preset-when",
      [whenOf(saved), note].filter(Boolean).join(" · "),
    );
    const tools = [
      makeIconButton(
        "copy",
        `Copy the JSON of ${name}`,
        () => void share(name, false),
        signal,
      ),
      makeIconButton(
        "save",
        `Download the JSON of ${name}`,
        () => void share(name, true),
        signal,
      ),
      makeIconButton("pen", `Rename ${name}`, () => rename(name), signal),
      makeIconButton("clear", `Delete ${name}`, () => remove(name), signal),
    ];
    for (const tool of tools) tool.classList.add("small");
    return make("li", "", load_, when, ...tools);
  };

  const submit = (event: Event): void => {
    event.preventDefault();
    const name = input.value.trim();
    if (pending?.action === "rename") void run("rename", pending.name, { to: name });
    else void keep(name);
  };
  /** What was pasted may be a preset itself. */
  const paste = (event: ClipboardEvent): void => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!text.trimStart().startsWith("{")) return;
    event.preventDefault();
    void read(new Blob([text]));
  };
  const read = async (shared: Blob | undefined): Promise<void> => {
    if (shared === undefined) return;
    const { size } = shared;
    if (size <= presets.limit) await load("read", "", await shared.text());
    else report(false, `It has ${size} bytes, a preset at most ${presets.limit}.`);
  };
  const pick = (): void => {
    const [file] = open.files ?? [];
    open.value = "";
    void read(file);
  };
  const hover = (event: DragEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    if (event.type === "drop") void read(event.dataTransfer?.files[0]);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.isComposing) return;
    if (pending !== null) {
      expect(null, "");
      return;
    }
    el.hidden = true;
    if (opened instanceof HTMLElement) opened.focus();
  };
  form.addEventListener("submit", submit, { signal });
  input.addEventListener("paste", paste, { signal });
  open.addEventListener("change", pick, { signal });
  for (const type of ["dragover", "drop"] as const) {
    el.addEventListener(type, hover, { signal });
  }
  opener.addEventListener("click", () => open.click(), { signal });
  flip.addEventListener("click", () => presets.flip(), { signal });
  el.addEventListener("keydown", press, { signal });
  return {
    el,
    toggle: () => {
      el.hidden = !el.hidden;
      if (el.hidden) return;
      opened = (el.getRootNode() as ShadowRoot).activeElement;
      expect(null, "");
      void run("list", "");
      input.focus();
    },
  };
}
