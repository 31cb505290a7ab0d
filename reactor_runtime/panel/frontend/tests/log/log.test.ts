import { afterEach, describe, expect, test, vi } from "vitest";
import { LogPane } from "../../src/log/log";
import {
  LOG_ROWS,
  LOG_SIZE,
  type LogLine,
  LogRows,
  type LogTone,
} from "../../src/log/log-rows";
import { entryLine, messageLine, rejectedLine } from "../../src/panel/telling";

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

describe("the log's tools", () => {
  const opened = () => {
    const log = new LogPane(new AbortController().signal);
    document.body.append(log.el);
    const press = (name: string) => {
      const found = [...log.el.querySelectorAll<HTMLButtonElement>("button")].find(
        (button) =>
          button.textContent === name || button.getAttribute("aria-label") === name,
      );
      found?.click();
    };
    log.el.querySelector<HTMLButtonElement>(".log-toggle")?.click();
    const seen = () =>
      [...log.el.querySelectorAll<HTMLElement>(".log-row")]
        .filter((row) => !row.hidden)
        .map((row) => row.querySelector(".log-text")?.textContent);
    return { log, press, seen };
  };
  const said = (tone: LogTone, text: string, at = 1) => ({
    at,
    tone,
    subject: "it",
    text,
  });
  afterEach(() => document.body.replaceChildren());

  test("leave all but one kind out, of what is there and what comes", () => {
    const { log, press, seen } = opened();
    log.add(said("message", "a"), said("error", "b"), said("printed", "c"));
    press("Errors");
    expect(seen()).toEqual(["b"]);
    log.add(said("message", "d", 9), said("error", "e", 9));
    expect(seen()).toEqual(["b", "e"]);
    press("All");
    expect(seen()).toEqual(["a", "b", "c", "d", "e"]);
  });

  test("find lines by what they say", () => {
    const { log, seen } = opened();
    log.add(said("note", "A fog"), said("note", "a dawn"));
    const box = log.el.querySelector<HTMLInputElement>("input[type=search]");
    if (box === null) throw new Error("no box");
    box.value = "FOG";
    box.dispatchEvent(new InputEvent("input"));
    expect(seen()).toEqual(["A fog"]);
  });

  test("hold it, and let it go on with all that came", () => {
    const { log, press, seen } = opened();
    log.add(said("note", "a"));
    press("Hold the log");
    log.add(said("note", "b"), said("note", "c"));
    expect(seen()).toEqual(["a"]);
    press("Let the log go on");
    expect(seen()).toEqual(["a", "b", "c"]);
  });

  test("take along what is shown, a JSON object a line", () => {
    const list = document.createElement("div");
    const rows = new LogRows(list);
    rows.epoch = 100;
    rows.add({ ...said("error", "it broke", 2), traceback: "Traceback" });
    rows.add(said("note", "fine", 3));
    rows.filter(({ tone }) => tone === "error");
    expect(rows.text.split("\n").map((line) => JSON.parse(line))).toEqual([
      {
        at: 102,
        kind: "error",
        subject: "it",
        text: "it broke",
        traceback: "Traceback",
      },
    ]);
  });

  test("say why a copy was not made", async () => {
    const { log, press, seen } = opened();
    log.add(said("note", "a"));
    const write = vi.spyOn(navigator.clipboard, "writeText");
    write.mockRejectedValue(new Error("not allowed"));
    press("Copy the log");
    await vi.waitFor(() => expect(seen()).toContain("Nothing was copied: not allowed"));
    write.mockRestore();
  });

  test("a thousand lines in a frame are laid out a few times", async () => {
    const { log } = opened();
    const list = log.el.querySelector<HTMLElement>("[role=log]") as HTMLElement;
    let asked = 0;
    Object.defineProperty(list, "scrollHeight", { get: () => ++asked });
    for (let at = 0; at < 1000; at += 1) log.add(said("note", `line ${at}`, at));
    const count = (): string | null | undefined =>
      log.el.querySelector(".count")?.textContent;
    await vi.waitFor(() => expect(count()).toBe("500"));
    expect(asked).toBeLessThan(60);
  });

  test("a flood is drawn together, and the few lines after it as they come", async () => {
    const { log, seen } = opened();
    const add = (from: number, to: number): void => {
      for (let at = from; at < to; at += 1) log.add(said("note", `line ${at}`, at));
    };
    add(0, 20);
    expect(seen()).toHaveLength(20);
    // The window in which they came ends; the next one is a flood's.
    await new Promise((resolve) => setTimeout(resolve, 250));
    add(20, 23);
    expect(seen()).toHaveLength(20);
    await vi.waitFor(() => expect(seen()).toHaveLength(23));
    await new Promise((resolve) => setTimeout(resolve, 250));
    add(23, 24);
    expect(seen()).toHaveLength(24);
  });
});

