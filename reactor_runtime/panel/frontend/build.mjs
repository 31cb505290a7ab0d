/** Build the two committed files of `static/`: the panel and its small loader. */

import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { esbuildWorker } from "./worker-source.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

await build({
  absWorkingDir: here,
  entryPoints: { panel: "src/main.ts", loader: "src/loader.ts" },
  outdir: "../static",
  bundle: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  loader: { ".css": "text" },
  plugins: [esbuildWorker],
  logLevel: "info",
});
