/** Saving and loading values under names. */

import { make, makeIconButton } from "../dom";
import { messageOf } from "../errors";
import type { PresetOptions, Presets } from "../presets";
import type { PresetAction, PresetEntry, PresetsHeader } from "../protocol";
import { download } from "../still";
import { copyText } from "./copying";

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
export function createPresetBar(presets: Presets, signal: AbortSignal): PresetBar {
  const input = make("input", "box");
  input.placeholder = "Name";
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
  word.setAttribute("role", "status");
  const list = make("ul", "preset-list");
  const el = make("div", "copy-bar preset-bar", form, word, list);
  el.dataset.testid = "reactor-preset-bar";
  el.hidden = true;

  /** The name that is saved over, deleted or renamed by the next press. */
  let pending: { readonly action: PresetAction; readonly name: string } | null = null;
  const isPending = (action: PresetAction, name: string): boolean =>
    pending?.action === action && pending.name === name;
  const expect = (action: PresetAction | null, name: string, words = ""): void => {
    pending = action === null ? null : { action, name };
    save.textContent = action === "rename" ? "Rename" : "Save";
    word.textContent = words;
  };

  const run = async (
    action: PresetAction,
    name: string,
    more: PresetOptions = {},
  ): Promise<PresetsHeader> => {
    const told = await presets.ask(action, name, more);
    list.replaceChildren(...told.presets.map(createEntry));
    const isAgain = told.exists ? action : null;
    expect(isAgain, told.name, describeTold(told));
    return told;
  };
  const load = async (action: "load" | "read", name: string, text = "") => {
    const told = await run(action, name, { text });
    if (told.values !== null && told.error === "") presets.load(told.values);
  };
  const remove = (name: string): void => {
    if (isPending("delete", name)) void run("delete", name);
    else expect("delete", name, `Press again to delete ${name}.`);
  };
  const rename = (name: string): void => {
    expect("rename", name, `Write another name for ${name}; Esc leaves it.`);
    input.value = name;
    input.select();
    input.focus();
  };
  const share = async (name: string): Promise<void> => {
    const { text, error } = await run("share", name);
    if (error !== "") return;
    try {
      await copyText(text, el);
      word.textContent = `The JSON of ${name} is in the clipboard.`;
    } catch (failure) {
      download(new Blob([text], { type: "application/json" }), `${name}.json`);
      word.textContent = `${name}.json was saved; the clipboard is closed: ${messageOf(failure)}`;
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
        () => void share(name),
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
    else void run("save", name, { overwrite: isPending("save", name) });
  };
  /** What was pasted may be a preset itself. */
  const paste = (event: ClipboardEvent): void => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!text.trimStart().startsWith("{")) return;
    event.preventDefault();
    void load("read", "", text);
  };
  const read = async (): Promise<void> => {
    const [file] = open.files ?? [];
    open.value = "";
    if (file !== undefined) await load("read", "", await file.text());
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.isComposing) return;
    if (pending === null) el.hidden = true;
    else expect(null, "");
  };
  form.addEventListener("submit", submit, { signal });
  input.addEventListener("paste", paste, { signal });
  open.addEventListener("change", () => void read(), { signal });
  opener.addEventListener("click", () => open.click(), { signal });
  flip.addEventListener("click", () => presets.flip(), { signal });
  el.addEventListener("keydown", press, { signal });
  return {
    el,
    toggle: () => {
      el.hidden = !el.hidden;
      if (el.hidden) return;
      expect(null, "");
      void run("list", "");
      input.focus();
    },
  };
}
