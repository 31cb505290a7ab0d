/** Tests run in a real Chromium: a simulated DOM has no canvas and no layout. */

import { fileURLToPath } from "node:url";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

const repository = fileURLToPath(new URL("../../..", import.meta.url));

export default defineConfig({
  define: { __REPOSITORY__: JSON.stringify(repository) },
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
          executablePath: process.env.REACTOR_CHROMIUM ?? "/usr/bin/chromium",
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
