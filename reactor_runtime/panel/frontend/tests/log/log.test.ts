import { afterEach, describe, expect, test, vi } from "vitest";
import { LogPane } from "../../src/log/log";
import type { LogLine } from "../../src/log/log-rows";

function line(at: number, changes: Partial<LogLine> = {}): LogLine {
  return { at, tone: "message", subject: "tick", text: `number ${at}`, ...changes };
}

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
