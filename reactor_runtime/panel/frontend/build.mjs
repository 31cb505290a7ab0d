/** Build the two committed files of `static/`: the panel and its small loader. */

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { esbuildWorker } from "./worker-source.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

/** Style sheets as texts, without what only their authors read. */
const styles = {
  name: "styles",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const written = await readFile(path, "utf8");
      const { code } = await transform(written, { loader: "css", minify: true });
      return { contents: code.trimEnd(), loader: "text" };
    });
  },
};

const shared = {
  absWorkingDir: here,
  outdir: "../static",
  bundle: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  plugins: [esbuildWorker, styles],
  logLevel: "info",
  // Every saved notebook carries the loader, every page without a relay the panel.
  minify: true,
};

await build({ ...shared, entryPoints: { panel: "src/main.ts" } });
await build({ ...shared, entryPoints: { loader: "src/loader.ts" } });
