/** A list of texts: each is a chip, and a box makes another. */

import { make, makeIconButton } from "../page/dom";
import type { ChipsField } from "../wire/schema";
import type { JsonValue } from "../wire/values";
import type { ControlListener, FieldControl } from "./control";
import type { DraftMode } from "./draft";
import { createStructured, type SimpleControl } from "./json";

class Chips implements SimpleControl {
  readonly el = make("div", "chip-list");
  private readonly input = make("input", "chip-input");
  private texts: string[] = [];

  constructor(
    { label }: ChipsField,
    private readonly picked: (value: JsonValue) => void,
    private readonly signal: AbortSignal,
  ) {
    const { input } = this;
    input.setAttribute("aria-label", `Add to ${label}`);
    const press = (event: KeyboardEvent): void => this.press(event);
    input.addEventListener("keydown", press, { signal });
    input.addEventListener("blur", () => this.take(), { signal });
    this.el.append(input);
  }

  show(value: JsonValue): boolean {
    // Where texts are added one by one, none at all is where one begins.
    const given = value ?? [];
    if (!Array.isArray(given) || !given.every((one) => typeof one === "string")) {
      return false;
    }
    this.input.placeholder = value === null ? "not set; add" : "add";
    this.texts = [...(given as string[])];
    const chips = this.texts.map((text, index) => this.createChip(text, index));
    for (const chip of this.el.querySelectorAll(".text-chip")) chip.remove();
    this.input.before(...chips);
    return true;
  }

  private createChip(text: string, index: number): HTMLElement {
    const remove = (): void => this.put(this.texts.filter((_, at) => at !== index));
    const button = makeIconButton("clear", `Remove ${text}`, remove, this.signal);
    button.classList.add("small");
    return make("span", "text-chip", text, button);
  }

  private press(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === "Enter" || event.key === ",") {
      event.preventDefault();
      this.take();
    } else if (event.key === "Escape") {
      this.input.value = "";
    } else if (event.key === "Backspace" && this.input.value === "") {
      if (this.texts.length > 0) this.put(this.texts.slice(0, -1));
    }
  }

  private take(): void {
    const text = this.input.value.trim();
    this.input.value = "";
    if (text !== "") this.put([...this.texts, text]);
  }

  private put(texts: string[]): void {
    this.show(texts);
    this.picked([...texts]);
  }
}

export function createChips(
  field: ChipsField,
  listener: ControlListener<JsonValue>,
  mode: DraftMode,
  signal: AbortSignal,
): FieldControl {
  const build = (picked: (value: JsonValue) => void): SimpleControl =>
    new Chips(field, picked, signal);
  return createStructured(field, build, listener, mode, signal);
}
