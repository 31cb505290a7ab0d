/** A small curve of recent values. */

import type { Series } from "./metrics";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 72;
const HEIGHT = 18;

/** Room for the line's own width at the bottom, and to the next curve at the top. */
const FLOOR = 1;
const CEILING = 4;

export interface Sparkline {
  readonly el: SVGSVGElement;
  /** Draw *series* at the right end of a line of *length* points. */
  show(series: Series, length: number): void;
}

/**
 * Pieces of *series* without gaps, as points of a polyline from zero at the bottom to
 * the largest value at the top; a lone value is a dash.
 */
export function tracePieces(series: Series, length: number): string[] {
  const top = Math.max(...series.filter((value) => !Number.isNaN(value)), 1e-9);
  const step = WIDTH / Math.max(1, length - 1);
  const start = length - series.length;
  const pieces: string[][] = [[]];
  series.forEach((value, i) => {
    if (Number.isNaN(value)) {
      pieces.push([]);
      return;
    }
    const x = (start + i) * step;
    const y = HEIGHT - FLOOR - (value / top) * (HEIGHT - FLOOR - CEILING);
    pieces.at(-1)?.push(`${x.toFixed(1)},${y.toFixed(1)}`);
  });
  return pieces
    .filter((piece) => piece.length > 0)
    .map((piece) => {
      if (piece.length > 1) return piece.join(" ");
      const [x = "0", y = "0"] = (piece[0] ?? "").split(",");
      const ends = [Number(x) - step / 2, Number(x) + step / 2];
      return ends.map((end) => `${end.toFixed(1)},${y}`).join(" ");
    });
}

export function createSparkline(): Sparkline {
  const el = document.createElementNS(SVG, "svg");
  el.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  el.setAttribute("aria-hidden", "true");
  el.classList.add("spark");
  return {
    el,
    show: (series, length) => {
      const lines = tracePieces(series, length).map((points) => {
        const line = document.createElementNS(SVG, "polyline");
        line.setAttribute("points", points);
        return line;
      });
      el.replaceChildren(...lines);
    },
  };
}
