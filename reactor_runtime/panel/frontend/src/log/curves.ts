/** The numbers of a message that comes again and again, each as a curve on demand. */

import { make } from "../page/dom";
import { createSparkline } from "../statistics/sparkline";

/** So many values of a number are drawn, and kept. */
const KEPT = 120;

/** So many numbers of one message can be drawn. */
const MOST_NUMBERS = 8;

export type Numbers = Readonly<Record<string, number>>;

export class Curves {
  readonly el: HTMLElement;
  private readonly kept = new Map<string, number[]>();
  private readonly buttons = make("span", "curve-names");
  private readonly spark = createSparkline();
  private drawn: string | null = null;
  private frame = 0;

  constructor() {
    const { el } = this.spark;
    this.el = make("span", "curves", this.buttons);
    el.removeAttribute("aria-hidden");
    el.setAttribute("role", "img");
  }

  /** The message came again, with these. */
  add(numbers: Numbers): void {
    const { kept } = this;
    for (const [name, value] of Object.entries(numbers)) {
      if (!kept.has(name) && kept.size < MOST_NUMBERS) this.offer(name);
      const values = kept.get(name);
      values?.push(value);
      if (values !== undefined && values.length > KEPT) values.shift();
    }
    this.redraw();
  }

  private offer(name: string): void {
    const button = make("button", "curve-name", name);
    button.type = "button";
    button.title = `Draw the last ${KEPT} values of ${name}`;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => this.choose(name));
    this.buttons.append(button);
    this.kept.set(name, []);
  }

  private choose(name: string): void {
    this.drawn = this.drawn === name ? null : name;
    for (const button of this.buttons.children) {
      const isDrawn = button.textContent === this.drawn;
      button.setAttribute("aria-pressed", String(isDrawn));
    }
    if (this.drawn === null) this.spark.el.remove();
    else this.el.append(this.spark.el);
    this.redraw();
  }

  private redraw(): void {
    if (this.drawn === null || this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    const { drawn, spark } = this;
    this.frame = 0;
    const values = (drawn && this.kept.get(drawn)) || [];
    const [low, high] = [Math.min(...values), Math.max(...values)];
    // A curve begins at its least value: a loss may be below zero, or far above it.
    const over = values.map((value) => value - low);
    spark.show(over, Math.max(2, values.length));
    spark.el.setAttribute("aria-label", `${drawn} from ${low} to ${high}`);
  }
}
