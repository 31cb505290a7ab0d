/**
 * The decode worker inside the bundle: a module `virtual:decode-worker` whose default
 * export is the worker's source. A widget is loaded from a blob and has no second file.
 */

import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const NAME = "virtual:decode-worker";
const here = fileURLToPath(new URL(".", import.meta.url));

/** Bundle the worker; as a template literal, so that its strings stay readable. */
async function buildModule() {
  const { outputFiles } = await build({
    absWorkingDir: here,
    entryPoints: ["src/video/worker.ts"],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    minify: true,
  });
  const escaped = outputFiles[0].text.replace(/[\\`]|\$\{/g, "\\$&");
  return `export default \`${escaped}\`;\n`;
}

export const esbuildWorker = {
  name: "decode-worker",
  setup({ onResolve, onLoad }) {
    const namespace = "decode-worker";
    onResolve({ filter: new RegExp(`^${NAME}$`) }, () => ({ path: NAME, namespace }));
    onLoad({ filter: /.*/, namespace }, async () => ({
      contents: await buildModule(),
      loader: "js",
    }));
  },
};

export const viteWorker = {
  name: "decode-worker",
  resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
  load: (id) => (id === `\0${NAME}` ? buildModule() : undefined),
};
