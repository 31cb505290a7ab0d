// src/loader.ts
var page = globalThis;
page.__reactor_panel_modules ??= /* @__PURE__ */ new Map();
var cache = page.__reactor_panel_modules;
function importCode(hash, code) {
  const known = cache.get(hash);
  if (known) return known;
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const loading = import(
    /* @vite-ignore */
    url
  );
  void loading.finally(() => URL.revokeObjectURL(url)).catch(() => cache.delete(hash));
  cache.set(hash, loading);
  return loading;
}
var ASK_AGAIN_MS = [500, 1e3, 2e3, 4e3];
function render({ model, el }) {
  let dispose = null;
  let isOver = false;
  let asking;
  const words = document.createElement("div");
  const show = setTimeout(() => words.append("Loading panel…"), 300);
  const hide = setTimeout(() => words.remove(), 8e3);
  const settle = () => {
    clearTimeout(asking);
    clearTimeout(show);
    clearTimeout(hide);
    words.remove();
    model.off("msg:custom", receive);
  };
  const mount = async (loading) => {
    settle();
    try {
      const panel = await loading;
      if (!isOver) dispose ??= panel.render({ model, el });
    } catch (error) {
      words.textContent = `The panel could not be drawn (${error}). Reload the page.`;
      if (!isOver) el.append(words);
    }
  };
  const receive = (message) => {
    if (message?.type === "bundle") void mount(importCode(message.hash, message.code));
  };
  el.append(words);
  const hash = String(model.get("bundle") ?? "");
  const ask = (asked = 0) => {
    model.send({ type: "bundle", hash });
    const wait = ASK_AGAIN_MS[asked];
    if (wait !== void 0) asking = setTimeout(ask, wait, asked + 1);
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
var loader_default = { render };
export {
  loader_default as default
};
