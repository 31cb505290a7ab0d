/** The numbers over the picture. */

import { make } from "../page/dom";
import { POINTS, type Report, type Series } from "./metrics";
import { formatRate, type Summary } from "./samples";
import { createSparkline } from "./sparkline";

export interface Overlay {
  readonly el: HTMLElement;
  /** @param note What else is worth knowing: codec, size, link. */
  show(report: Report, note: string): void;
}

const NOTHING = "–";

/** Three digits at most, so that the columns stay where they are. */
function digits(value: number): string {
  return value > 0 && value < 9.95 ? value.toFixed(1) : value.toFixed(0);
}

export function formatBytes(perSecond: number): string {
  if (perSecond < 999.5) return `${perSecond.toFixed(0)} B/s`;
  if (perSecond < 999_500) return `${digits(perSecond / 1e3)} kB/s`;
  return `${digits(perSecond / 1e6)} MB/s`;
}

function formatDelay(milliseconds: number): string {
  return milliseconds < 999.5
    ? `${digits(milliseconds)} ms`
    : `${digits(milliseconds / 1000)} s`;
}

/** What a row says: a value, what qualifies it, and numbers for whoever reads them. */
interface StatisticReading {
  readonly value: string;
  readonly more: string;
  readonly data: Readonly<Record<string, number>>;
}

function readDelay(summary: Summary | null): StatisticReading {
  if (summary === null) return { value: NOTHING, more: "", data: {} };
  const { median, p95 } = summary;
  return {
    value: formatDelay(median),
    more: `p95 ${formatDelay(p95)}`,
    data: { value: median, p95 },
  };
}

interface StatisticRow {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  read(report: Report): StatisticReading;
  series(report: Report): Series;
}

const ROWS: readonly StatisticRow[] = [
  {
    name: "fps",
    label: "DrawReport",
    help: "Frames that were drawn on this page, per second",
    read: ({ rate }) => ({
      value: formatRate(rate),
      more: "",
      data: rate === null ? {} : { value: rate },
    }),
    series: ({ series }) => series.rate,
  },
  {
    name: "dropped",
    label: "Dropped",
    help: "Frames that the model made and that were never drawn here",
    read: ({ dropped, droppedPerSecond }) => ({
      value: `${digits(droppedPerSecond)} /s`,
      more: `${dropped} in all`,
      data: { value: droppedPerSecond, total: dropped },
    }),
    series: ({ series }) => series.dropped,
  },
  {
    name: "bytes",
    label: "Data",
    help: "Bytes of encoded pictures, per second",
    read: ({ bytesPerSecond }) => ({
      value: formatBytes(bytesPerSecond),
      more: "",
      data: { value: bytesPerSecond },
    }),
    series: ({ series }) => series.bytes,
  },
  {
    name: "age",
    label: "Frame age",
    help: "From the model's emit to the drawing of the frame: median and 95th percentile",
    read: ({ age }) => readDelay(age),
    series: ({ series }) => series.age,
  },
  {
    name: "command",
    label: "Response",
    help: "From a command to the first drawn frame that contains it: median and 95th percentile",
    read: ({ command }) => readDelay(command),
    series: ({ series }) => series.command,
  },
];

export function createOverlay(): Overlay {
  const list = make("dl", "readings");
  const rows = ROWS.map((row) => {
    const value = make("b");
    const more = make("span", "more");
    const reading = make("dd", "", value, more);
    const spark = createSparkline();
    const term = make("dt", "", row.label);
    const line = make("div", "readings-row", term, reading, spark.el);
    line.title = row.help;
    line.dataset.testid = `reactor-stat-${row.name}`;
    list.append(line);
    return { row, line, value, more, spark };
  });
  const note = make("p", "overlay-note");
  const el = make("div", "overlay", list, note);
  el.dataset.testid = "reactor-overlay";
  el.setAttribute("role", "group");
  el.setAttribute("aria-label", "Statistics");
  return {
    el,
    show: (report, words) => {
      for (const { row, line, value, more, spark } of rows) {
        const reading = row.read(report);
        value.textContent = reading.value;
        more.textContent = reading.more;
        delete line.dataset.value;
        for (const [name, number] of Object.entries(reading.data)) {
          line.dataset[name] = String(number);
        }
        spark.show(row.series(report), POINTS);
      }
      note.textContent = words;
    },
  };
}
