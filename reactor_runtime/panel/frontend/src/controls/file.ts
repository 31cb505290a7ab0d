/** A file: chosen, dropped or pasted, with a preview and its progress. */

import { make, makeIcon } from "../page/dom";
import type { FileField } from "../wire/schema";
import { isObject, type JsonValue } from "../wire/values";
import type { FieldControl } from "./control";

export interface FileInput extends FieldControl {
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

const ASKED = "Drop a file or choose one";

class FileBox implements FileInput {
  readonly el: HTMLElement;
  private readonly input = make("input", "file-input");
  private readonly hint = make("span", "file-hint", ASKED);
  private readonly bar = make("progress", "progress");
  private readonly preview: Preview;
  private picked: File | null = null;

  constructor(
    { label, hint: suggested }: FileField,
    private readonly onPick: (file: File) => void,
    signal: AbortSignal,
  ) {
    const { input, hint, bar } = this;
    input.type = "file";
    input.setAttribute("aria-label", label);
    if (suggested?.accept !== undefined) input.accept = suggested.accept;
    bar.max = 1;
    bar.hidden = true;
    this.preview = new Preview(signal);
    const text = make("div", "file-text", hint, bar);
    this.el = make("label", "file", this.preview.el, text, input);
    const pickChosen = (): void => {
      this.pick(input.files);
      // The same file may be chosen again.
      input.value = "";
    };
    input.addEventListener("change", pickChosen, { signal });
    listenForDrops(this.el, (files) => this.pick(files), signal);
  }

  readonly show = (value: JsonValue): void => {
    const name = isObject(value) ? value.name : undefined;
    if (this.picked !== null && name === this.picked.name) return;
    this.picked = null;
    this.preview.clear();
    this.hint.textContent = describeFile(value) || ASKED;
  };

  readonly follow = (value: JsonValue, isRefused: boolean): void => {
    if (!isRefused) this.show(value);
  };

  readonly showProgress = (share: number | null): void => {
    this.bar.hidden = share === null;
    if (share !== null) this.bar.value = share;
  };

  private pick(files: FileList | null | undefined): void {
    const file = files?.[0];
    // What is dropped or pasted asks no input whether it is disabled.
    if (file === undefined || this.input.matches(":disabled")) return;
    this.picked = file;
    this.preview.show(file);
    this.hint.textContent = describeFile(file);
    this.onPick(file);
  }
}

/**
 * Build the control for a file.
 *
 * @param onPick Called with each file the person chooses.
 * @param signal Aborting it removes every listener and the preview.
 */
export function createFile(
  field: FileField,
  onPick: (file: File) => void,
  signal: AbortSignal,
): FileInput {
  return new FileBox(field, onPick, signal);
}
