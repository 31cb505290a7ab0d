/** The rows of the log: how a line is drawn, which rows are kept, and in what order. */

import { make } from "../page/dom";
import { Curves, type Numbers } from "./curves";
import { createTrace, ownPlace } from "./trace";

/** What is remembered of either, what is printed and all else; the oldest go. */
export const LOG_ROWS = 500;

/** Characters that the rows of either have together. */
export const LOG_SIZE = 2 ** 22;

/** Characters of one row's text, title and all, and of its traceback. */
const LONGEST_LINE = 2 ** 16;

/** Messages of one name that follow each other faster share a row. */
const MERGE_SECONDS = 0.6;

/** A person reads this much of a message in a row; the rest is in its title. */
const LONGEST_TEXT = 600;

/** So many rows are laid out while the end is in view; more when a person scrolls up. */
const NEWEST_ROWS = 40;

/** So much of the last line stands beside the closed log. */
const SHORTEST = 200;

export type LogTone = "message" | "refused" | "error" | "note" | "printed";

export interface LogLine {
  /** Seconds on the engine's clock. */
  readonly at: number;
  readonly tone: LogTone;
  /** What it is about: a message's type, a command, or a word for the kind. */
  readonly subject: string;
  readonly text: string;
  readonly traceback?: string;
  /** What may be drawn as a curve if it comes again. */
  readonly numbers?: Numbers;
  /** What names a printed line that may change. */
  readonly number?: number;
  /** The number of the line whose place this one takes; without text it takes it away. */
  readonly replaces?: number;
}

interface LogRow {
  line: LogLine;
  count: number;
  readonly el: HTMLElement;
  /** The numbers of its messages, once there are several. */
  curves: Curves | null;
}

/**
 * 500 printed rows and 500 others, each of 4 MiB together; the oldest go.
 *
 * Only the newest are laid out, since a page pays for every row whenever one comes.
 */
export class LogRows {
  /** Unix time minus the engine's clock, in seconds: rows show the time of day. */
  epoch = 0;
  private readonly rows: LogRow[] = [];
  /** So many that are not filtered away stand in the list, from the end. */
  private most = NEWEST_ROWS;

  /** @param list Holds the rows; they are its only children that are written here. */
  constructor(private readonly list: HTMLElement) {}

  private isShown: (line: LogLine) => boolean = () => true;

  /** Show the rows whose line passes, now and to come; the others are kept. */
  filter(isShown: (line: LogLine) => boolean): void {
    this.isShown = isShown;
    for (const { el, line } of this.rows) el.hidden = !isShown(line);
    this.showNewest();
  }

  /** Lay the newest rows out, and no others. */
  showNewest(): void {
    this.most = NEWEST_ROWS;
    this.fill();
  }

  /** Lay older rows out, too. */
  showMore(): void {
    this.most += NEWEST_ROWS;
    this.fill();
  }

  /** What is shown, as JSON Lines; times are Unix seconds. */
  get text(): string {
    return this.rows
      .filter(({ el }) => !el.hidden)
      .map(({ line, count }) => {
        const { at, tone, subject, text, traceback } = line;
        const said = { at: at + this.epoch, kind: tone, subject, text };
        const more = { ...(traceback ? { traceback } : {}) };
        return JSON.stringify({ ...said, ...more, ...(count > 1 ? { count } : {}) });
      })
      .join("\n");
  }

  get count(): number {
    return this.rows.length;
  }

  /** How many rows tell of an error. */
  get faults(): number {
    return this.rows.filter(({ line }) => line.tone === "error").length;
  }

  /** The last line, as a person reads it without the rest. */
  get last(): string {
    const line = this.rows.at(-1)?.line;
    return line === undefined ? "" : `${line.subject} ${line.text}`.slice(0, SHORTEST);
  }

  add(whole: LogLine): void {
    const line = cut(whole);
    if (this.replace(line)) return;
    const last = this.rows.at(-1);
    if (last !== undefined && merges(last.line, line)) {
      this.trace(last, line);
      last.line = line;
      last.count += 1;
      this.draw(last);
      return;
    }
    const row: LogRow = { line, count: 1, el: make("div"), curves: null };
    this.rows.push(row);
    this.draw(row);
    this.list.append(row.el);
    const isPrinted = line.tone === "printed";
    while (this.isFull(isPrinted)) this.forgetOldest(isPrinted);
  }

