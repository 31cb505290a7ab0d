/** Tests run in a real Chromium: a simulated DOM has no canvas and no layout. */

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { viteWorker } from "./worker-source.mjs";

/** A system's own Chromium; where there is none playwright looks for the one it has. */
const chromium = process.env.REACTOR_CHROMIUM ?? "/usr/bin/chromium";

const repository = fileURLToPath(new URL("../../..", import.meta.url));

export default defineConfig({
  plugins: [viteWorker],
  // Found late it would make the browser load every test anew.
  optimizeDeps: { include: ["axe-core"] },
  server: { fs: { allow: [repository] } },
  test: {
    include: ["tests/**/*.test.ts"],
    fileParallelism: false,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      instances: [{ browser: "chromium", viewport: { width: 1000, height: 800 } }],
      provider: playwright({
        launchOptions: {
          ...(existsSync(chromium) ? { executablePath: chromium } : {}),
          args: [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
          ],
        },
      }),
    },
  },
});
