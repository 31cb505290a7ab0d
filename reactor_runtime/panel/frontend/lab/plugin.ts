/** The extension: every notebook that opens lets its kernel change its cells. */

import type {
  NotebookContext,
  NotebookPanel,
  NotebookTracker,
  Plugin,
  Services,
} from "./jupyter";
import { linkKernel } from "./kernel-link";

export const PACKAGE = "reactor-notebook";

/**
 * Return the plugin.
 *
 * @param tracker The token of what knows the notebooks. Not every page has any.
 */
export function makePlugin(tracker: unknown, services: Services): Plugin {
  return {
    id: `${PACKAGE}:cells`,
    description: "Lets tuned ranges be written into the cells that declare them.",
    autoStart: true,
    optional: [tracker],
    activate: (_, notebooks) => {
      if (notebooks !== null) watch(notebooks, services.KernelMessage);
    },
  };
}

function watch(notebooks: NotebookTracker, messages: Services["KernelMessage"]): void {
  const known = new WeakSet<NotebookContext>();
  const add = (panel: NotebookPanel): void => {
    // A second view has the same cells and the same kernel.
    if (known.has(panel.context)) return;
    known.add(panel.context);
    const { sessionContext } = panel.context;
    sessionContext.kernelChanged.connect((_, { newValue }) => {
      if (newValue !== null) linkKernel(newValue, panel, messages);
    });
    const kernel = sessionContext.session?.kernel ?? null;
    if (kernel !== null) linkKernel(kernel, panel, messages);
  };
  notebooks.forEach(add);
  notebooks.widgetAdded.connect((_, panel) => add(panel));
}
