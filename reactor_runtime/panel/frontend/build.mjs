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
};

await build({ ...shared, entryPoints: { panel: "src/main.ts" } });
// Every saved notebook carries it, so that it goes without blanks.
await build({
  ...shared,
  entryPoints: { loader: "src/loader.ts" },
  minifyWhitespace: true,
});
