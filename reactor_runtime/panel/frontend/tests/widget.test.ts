import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeWelcome } from "../dev/messages";
import { SCHEMA, STATE } from "../dev/schema";
import loader from "../src/loader";
import { render, type WidgetModel } from "../src/widget";
import { settle } from "./fakes/kernel";

type ModelCallback = (...args: never[]) => void;

/** What anywidget hands over, with a kernel that a test plays. */
class FakeModel implements WidgetModel {
  readonly sent: { type: string; view: string; header?: { type: string } }[] = [];
  readonly listeners = new Map<string, Set<ModelCallback>>();

  get(): unknown {
    return "hash-1";
  }

  send(content: unknown): void {
    this.sent.push(content as (typeof this.sent)[number]);
  }

  on(event: string, callback: ModelCallback): void {
    const known = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, known.add(callback));
  }

  off(event: string, callback: ModelCallback): void {
    this.listeners.get(event)?.delete(callback);
  }

  say(content: object): void {
    for (const heard of [...(this.listeners.get("msg:custom") ?? [])]) {
      (heard as (content: object, buffers: []) => void)(content, []);
    }
  }

  get listening(): number {
    return [...this.listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }
}

let model: FakeModel;
let area: HTMLElement;
let dispose: () => void;

/** A cell's outputs as JupyterLab draws them: the panel, the text, the picture. */
function buildCell(): HTMLElement {
  const outputs = ["", "", "", ""].map(() => {
    const output = document.createElement("div");
    output.className = "jp-OutputArea-child";
    return output;
  });
  const [panel, text, picture, other] = outputs;
  const pre = document.createElement("pre");
  pre.textContent = "Reactor: Harbour · running · brightness=1";
  text?.append(pre);
  const image = document.createElement("img");
  image.src = "data:image/jpeg;base64,/9j/2Q==";
  picture?.append(image);
  other?.append("printed by the cell");
  area = document.createElement("div");
  area.className = "jp-OutputArea";
  area.append(...outputs);
  document.body.append(area);
  const el = document.createElement("div");
  panel?.append(el);
  return el;
}

const displays = () =>
  [...area.children].map((output) => (output as HTMLElement).style.display);

beforeEach(() => {
  model = new FakeModel();
});

afterEach(() => {
  dispose();
  document.body.replaceChildren();
});

describe("the widget", () => {
  let el: HTMLElement;

  beforeEach(async () => {
    el = buildCell();
    dispose = render({ model, el });
    const view = model.sent[0]?.view;
    model.say({ type: "offer", view, links: [], refusals: [] });
    await settle();
    model.say({ type: "panel", view, header: makeWelcome(SCHEMA, STATE, "comm") });
    await new Promise((resolve) => requestAnimationFrame(resolve));
  });

  test("mounts the panel over the comm with a view of its own", () => {
    expect(model.sent.map(({ type }) => type)).toEqual(["announce", "panel", "panel"]);
    expect(model.sent[1]?.header?.type).toBe("hello");
    expect(new Set(model.sent.map(({ view }) => view)).size).toBe(1);
    expect(el.querySelector("[data-testid=reactor-panel]")).not.toBeNull();
  });

  test("hides the static outputs while it lives, and nothing else", async () => {
    await vi.waitFor(() => expect(displays()).toEqual(["", "none", "none", ""]));
    dispose();
    expect(displays()).toEqual(["", "", "", ""]);
  });

  test("hides outputs that are drawn anew", async () => {
    await vi.waitFor(() => expect(displays()[1]).toBe("none"));
    const fresh = area.children[2]?.cloneNode(true) as HTMLElement;
    fresh.style.display = "";
    area.children[2]?.replaceWith(fresh);
    await vi.waitFor(() => expect(displays()).toEqual(["", "none", "none", ""]));
  });

  test("shows the static outputs when the kernel is gone", async () => {
    await vi.waitFor(() => expect(displays()[1]).toBe("none"));
    el.classList.add("jupyter-widgets-disconnected");
    for (const changed of [...(model.listeners.get("comm_live_update") ?? [])])
      changed();
    expect(displays()).toEqual(["", "", "", ""]);
  });

  test("leaves no listener on the model and closes its view", () => {
    dispose();
    expect(model.listening).toBe(0);
    expect(model.sent.at(-1)?.type).toBe("close");
    expect(el.childElementCount).toBe(0);
  });
});

