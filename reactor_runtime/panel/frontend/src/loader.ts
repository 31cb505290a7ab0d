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

async function importCode(code: string): Promise<PanelModule> {
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  try {
    return await import(/* @vite-ignore */ url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

function load(hash: string, code: string): Promise<PanelModule> {
  const loading = cache.get(hash) ?? importCode(code);
  cache.set(hash, loading);
  loading.catch(() => cache.delete(hash));
  return loading;
}

/** When the panel's code is asked for again, in milliseconds. */
const ASK_AGAIN_MS = [500, 1500, 3500, 7500];

/** Ask for the code named *hash*, and hear of it, until *signal* is aborted. */
function ask(
  model: WidgetModel,
  hash: string,
  answered: (loading: Promise<PanelModule>) => void,
  signal: AbortSignal,
): void {
  const receive = (message: { type?: string; hash: string; code: string }): void => {
    if (message?.type === "bundle") answered(load(message.hash, message.code));
  };
  const send = (): void => model.send({ type: "bundle", hash });
  model.on("msg:custom", receive);
  send();
  // A cell that computes may hold up the first question: the page has a subshell,
  // which answers meanwhile, only a moment later.
  const timers = ASK_AGAIN_MS.map((at) => setTimeout(send, at));
  signal.addEventListener("abort", () => {
    timers.forEach(clearTimeout);
    model.off("msg:custom", receive);
  });
}

function render({ model, el }: { model: WidgetModel; el: HTMLElement }): () => void {
  let dispose: (() => void) | null = null;
  let isOver = false;
  const asking = new AbortController();
  const words = document.createElement("div");
  const timers = [
    setTimeout(() => words.append("Loading panel…"), 300),
    setTimeout(() => words.remove(), 8000),
  ];
  const settle = (): void => {
    timers.forEach(clearTimeout);
    words.remove();
    asking.abort();
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
  el.append(words);
  const hash = String(model.get("bundle") ?? "");
  const known = cache.get(hash);
  if (known) void mount(known);
  else ask(model, hash, (loading) => void mount(loading), asking.signal);
  return () => {
    isOver = true;
    settle();
    dispose?.();
  };
}

export default { render };
