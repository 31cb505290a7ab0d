import { afterEach, describe, expect, test, vi } from "vitest";
import { LogPane } from "../../src/log/log";
import { LogRows, type LogTone } from "../../src/log/log-rows";

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
