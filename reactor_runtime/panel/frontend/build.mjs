/** Build the two committed files of `static/`: the panel and its small loader. */

import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { esbuildWorker } from "./worker-source.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

const shared = {
  absWorkingDir: here,
  outdir: "../static",
  bundle: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  loader: { ".css": "text" },
  plugins: [esbuildWorker],
  logLevel: "info",
  // Every saved notebook carries the loader, every page without a relay the panel.
  minifyWhitespace: true,
};

await build({ ...shared, entryPoints: { panel: "src/main.ts" } });
await build({ ...shared, entryPoints: { loader: "src/loader.ts" } });
