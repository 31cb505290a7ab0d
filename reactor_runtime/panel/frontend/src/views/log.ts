/** The log: messages of the model, refused commands, errors with their traceback. */

import { make, makeIcon, makeIconButton, makeId } from "../dom";

/** What the pane remembers of either, what is printed and all else; the oldest go. */
export const LOG_ROWS = 500;

/** Characters that the rows of either have together. */
export const LOG_SIZE = 2 ** 22;

/** Characters of one row's text, title and all, and of its traceback. */
const LONGEST_LINE = 2 ** 16;

/** Messages of one name that follow each other faster share a row. */
const MERGE_SECONDS = 0.25;

/** A person reads this much of a message in a row; the rest is in its title. */
const LONGEST_TEXT = 600;

export type LogTone = "message" | "refused" | "error" | "note" | "printed";

export interface LogLine {
  /** Seconds on the engine's clock. */
  readonly at: number;
  readonly tone: LogTone;
  /** What it is about: a message's type, a command, or a word for the kind. */
  readonly subject: string;
  readonly text: string;
  readonly traceback?: string;
  /** What names a printed line that may change. */
  readonly number?: number;
  /** The number of the line whose place this one takes; without text it takes it away. */
  readonly replaces?: number;
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

interface Drawn {
  line: LogLine;
  count: number;
  readonly el: HTMLElement;
}

export interface LogPane {
  readonly el: HTMLElement;
  add(...lines: readonly LogLine[]): void;
  /** Replace everything from the first of *lines* on: they tell it again, in full. */
  retell(lines: readonly LogLine[]): void;
  /** Unix time minus the engine's clock, in seconds: rows show the time of day. */
  setEpoch(epoch: number): void;
}

function formatTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return date.toLocaleTimeString([], { hour12: false });
}

/**
 * Build the pane. It keeps 500 printed rows and 500 others, each of 4 MiB together; the
 * oldest go.
 */
export function createLog(signal: AbortSignal): LogPane {
  const rows: Drawn[] = [];
  let epoch = 0;
  const list = make("div", "log-rows");
  list.setAttribute("role", "log");
  list.setAttribute("aria-label", "Session log");
  list.tabIndex = 0;
  const empty = make("p", "empty", "Messages, refusals and errors appear here.");
  list.id = makeId();
  const count = make("span", "count");
  const toggle = make("button", "log-toggle", makeIcon("chevron"), "Log", count);
  toggle.type = "button";
  toggle.setAttribute("aria-controls", list.id);
  const head = make("div", "log-head", toggle);
  const el = make("div", "log", head, list);
  el.dataset.testid = "reactor-log";
  const expand = (isOpen: boolean): void => {
    list.hidden = !isOpen;
    toggle.setAttribute("aria-expanded", String(isOpen));
  };
  expand(true);
  toggle.addEventListener("click", () => expand(list.hidden), { signal });

  const draw = (drawn: Drawn): void => {
    const { at, tone, subject, text, traceback } = drawn.line;
    const time = make("time", "log-time", formatTime(at + epoch));
    const what = make("span", "log-subject", subject);
    const words = make("span", "log-text", text.slice(0, LONGEST_TEXT));
    if (text.length > LONGEST_TEXT) words.title = text;
    const parts: HTMLElement[] = [time, what, words];
    if (drawn.count > 1) parts.push(make("span", "log-times", `×${drawn.count}`));
    drawn.el.className = `log-row ${tone}`;
    drawn.el.replaceChildren(...parts);
    if (traceback) {
      const trace = make("pre", "traceback", traceback);
      drawn.el.append(
        make("details", "trace", make("summary", "", "Traceback"), trace),
      );
    }
  };
  const refresh = (isAtEnd: boolean): void => {
    count.textContent = rows.length === 0 ? "" : String(rows.length);
    if (rows.length === 0) list.replaceChildren(empty);
    else empty.remove();
    if (isAtEnd) list.scrollTop = list.scrollHeight;
  };
  const isAtEnd = (): boolean =>
    list.scrollHeight - list.scrollTop - list.clientHeight < 24;
  const merges = ({ line }: Drawn, next: LogLine): boolean =>
    line.tone === "message" &&
    next.tone === "message" &&
    line.subject === next.subject &&
    next.at - line.at < MERGE_SECONDS;
  const isOfKind =
    (isPrinted: boolean) =>
    ({ line }: Drawn): boolean =>
      (line.tone === "printed") === isPrinted;
  const isFull = (isPrinted: boolean): boolean => {
    const kind = rows.filter(isOfKind(isPrinted));
    const size = kind.reduce((sum, { line }) => sum + sizeOf(line), 0);
    return kind.length > LOG_ROWS || (size > LOG_SIZE && kind.length > 1);
  };
  const forgetOldest = (isPrinted: boolean): void => {
    const [gone] = rows.splice(rows.findIndex(isOfKind(isPrinted)), 1);
    gone?.el.remove();
  };
  /** Put *line* where the one is that it replaces; returns whether that is there. */
  const replace = (line: LogLine): boolean => {
    const { replaces } = line;
    if (replaces === undefined) return false;
    const index = rows.findLastIndex((row) => row.line.number === replaces);
    const drawn = rows[index];
    if (drawn === undefined) return line.text === "";
    if (line.text === "") {
      rows.splice(index, 1);
      drawn.el.remove();
    } else {
      drawn.line = line;
      draw(drawn);
    }
    return true;
  };
  const append = (whole: LogLine): void => {
    const line = cut(whole);
    if (replace(line)) return;
    const last = rows.at(-1);
    if (last !== undefined && merges(last, line)) {
      last.line = line;
      last.count += 1;
      draw(last);
      return;
    }
    const drawn: Drawn = { line, count: 1, el: make("div") };
    rows.push(drawn);
    draw(drawn);
    list.append(drawn.el);
    const isPrinted = line.tone === "printed";
    while (isFull(isPrinted)) forgetOldest(isPrinted);
  };
  const clear = (): void => {
    rows.length = 0;
    refresh(false);
  };
  const clearButton = makeIconButton("clear", "Clear the log", clear, signal);
  clearButton.classList.add("small");
  head.append(clearButton);
  refresh(false);

  return {
    el,
    add: (...lines) => {
      const wasAtEnd = isAtEnd();
      for (const line of lines) append(line);
      refresh(wasAtEnd);
    },
    retell: (lines) => {
      const first = lines[0];
      if (first === undefined) return;
      while ((rows.at(-1)?.line.at ?? -1) >= first.at) rows.pop()?.el.remove();
      for (const line of lines) append(line);
      refresh(true);
    },
    setEpoch: (value) => {
      epoch = value;
    },
  };
}
