/** The log: messages of the model, refused commands, errors with their traceback. */

import { make, makeIcon, makeId } from "../page/dom";
import { say } from "../page/speech";
import { unixNow } from "../page/time";
import { createFlood } from "./flood";
import { LOG_ROWS, type LogLine, LogRows } from "./log-rows";
import { LogTools } from "./log-tools";

/** So many pixels above the end are still the end. */
const NEAR = 24;

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

/** Keeps what {@link LogRows} keeps. */
export class LogPane {
  readonly el: HTMLElement;
  private readonly list;
  private readonly rows: LogRows;
  private readonly flood;
  private readonly tools: LogTools;
  private readonly empty = make(
    "p",
    "empty",
    "Messages, refusals and errors appear here.",
  );
  private readonly count = make("span", "count");
  private readonly faults = make("span", "count faults");
  private readonly last = make("span", "log-last");
  private readonly toggle = make("button", "log-toggle", makeIcon("chevron"), "Log");
  /** What comes while a person holds the log. */
  private held: LogLine[] = [];

  /** @param signal Aborting it removes every listener. */
  constructor(signal: AbortSignal) {
    const { count, faults, last, toggle } = this;
    this.list = createList(() => this.rows.showMore(), signal);
    this.rows = new LogRows(this.list.el);
    faults.dataset.testid = "reactor-log-faults";
    toggle.append(count, faults, last);
    toggle.type = "button";
    toggle.setAttribute("aria-controls", this.list.el.id);
    // Laying the page out for each of a thousand lines a second would stall the picture.
    const draw = (lines: readonly LogLine[]): void => {
      for (const line of lines) this.rows.add(line);
      this.refresh();
    };
    this.flood = createFlood(draw, LOG_ROWS, signal);
    const deeds = {
      cleared: () => this.clear(),
      released: () => this.flood.add(this.held.splice(0)),
      failed: (reason: string) => this.fail(reason),
    };
    this.tools = new LogTools(this.rows, deeds, signal);
    const head = make("div", "log-head", toggle);
    this.el = make("div", "log", head, this.tools.el, this.list.el);
    this.el.dataset.testid = "reactor-log";
    const expand = (): void => this.expand(this.list.el.hidden);
    toggle.addEventListener("click", expand, { signal });
    this.expand(false);
    this.refresh();
  }

  add(...lines: readonly LogLine[]): void {
    this.take(lines);
    for (const { tone, text } of lines) if (tone === "error") say(this.el, text);
  }

  /** Replace everything from the first of *lines* on: they tell it again, in full. */
  retell(lines: readonly LogLine[]): void {
    const [first] = lines;
    if (first === undefined) return;
    this.rows.dropFrom(first.at);
    this.take(lines);
  }

  /** Unix time minus the engine's clock, in seconds: rows show the time of day. */
  setEpoch(epoch: number): void {
    this.rows.epoch = epoch;
  }

  private take(lines: readonly LogLine[]): void {
    if (this.tools.isHeld) this.held = [...this.held, ...lines].slice(-LOG_ROWS);
    else this.flood.add(lines);
  }

  private follow(): void {
    this.list.follow(() => this.rows.showNewest());
  }

  private refresh(): void {
    const { rows, list, count, faults, last, empty } = this;
    count.textContent = rows.count === 0 ? "" : String(rows.count);
    faults.textContent = rows.faults === 0 ? "" : String(rows.faults);
    faults.title = rows.faults === 1 ? "One error" : `${rows.faults} errors`;
    last.textContent = list.el.hidden ? rows.last : "";
    if (rows.count === 0) list.el.replaceChildren(empty);
    else empty.remove();
    this.follow();
  }

  private expand(isOpen: boolean): void {
    const { list, tools, toggle, last, rows } = this;
    list.el.hidden = !isOpen;
    tools.el.hidden = !isOpen;
    toggle.setAttribute("aria-expanded", String(isOpen));
    last.textContent = isOpen ? "" : rows.last;
    this.follow();
  }

  private clear(): void {
    this.held = [];
    this.flood.clear();
    this.rows.clear();
    this.refresh();
  }

  private fail(text: string): void {
    const at = unixNow() - this.rows.epoch;
    this.take([{ at, tone: "error", subject: "log", text }]);
  }
}
