/** The committed extension, loaded as JupyterLab loads it. */

import { expect, test } from "vitest";
import manifest from "../../../../../jupyter-data/labextensions/reactor-notebook/package.json";

const scripts = import.meta.glob<string>(
  "../../../../../jupyter-data/labextensions/reactor-notebook/static/*.js",
  { query: "?raw", import: "default", eager: true },
);

type Modules = Record<string, Record<string, object>>;

interface Loaded {
  init(modules: Modules): void;
  get(module: string): Promise<() => { default: { id: string; optional: unknown[] } }>;
}

function load(): Loaded {
  const [[path, code] = ["", ""]] = Object.entries(scripts);
  expect(Object.keys(scripts)).toHaveLength(1);
  expect(path.endsWith(manifest.jupyterlab._build.load)).toBe(true);
  const page = window as { _JUPYTERLAB?: Record<string, Loaded> };
  delete page._JUPYTERLAB;
  const script = document.createElement("script");
  script.textContent = code;
  document.head.append(script);
  const loaded = page._JUPYTERLAB as unknown as Record<string, Loaded>;
  return loaded[manifest.name] as Loaded;
}

const module = (content: object, loaded?: number) => ({
  loaded,
  get: () => Promise.resolve(() => content),
});

test("the plugin asks for what knows the notebooks, as the page has it", async () => {
  const [token, older] = [Symbol("new"), Symbol("old")];
  const container = load();
  container.init({
    "@jupyterlab/notebook": {
      "4.2.0": module({ INotebookTracker: older }),
      "4.6.6": module({ INotebookTracker: token }, 1),
    },
    "@jupyterlab/services": { "7.6.6": module({ KernelMessage: {} }) },
  });
  const factory = await container.get(manifest.jupyterlab._build.extension);
  const plugin = factory().default;
  expect(plugin.id).toBe("reactor-notebook:cells");
  expect(plugin.optional).toEqual([token]);
});

test("a page that shares no notebooks is told what is missing", async () => {
  const container = load();
  container.init({});
  await expect(container.get("./extension")).rejects.toThrow(
    "This page shares no @jupyterlab/notebook.",
  );
});