  /** Take away the newest rows, those of *at* and later. */
  dropFrom(at: number): void {
    while ((this.rows.at(-1)?.line.at ?? Number.NEGATIVE_INFINITY) >= at) {
      this.rows.pop()?.el.remove();
    }
  }

  clear(): void {
    for (const { el } of this.rows) el.remove();
    this.rows.length = 0;
  }

  /** Put *line* where the one is that it replaces; returns whether that is there. */
  private replace(line: LogLine): boolean {
    const { replaces } = line;
    if (replaces === undefined) return false;
    const index = this.rows.findLastIndex((row) => row.line.number === replaces);
    const row = this.rows[index];
    if (row === undefined) return line.text === "";
    if (line.text === "") {
      this.rows.splice(index, 1);
      row.el.remove();
    } else {
      row.line = line;
      this.draw(row);
    }
    return true;
  }

  private fill(): void {
    let left = this.most;
    for (const { el } of [...this.rows].reverse()) {
      const isIn = el.parentNode === this.list;
      if (left > 0 && !isIn) this.list.prepend(el);
      if (left <= 0 && isIn) el.remove();
      // What stands in the list is always the end of the rows.
      if (left <= 0 && !isIn) break;
      if (!el.hidden) left -= 1;
    }
  }

  private isFull(isPrinted: boolean): boolean {
    const kind = this.rows.filter((row) => isOfKind(row, isPrinted));
    const size = kind.reduce((sum, { line }) => sum + sizeOf(line), 0);
    return kind.length > LOG_ROWS || (size > LOG_SIZE && kind.length > 1);
  }

  private forgetOldest(isPrinted: boolean): void {
    const oldest = this.rows.findIndex((row) => isOfKind(row, isPrinted));
    const [gone] = this.rows.splice(oldest, 1);
    gone?.el.remove();
  }

  private trace(row: LogRow, { numbers }: LogLine): void {
    if (numbers === undefined) return;
    if (row.curves === null) {
      row.curves = new Curves();
      row.curves.add(row.line.numbers ?? {});
    }
    row.curves.add(numbers);
  }

  private draw({ el, line, count, curves }: LogRow): void {
    const { at, tone, subject, text, traceback } = line;
    const time = make("time", "log-time", formatTime(at + this.epoch));
    const what = make("span", "log-subject", subject);
    const words = make("span", "log-text", text.slice(0, LONGEST_TEXT));
    if (text.length > LONGEST_TEXT) words.title = text;
    const parts: HTMLElement[] = [time, what, words];
    if (count > 1) parts.push(make("span", "log-times", `×${count}`));
    if (traceback) {
      // Folded, it says where in the author's own code it was.
      const trace = createTrace(ownPlace(traceback).split("\n")[0] || "Traceback");
      trace.show(traceback);
      parts.push(trace.el);
    }
    el.className = `log-row ${tone}`;
    el.hidden = !this.isShown(line);
    // What a person may be pressing, or be at, stays where it is.
    for (const part of [...el.children]) if (part !== curves?.el) part.remove();
    if (curves === null) el.append(...parts);
    else if (curves.el.parentNode === el) curves.el.before(...parts);
    else el.append(...parts, curves.el);
  }
}

function isOfKind({ line }: LogRow, isPrinted: boolean): boolean {
  return (line.tone === "printed") === isPrinted;
}

function merges(line: LogLine, next: LogLine): boolean {
  return (
    line.tone === "message" &&
    next.tone === "message" &&
    line.subject === next.subject &&
    next.at - line.at < MERGE_SECONDS
  );
}

/** What one row holds: no more of a line than a person would ever read. */
function cut(line: LogLine): LogLine {
  const text = line.text.slice(0, LONGEST_LINE);
  const traceback = line.traceback?.slice(0, LONGEST_LINE);
  return { ...line, text, ...(traceback === undefined ? {} : { traceback }) };
}

function sizeOf({ subject, text, traceback }: LogLine): number {
  return subject.length + text.length + (traceback?.length ?? 0);
}

const CLOCK = new Intl.DateTimeFormat([], { timeStyle: "medium", hour12: false });

function formatTime(seconds: number): string {
  return CLOCK.format(seconds * 1000);
}
