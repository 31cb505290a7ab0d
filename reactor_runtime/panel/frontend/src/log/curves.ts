/** The numbers of a message that comes again and again, each as a curve on demand. */

import { make } from "../page/dom";
import { createSparkline } from "../statistics/sparkline";

/** So many values of a number are drawn, and kept. */
const KEPT = 120;

/** So many numbers of one message can be drawn. */
const MOST_NUMBERS = 8;

export type Numbers = Readonly<Record<string, number>>;

export interface Curves {
  readonly el: HTMLElement;
  /** The message came again, with these. */
  add(numbers: Numbers): void;
}

export function createCurves(): Curves {
  const kept = new Map<string, number[]>();
  const buttons = make("span", "curve-names");
  const spark = createSparkline();
  const el = make("span", "curves", buttons);
  let drawn: string | null = null;
  let frame = 0;
  const draw = (): void => {
    frame = 0;
    const values = (drawn && kept.get(drawn)) || [];
    const [low, high] = [Math.min(...values), Math.max(...values)];
    // A curve begins at its least value: a loss may be below zero, or far above it.
    const over = values.map((value) => value - low);
    spark.show(over, Math.max(2, values.length));
    spark.el.setAttribute("aria-label", `${drawn} from ${low} to ${high}`);
  };
  const redraw = (): void => {
    if (drawn !== null && frame === 0) frame = requestAnimationFrame(draw);
  };
  const choose = (name: string): void => {
    drawn = drawn === name ? null : name;
    for (const button of buttons.children) {
      const isDrawn = button.textContent === drawn;
      button.setAttribute("aria-pressed", String(isDrawn));
    }
    if (drawn === null) spark.el.remove();
    else el.append(spark.el);
    redraw();
  };
  const offer = (name: string): void => {
    const button = make("button", "curve-name", name);
    button.type = "button";
    button.title = `Draw the last ${KEPT} values of ${name}`;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => choose(name));
    buttons.append(button);
    kept.set(name, []);
  };
  spark.el.removeAttribute("aria-hidden");
  spark.el.setAttribute("role", "img");
  return {
    el,
    add: (numbers) => {
      for (const [name, value] of Object.entries(numbers)) {
        if (!kept.has(name) && kept.size < MOST_NUMBERS) offer(name);
        const values = kept.get(name);
        values?.push(value);
        if (values !== undefined && values.length > KEPT) values.shift();
      }
      redraw();
    },
  };
}
