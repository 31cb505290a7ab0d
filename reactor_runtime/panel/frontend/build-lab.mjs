/** Build the committed extension of JupyterLab and Notebook 7. */

import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = fileURLToPath(
  new URL("../../../jupyter-data/labextensions/reactor-notebook/", import.meta.url),
);

const { outputFiles } = await build({
  absWorkingDir: here,
  entryPoints: ["lab/container.ts"],
  bundle: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  write: false,
});
const code = outputFiles[0].contents;
// Pages keep what they have loaded once, so another code has another name.
const hash = createHash("sha256").update(code).digest("hex").slice(0, 20);
const load = `static/remoteEntry.${hash}.js`;

const { version, license } = JSON.parse(await readFile(`${here}package.json`, "utf8"));
const documents = {
  "package.json": {
    name: "reactor-notebook",
    version,
    description: "Lets tuned ranges be written into the cells that declare them.",
    license,
    jupyterlab: { extension: true, _build: { load, extension: "./extension" } },
  },
  // Tells JupyterLab how the extension is taken away.
  "install.json": {
    packageManager: "python",
    packageName: "reactor-notebook",
    uninstallInstructions: "pip uninstall reactor-notebook",
  },
};

await rm(out, { recursive: true, force: true });
await mkdir(`${out}static`, { recursive: true });
await writeFile(`${out}${load}`, code);
for (const [name, content] of Object.entries(documents)) {
  await writeFile(`${out}${name}`, `${JSON.stringify(content, null, 2)}\n`);
}
