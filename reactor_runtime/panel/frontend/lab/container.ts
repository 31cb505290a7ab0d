/**
 * What JupyterLab loads: a container as module federation makes them.
 *
 * JupyterLab sets it up with the modules that the page shares, and then gets its module.
 */

import type { Plugin, Services } from "./jupyter";
import { makePlugin, PACKAGE } from "./plugin";

type Factory = () => unknown;

/** Every shared module, by its name and its version. */
export type SharedModules = Record<
  string,
  Record<string, { loaded?: boolean | number; get(): Factory | Promise<Factory> }>
>;

interface Container {
  init(modules: SharedModules): void;
  get(module: string): Promise<() => { default: Plugin; __esModule: true }>;
}

let shared: SharedModules = {};

const container: Container = {
  init(modules) {
    shared = modules;
  },
  async get() {
    const [{ INotebookTracker }, services] = await Promise.all([
      take<{ INotebookTracker: unknown }>("@jupyterlab/notebook"),
      take<Services>("@jupyterlab/services"),
    ]);
    const plugin = makePlugin(INotebookTracker, services);
    return () => ({ default: plugin, __esModule: true });
  },
};

/** Return a module that the page shares, as everybody else in the page has it. */
async function take<T>(name: string): Promise<T> {
  const versions = Object.values(shared[name] ?? {});
  const chosen = versions.find(({ loaded }) => loaded) ?? versions[0];
  if (chosen === undefined) throw new Error(`This page shares no ${name}.`);
  chosen.loaded = 1;
  const factory = await chosen.get();
  return factory() as T;
}

const page = window as { _JUPYTERLAB?: Record<string, Container> };
page._JUPYTERLAB ??= {};
page._JUPYTERLAB[PACKAGE] = container;