describe("the loader", () => {
  const code = `
    globalThis.rendered = (globalThis.rendered ?? 0) + 1;
    export const render = ({ el }) => {
      el.append("the panel");
      return () => el.replaceChildren();
    };`;

  test("asks again for code that does not come, and no more once it has", async () => {
    vi.useFakeTimers();
    try {
      const el = document.createElement("div");
      const fresh = new FakeModel();
      vi.spyOn(fresh, "get").mockReturnValue("hash-asked-twice");
      dispose = loader.render({ model: fresh, el });
      vi.advanceTimersByTime(600);
      const asked = [{ type: "bundle", hash: "hash-asked-twice" }];
      expect(fresh.sent).toEqual([...asked, ...asked]);
      const empty = "export const render = () => () => undefined;";
      fresh.say({ type: "bundle", hash: "hash-asked-twice", code: empty });
      vi.advanceTimersByTime(60_000);
      expect(fresh.sent).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });

  test("asks for the code once per page and mounts the panel", async () => {
    const el = document.createElement("div");
    dispose = loader.render({ model, el });
    expect(model.sent).toEqual([{ type: "bundle", hash: "hash-1" }]);
    model.say({ type: "bundle", hash: "hash-1", code });
    await vi.waitFor(() => expect(el.textContent).toBe("the panel"));
    expect(model.listening).toBe(0);

    const second = document.createElement("div");
    const disposeSecond = loader.render({ model, el: second });
    await vi.waitFor(() => expect(second.textContent).toBe("the panel"));
    expect(model.sent).toHaveLength(1);
    expect((globalThis as { rendered?: number }).rendered).toBe(1);
    disposeSecond();
    dispose();
    expect([el.textContent, second.textContent]).toEqual(["", ""]);
  });

  test.each([
    ["will not run", "throw new Error('no such feature');"],
    [
      "draws nothing",
      "export const render = () => { throw new Error('no such feature'); };",
    ],
  ])("says so where the panel belongs when its code %s", async (_, broken) => {
    vi.spyOn(model, "get").mockReturnValue(broken);
    const el = document.createElement("div");
    dispose = loader.render({ model, el });
    model.say({ type: "bundle", hash: broken, code: broken });
    const words = "could not be drawn (Error: no such feature)";
    await vi.waitFor(() => expect(el.textContent).toContain(words));
    dispose();
    expect(el.textContent).toBe("");
  });

  test("stands in nobody's way when no kernel answers", async () => {
    vi.useFakeTimers();
    vi.spyOn(model, "get").mockReturnValue("another");
    const el = document.createElement("div");
    dispose = loader.render({ model, el });
    await vi.advanceTimersByTimeAsync(400);
    expect(el.textContent).toBe("Loading panel…");
    await vi.advanceTimersByTimeAsync(8000);
    expect(el.childElementCount).toBe(0);
    dispose();
    expect(vi.getTimerCount()).toBe(0);
    expect(model.listening).toBe(0);
    vi.useRealTimers();
  });
});

describe("the committed bundle", () => {
  const built = import.meta.glob<string>("../../static/*.js", {
    eager: true,
    query: "?raw",
    import: "default",
  });

  test("has a loader small enough for every saved notebook", () => {
    expect(built["../../static/loader.js"]?.length).toBeLessThan(2000);
  });

  test("stays small enough to be committed and sent over a comm", () => {
    const code = built["../../static/panel.js"] ?? "";
    expect(new TextEncoder().encode(code).byteLength).toBeLessThan(260_000);
    expect(code).toContain("reactor-decode");
  });

  test("exports what hosts mount", async () => {
    const blob = new Blob([built["../../static/panel.js"] ?? ""], {
      type: "text/javascript",
    });
    const url = URL.createObjectURL(blob);
    const bundle = await import(/* @vite-ignore */ url);
    URL.revokeObjectURL(url);
    const names = ["mountPanel", "WebSocketChannel", "CommChannel", "LinkLadder"];
    for (const name of names) expect(bundle[name], name).toBeTypeOf("function");
    expect(bundle.default.render).toBeTypeOf("function");
  });
});
