import { describe, expect, test, vi } from "vitest";
import { LogPane } from "../../src/log/log";
import { LOG_ROWS, LOG_SIZE, type LogLine, LogRows } from "../../src/log/log-rows";

function line(at: number, changes: Partial<LogLine> = {}): LogLine {
  return { at, tone: "message", subject: "tick", text: `number ${at}`, ...changes };
}

describe("the log", () => {
  const rows = (el: HTMLElement) => [...el.querySelectorAll<HTMLElement>(".log-row")];

  const kept = (log: LogRows): LogLine[] =>
    log.text.split("\n").map((text) => JSON.parse(text));

  test("keeps the newest rows only", () => {
    const log = new LogRows(document.createElement("div"));
    for (let at = 1; at <= LOG_ROWS + 20; at += 1) log.add(line(at));
    expect(kept(log)).toHaveLength(LOG_ROWS);
    expect(kept(log)[0]?.text).toBe("number 21");
  });

  test("lays out the newest of its rows, and those that a person asks for", () => {
    const list = document.createElement("div");
    const log = new LogRows(list);
    for (let at = 1; at <= 250; at += 1) log.add(line(at));
    log.showNewest();
    expect(rows(list)[0]?.textContent).toContain("number 211");
    log.showMore();
    expect(
      rows(list).map((row) => row.querySelector(".log-text")?.textContent),
    ).toEqual(Array.from({ length: 80 }, (_, at) => `number ${at + 171}`));
    log.filter(({ text }) => text.endsWith("7"));
    expect(rows(list).filter(({ hidden }) => !hidden)).toHaveLength(25);
    log.filter(() => true);
    expect(rows(list)).toHaveLength(40);
  });

  test("keeps less rows of long lines, and always the newest", () => {
    const log = new LogRows(document.createElement("div"));
    const long = "x".repeat(60_000);
    for (let at = 1; at <= 100; at += 1) {
      log.add(line(at, { text: `${at} ${long}`, traceback: long, tone: "error" }));
    }
    expect(kept(log)).toHaveLength(Math.floor(LOG_SIZE / 120_010));
    expect(kept(log).at(-1)?.text).toContain("100 xxx");
  });

  test("cuts what nobody would read of one line", () => {
    const log = new LogPane(new AbortController().signal);
    const huge = "x".repeat(10_000_000);
    log.add(line(1, { text: huge, traceback: huge, tone: "error" }));
    const [row] = rows(log.el);
    expect(row?.querySelector(".traceback")?.textContent).toHaveLength(65_536);
    expect(row?.querySelector<HTMLElement>(".log-text")?.title).toHaveLength(65_536);
  });

  test("lets messages that come fast share a row", () => {
    const log = new LogPane(new AbortController().signal);
    log.add(line(1));
    log.add(line(1.1));
    log.add(line(1.15, { subject: "other" }));
    expect(rows(log.el).map((row) => row.textContent)).toEqual([
      expect.stringContaining("number 1.1×2"),
      expect.stringContaining("number 1.15"),
    ]);
  });

  test("draws a number of messages that come again, while they go on", async () => {
    const log = new LogPane(new AbortController().signal);
    document.body.append(log.el);
    log.el.querySelector<HTMLButtonElement>(".log-toggle")?.click();
    const beat = (at: number, loss: number): void =>
      log.add(line(at, { subject: "beat", numbers: { step: at, loss } }));
    beat(1, -3);
    expect(log.el.querySelector(".curves")).toBe(null);
    beat(1.1, 2);
    const button = [...log.el.querySelectorAll<HTMLElement>(".curve-name")].find(
      ({ textContent }) => textContent === "loss",
    );
    button?.focus();
    button?.click();
    const points = (): string | null | undefined =>
      log.el.querySelector(".curves polyline")?.getAttribute("points");
    await vi.waitFor(() => expect(points()?.split(" ")).toHaveLength(2));
    beat(1.2, 5);
    await vi.waitFor(() => expect(points()?.split(" ")).toHaveLength(3));
    expect(log.el.querySelector(".spark")?.getAttribute("aria-label")).toBe(
      "loss from -3 to 5",
    );
    expect(document.activeElement).toBe(button);
    button?.click();
    expect(log.el.querySelector(".spark")).toBe(null);
    for (let at = 0; at < 200; at += 1) beat(1.2 + at / 1000, at);
    button?.click();
    await vi.waitFor(() => expect(points()?.split(" ")).toHaveLength(120));
    log.el.remove();
  });

  test("never merges refusals or errors", () => {
    const log = new LogPane(new AbortController().signal);
    log.add(line(1, { tone: "refused" }));
    log.add(line(1, { tone: "refused" }));
    expect(rows(log.el)).toHaveLength(2);
  });

  const printed = (at: number, changes: Partial<LogLine> = {}): LogLine =>
    line(at, { tone: "printed", subject: "stdout", number: at, ...changes });

  test("puts a printed line that changes where it was", () => {
    const log = new LogPane(new AbortController().signal);
    log.add(printed(1), printed(2, { text: "10%" }), line(3));
    log.add(printed(4, { text: "20%", replaces: 2 }));
    log.add(printed(5, { text: "30%", replaces: 4 }));
    const texts = rows(log.el).map(
      (row) => row.querySelector(".log-text")?.textContent,
    );
    expect(texts).toEqual(["number 1", "30%", "number 3"]);
  });

  test("takes a printed line away that was wiped", () => {
    const log = new LogPane(new AbortController().signal);
    log.add(printed(1), printed(2), printed(3, { text: "", replaces: 2 }));
    log.add(printed(4, { text: "", replaces: 99 }));
    expect(rows(log.el)).toHaveLength(1);
  });

  test("lets printed lines push out only each other", () => {
    const log = new LogRows(document.createElement("div"));
    log.add(line(0, { tone: "error", text: "the error" }));
    for (let at = 1; at <= LOG_ROWS + 20; at += 1) log.add(printed(at));
    expect(kept(log)).toHaveLength(LOG_ROWS + 1);
    expect(kept(log)[0]?.text).toBe("the error");
    expect(kept(log)[1]?.text).toBe("number 21");
  });

  test("names the author's own line while a traceback is folded", () => {
    const log = new LogPane(new AbortController().signal);
    const traceback = [
      "Traceback (most recent call last):",
      '  File "Cell In[3]", line 7, in inference',
      "    y = blur(x)",
      '  File "/lib/numpy/core.py", line 900, in dot',
      "ValueError: shapes",
      "",
    ].join("\n");
    log.add(line(1, { tone: "error", traceback }));
    const [summary] = log.el.querySelectorAll(".trace > summary");
    expect(summary?.textContent).toBe("Cell In[3], line 7, in inference");
  });

  test("opens an error's traceback on demand", () => {
    const log = new LogPane(new AbortController().signal);
    log.add(line(1, { tone: "error", traceback: "Traceback\n  <b>bold</b>" }));
    const trace = log.el.querySelector<HTMLDetailsElement>(".trace");
    expect(trace?.open).toBe(false);
    expect(trace?.querySelector("pre")?.textContent).toContain("<b>bold</b>");
    expect(trace?.querySelector("b")).toBeNull();
  });

  test("tells again what a new link tells, once", () => {
    const log = new LogPane(new AbortController().signal);
    for (const at of [1, 2, 3]) log.add(line(at));
    log.retell([2, 3, 4].map((at) => line(at)));
    expect(rows(log.el)).toHaveLength(4);
    log.retell([]);
    expect(rows(log.el)).toHaveLength(4);
  });

  test("can be emptied", () => {
    const log = new LogPane(new AbortController().signal);
    log.add(line(1));
    log.el.querySelector<HTMLElement>("[aria-label='Clear the log']")?.click();
    expect(rows(log.el)).toEqual([]);
  });

  test("is a line with the last entry and the number of errors, until it is opened", () => {
    const log = new LogPane(new AbortController().signal);
    log.add(line(1), { at: 2, tone: "error", subject: "inference", text: "it broke" });
    const text = (selector: string) => log.el.querySelector(selector)?.textContent;
    expect(text(".log-last")).toBe("inference it broke");
    expect(text("[data-testid=reactor-log-faults]")).toBe("1");
    log.el.querySelector<HTMLButtonElement>(".log-toggle")?.click();
    expect(text(".log-last")).toBe("");
  });

  test("can be unfolded and folded, and says which it is", () => {
    const log = new LogPane(new AbortController().signal);
    const list = log.el.querySelector<HTMLElement>("[role=log]");
    const toggle = log.el.querySelector<HTMLButtonElement>(".log-toggle");
    expect(toggle?.getAttribute("aria-expanded")).toBe("false");
    toggle?.click();
    expect(list?.hidden).toBe(false);
    expect(toggle?.getAttribute("aria-expanded")).toBe("true");
    toggle?.click();
    expect(list?.hidden).toBe(true);
  });
});
