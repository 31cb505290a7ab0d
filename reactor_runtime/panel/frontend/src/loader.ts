/**
 * The widget's entry in a saved notebook: asks the kernel for the panel's code.
 *
 * A widget's source is synced state, so it stays this small. The code is imported once
 * per page for each hash of it. Without a kernel's answer nothing is drawn.
 */

import type { WidgetModel } from "./widget";

interface PanelModule {
  render(context: { model: WidgetModel; el: HTMLElement }): () => void;
}

type Cache = Map<string, Promise<PanelModule>>;

const page = globalThis as { __reactor_panel_modules?: Cache };
page.__reactor_panel_modules ??= new Map();
const cache: Cache = page.__reactor_panel_modules;

function importCode(hash: string, code: string): Promise<PanelModule> {
  const known = cache.get(hash);
  if (known) return known;
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const loading: Promise<PanelModule> = import(/* @vite-ignore */ url);
  void loading.finally(() => URL.revokeObjectURL(url)).catch(() => cache.delete(hash));
  cache.set(hash, loading);
  return loading;
}

/** Waits for the panel's code before it is asked for again, in milliseconds. */
const ASK_AGAIN_MS = [500, 1000, 2000, 4000];

function render({ model, el }: { model: WidgetModel; el: HTMLElement }): () => void {
  let dispose: (() => void) | null = null;
  let isOver = false;
  let asking: ReturnType<typeof setTimeout> | undefined;
  const words = document.createElement("div");
  const show = setTimeout(() => words.append("Loading panel…"), 300);
  const hide = setTimeout(() => words.remove(), 8000);
  const settle = (): void => {
    clearTimeout(asking);
    clearTimeout(show);
    clearTimeout(hide);
    words.remove();
    model.off("msg:custom", receive);
  };
  const mount = async (loading: Promise<PanelModule>): Promise<void> => {
    settle();
    try {
      const panel = await loading;
      if (!isOver) dispose ??= panel.render({ model, el });
    } catch (error) {
      // Here nothing else would show that there is no panel, nor why.
      words.textContent = `The panel could not be drawn (${error}). Reload the page.`;
      if (!isOver) el.append(words);
    }
  };
  const receive = (message: { type?: string; hash: string; code: string }): void => {
    if (message?.type === "bundle") void mount(importCode(message.hash, message.code));
  };
  el.append(words);
  const hash = String(model.get("bundle") ?? "");
  // A cell that computes may hold up the first question: the page has a subshell, which
  // answers meanwhile, only a moment later.
  const ask = (asked = 0): void => {
    model.send({ type: "bundle", hash });
    const wait = ASK_AGAIN_MS[asked];
    if (wait !== undefined) asking = setTimeout(ask, wait, asked + 1);
  };
  const known = cache.get(hash);
  if (known) {
    void mount(known);
  } else {
    model.on("msg:custom", receive);
    ask();
  }
  return () => {
    isOver = true;
    settle();
    dispose?.();
  };
}

export default { render };
