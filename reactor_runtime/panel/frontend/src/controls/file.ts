/** A file: chosen, dropped or pasted, with a preview and its progress. */

import { make, makeIcon } from "../page/dom";
import type { FileField } from "../wire/schema";
import { isObject, type JsonValue } from "../wire/values";
import { type FieldControl, followUnlessRefused } from "./control";

export interface FileInput extends FieldControl<JsonValue> {
  /** Draw how much has arrived, from 0 to 1; `null` when nothing is on its way. */
  showProgress(share: number | null): void;
}

function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ["kB", "MB", "GB"];
  let size = bytes;
  let unit = "B";
  for (const next of units) {
    if (size < 1000) break;
    size /= 1000;
    unit = next;
  }
  return `${size.toFixed(size < 10 ? 1 : 0)} ${unit}`;
}

/** A file's name and size, of what a person picked or what the session's state says. */
function describeFile(value: File | JsonValue): string {
  if (value instanceof File) return `${value.name} · ${formatSize(value.size)}`;
  if (!isObject(value)) return "";
  const { name, size } = value;
  const parts = [typeof name === "string" ? name : "A file"];
  if (typeof size === "number") parts.push(formatSize(size));
  return parts.join(" · ");
}

/** One picture of a file at a time; it owns the picture's object URL. */
class Preview {
  readonly el = make("div", "preview", makeIcon("file"));
  private url = "";

  constructor(signal: AbortSignal) {
    signal.addEventListener("abort", () => this.clear());
  }

  show(file: File): void {
    this.clear();
    if (!file.type.startsWith("image/")) return;
    this.url = URL.createObjectURL(file);
    const image = make("img");
    image.src = this.url;
    image.alt = "";
    this.el.replaceChildren(image);
  }

  clear(): void {
    if (this.url !== "") URL.revokeObjectURL(this.url);
    this.url = "";
    this.el.replaceChildren(makeIcon("file"));
  }
}

function listenForDrops(
  zone: HTMLElement,
  picked: (files: FileList | null | undefined) => void,
  signal: AbortSignal,
): void {
  const hover = (event: DragEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    zone.classList.toggle("over", event.type !== "dragleave");
  };
  for (const type of ["dragenter", "dragover", "dragleave"] as const) {
    zone.addEventListener(type, hover, { signal });
  }
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    zone.classList.remove("over");
    picked(event.dataTransfer?.files);
  };
  zone.addEventListener("drop", drop, { signal });
  zone.addEventListener("paste", (event) => picked(event.clipboardData?.files), {
    signal,
  });
}

/**
 * Build the control for a file.
 *
 * @param onPick Called with each file the person chooses.
 * @param signal Aborting it removes every listener and the preview.
 */
export function createFile(
  { label, hint: suggested }: FileField,
  onPick: (file: File) => void,
  signal: AbortSignal,
): FileInput {
  const input = make("input", "file-input");
  input.type = "file";
  input.setAttribute("aria-label", label);
  if (suggested?.accept !== undefined) input.accept = suggested.accept;
  const hint = make("span", "file-hint", "Drop a file or choose one");
  const bar = make("progress", "progress");
  bar.max = 1;
  bar.hidden = true;
  const preview = new Preview(signal);
  const text = make("div", "file-text", hint, bar);
  const el = make("label", "file", preview.el, text, input);

  let picked: File | null = null;
  const pick = (files: FileList | null | undefined): void => {
    const file = files?.[0];
    // What is dropped or pasted asks no input whether it is disabled.
    if (file === undefined || input.matches(":disabled")) return;
    picked = file;
    preview.show(file);
    hint.textContent = describeFile(file);
    onPick(file);
  };
  const pickChosen = (): void => {
    pick(input.files);
    // The same file may be chosen again.
    input.value = "";
  };
  input.addEventListener("change", pickChosen, { signal });
  listenForDrops(el, pick, signal);

  const show = (value: JsonValue): void => {
    const name = isObject(value) ? value.name : undefined;
    if (picked !== null && name === picked.name) return;
    picked = null;
    preview.clear();
    hint.textContent = describeFile(value) || "Drop a file or choose one";
  };
  const showProgress = (share: number | null): void => {
    bar.hidden = share === null;
    if (share !== null) bar.value = share;
  };
  return { el, show, follow: followUnlessRefused(show), showProgress };
}
