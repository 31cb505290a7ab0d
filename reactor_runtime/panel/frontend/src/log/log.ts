/** The log: messages of the model, refused commands, errors with their traceback. */

import { make, makeIcon, makeId } from "../page/dom";
import { say } from "../page/speech";
import { unixNow } from "../page/time";
import { createFlood } from "./flood";
import { LOG_ROWS, type LogLine, LogRows } from "./log-rows";
import { createLogTools } from "./log-tools";

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
function createList(more: () => void, signal: AbortSignal) {
  const el = make("div", "log-rows");
  el.id = makeId();
  el.setAttribute("role", "log");
  el.setAttribute("aria-label", "Session log");
  // A model may say ten things a second; what a person must hear is said elsewhere.
  el.setAttribute("aria-live", "off");
  el.tabIndex = 0;
  // Not asked when a row comes: what has more lines since, or was hidden, has an end
  // that went out of view without a person's doing.
  let isFollowed = true;
  const scrolled = (): void => {
    const below = el.scrollHeight - el.scrollTop;
    isFollowed = below - el.clientHeight < NEAR;
    if (isFollowed || el.scrollTop > NEAR) return;
    more();
    el.scrollTop = el.scrollHeight - below;
  };
  el.addEventListener("scroll", scrolled, { signal });
  /** @param newest Called if the end is in view, before it is scrolled to. */
  const follow = (newest: () => void): void => {
    if (!isFollowed) return;
    newest();
    el.scrollTop = el.scrollHeight;
  };
  return { el, follow };
}

/** Build the pane; it keeps what {@link LogRows} keeps. */
export function createLog(signal: AbortSignal): LogPane {
  const list = createList(() => rows.showMore(), signal);
  const rows = new LogRows(list.el);
  const follow = (): void => list.follow(() => rows.showNewest());
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
    follow();
  };
  const expand = (isOpen: boolean): void => {
    list.el.hidden = !isOpen;
    tools.el.hidden = !isOpen;
    toggle.setAttribute("aria-expanded", String(isOpen));
    last.textContent = isOpen ? "" : rows.last;
    follow();
  };
  const clear = (): void => {
    held = [];
    flood.clear();
    rows.clear();
    refresh();
  };
  const release = (): void => flood.add(held.splice(0));
  const fail = (text: string): void => {
    add([{ at: unixNow() - rows.epoch, tone: "error", subject: "log", text }]);
  };
  const deeds = { cleared: clear, released: release, failed: fail };
  const tools = createLogTools(rows, deeds, signal);
  const head = make("div", "log-head", toggle);
  const el = make("div", "log", head, tools.el, list.el);
  el.dataset.testid = "reactor-log";
  toggle.addEventListener("click", () => expand(list.el.hidden), { signal });
  expand(false);
  refresh();

  // What comes while a person holds the log.
  let held: LogLine[] = [];
  // Laying the page out for each of a thousand lines a second would stall the picture.
  const draw = (lines: readonly LogLine[]): void => {
    for (const line of lines) rows.add(line);
    refresh();
  };
  const flood = createFlood(draw, LOG_ROWS, signal);
  function add(lines: readonly LogLine[]): void {
    if (tools.isHeld) held = [...held, ...lines].slice(-LOG_ROWS);
    else flood.add(lines);
  }
  return {
    el,
    add: (...lines) => {
      add(lines);
      for (const { tone, text } of lines) if (tone === "error") say(el, text);
    },
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
