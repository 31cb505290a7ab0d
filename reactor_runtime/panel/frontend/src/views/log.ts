/** The log: messages of the model, refused commands, errors with their traceback. */

import { make, makeIcon, makeIconButton, makeId } from "../dom";
import { type LogLine, LogRows } from "./log-rows";

/** So many pixels above the end are still the end. */
const NEAR = 24;

export interface LogPane {
  readonly el: HTMLElement;
  add(...lines: readonly LogLine[]): void;
  /** Replace everything from the first of *lines* on: they tell it again, in full. */
  retell(lines: readonly LogLine[]): void;
  /** Unix time minus the engine's clock, in seconds: rows show the time of day. */
  setEpoch(epoch: number): void;
}

/** A list whose end stays in view, until a person scrolls up to read. */
function createList(signal: AbortSignal) {
  const el = make("div", "log-rows");
  el.id = makeId();
  el.setAttribute("role", "log");
  el.setAttribute("aria-label", "Session log");
  el.tabIndex = 0;
  // Not asked when a row comes: what has more lines since, or was hidden, has an end
  // that went out of view without a person's doing.
  let isFollowed = true;
  const scrolled = (): void => {
    isFollowed = el.scrollHeight - el.scrollTop - el.clientHeight < NEAR;
  };
  el.addEventListener("scroll", scrolled, { signal });
  const follow = (): void => {
    if (isFollowed) el.scrollTop = el.scrollHeight;
  };
  return { el, follow };
}

/** Build the pane; it keeps what {@link LogRows} keeps. */
export function createLog(signal: AbortSignal): LogPane {
  const list = createList(signal);
  const rows = new LogRows(list.el);
  const empty = make("p", "empty", "Messages, refusals and errors appear here.");
  const count = make("span", "count");
  const faults = make("span", "count faults");
  faults.dataset.testid = "reactor-log-faults";
  const last = make("span", "log-last");
  const toggle = make("button", "log-toggle", makeIcon("chevron"), "Log", count);
  toggle.append(faults, last);
  toggle.type = "button";
  toggle.setAttribute("aria-controls", list.el.id);
  const refresh = (): void => {
    count.textContent = rows.count === 0 ? "" : String(rows.count);
    faults.textContent = rows.faults === 0 ? "" : String(rows.faults);
    faults.title = rows.faults === 1 ? "One error" : `${rows.faults} errors`;
    last.textContent = list.el.hidden ? rows.last : "";
    if (rows.count === 0) list.el.replaceChildren(empty);
    else empty.remove();
    list.follow();
  };
  const expand = (isOpen: boolean): void => {
    list.el.hidden = !isOpen;
    toggle.setAttribute("aria-expanded", String(isOpen));
    last.textContent = isOpen ? "" : rows.last;
    list.follow();
  };
  toggle.addEventListener("click", () => expand(list.el.hidden), { signal });
  const clear = (): void => {
    rows.clear();
    refresh();
  };
  const clearButton = makeIconButton("clear", "Clear the log", clear, signal);
  clearButton.classList.add("small");
  const el = make("div", "log", make("div", "log-head", toggle, clearButton), list.el);
  el.dataset.testid = "reactor-log";
  expand(false);
  refresh();

  const add = (lines: readonly LogLine[]): void => {
    for (const line of lines) rows.add(line);
    refresh();
  };
  return {
    el,
    add: (...lines) => add(lines),
    retell: (lines) => {
      const [first] = lines;
      if (first === undefined) return;
      rows.dropFrom(first.at);
      add(lines);
    },
    setEpoch: (epoch) => {
      rows.epoch = epoch;
    },
  };
}