describe("the log's end", () => {
  const mounted = () => {
    const log = new LogPane(new AbortController().signal);
    const list = log.el.querySelector<HTMLElement>("[role=log]") as HTMLElement;
    list.style.cssText = "height: 90px; overflow: auto;";
    document.body.append(log.el);
    log.el.querySelector<HTMLButtonElement>(".log-toggle")?.click();
    for (let at = 1; at <= 40; at += 1) log.add(line(at));
    // What comes in one frame is laid out with the next.
    const room = async () => {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      return list.scrollHeight - list.scrollTop - list.clientHeight;
    };
    return { log, list, room };
  };
  const scrolled = (list: HTMLElement) =>
    new Promise((resolve) => list.addEventListener("scroll", resolve, { once: true }));
  afterEach(() => document.body.replaceChildren());

  test("stays in view while rows come", async () => {
    const { log, room } = mounted();
    log.add(line(41));
    expect(await room()).toBeLessThan(2);
  });

  test("is left to a person who reads further up, until that one is back", async () => {
    const { log, list, room } = mounted();
    const up = scrolled(list);
    list.scrollTop = 10;
    await up;
    log.add(line(41));
    expect(list.scrollTop).toBe(10);
    const down = scrolled(list);
    list.scrollTop = list.scrollHeight;
    await down;
    log.add(line(42));
    expect(await room()).toBeLessThan(2);
  });

  test("brings older rows when a person scrolls up to the first", async () => {
    const { log, list } = mounted();
    for (let at = 41; at <= 250; at += 1) log.add(line(at));
    await vi.waitFor(() => expect(list.textContent).toContain("number 250"));
    await vi.waitFor(() => expect(list.textContent).not.toContain("number 210"));
    const read = list.children[0] as HTMLElement;
    list.scrollTop = 0;
    await vi.waitFor(() =>
      expect(list.children[0]?.textContent).toContain("number 171"),
    );
    // What was read stays where it was.
    const away = read.getBoundingClientRect().top - list.getBoundingClientRect().top;
    expect(Math.abs(away)).toBeLessThan(5);
  });

  test("is in view again after the rows had more room", async () => {
    const { log, list, room } = mounted();
    // Its scroll event comes with the frame after that.
    for (let frame = 0; frame < 2; frame += 1) expect(await room()).toBeLessThan(2);
    list.style.height = "20px";
    expect(await room()).toBeGreaterThan(24);
    log.add(line(41));
    expect(await room()).toBeLessThan(2);
  });

  test("is in view when the log is unfolded after more came", async () => {
    const { log, room } = mounted();
    const toggle = log.el.querySelector<HTMLButtonElement>(".log-toggle");
    toggle?.click();
    for (let at = 41; at <= 60; at += 1) log.add(line(at));
    toggle?.click();
    expect(await room()).toBeLessThan(2);
  });
});

describe("lines", () => {
  test("name a message's fields", () => {
    const data = { prompt: "fog", steps: 1234567, mean: 0.123456789 };
    const header = { type: "message", name: "current_prompt", data, step: 1, at: 2 };
    expect(messageLine(header as Parameters<typeof messageLine>[0])).toEqual({
      at: 2,
      tone: "message",
      subject: "current_prompt",
      text: 'prompt: "fog", steps: 1234567, mean: 0.123457',
      numbers: { steps: 1234567, mean: 0.123456789 },
    });
  });

  test("do not say the command twice", () => {
    const rejected = {
      type: "rejected",
      id: null,
      command: "set_x",
      code: "invalid_command",
      field: "x",
      value: 3,
      constraint: "le",
      text: "set_x: x must be <= 2",
      number: 1,
    } as const;
    expect(rejectedLine(rejected, 1).text).toBe("x must be <= 2");
  });

  test("carry an error's traceback", () => {
    const entry = { number: 1, at: 2, kind: "error", text: "boom", step: 3 };
    expect(entryLine({ ...entry, data: { traceback: "Trace" } })).toMatchObject({
      tone: "error",
      subject: "error",
      text: "boom",
      traceback: "Trace",
    });
  });

  test("tell a message from the session's log like a live one", () => {
    const entry = { number: 1, at: 2, kind: "message_sent", text: "tick", step: 3 };
    const data = { type: "tick", data: { n: 4 } };
    expect(entryLine({ ...entry, data })).toMatchObject({
      tone: "message",
      subject: "tick",
      text: "n: 4",
    });
  });
});
