import { describe, expect, test } from "vitest";
import { explainLacks, explainNoCamera, findLacks, wayOut } from "../src/insecure";

const BOX = { hostname: "gpu-box", port: "8888" };

/** A page as browsers give it to plain http from another machine. */
const PLAIN = {
  isSecureContext: false,
  navigator: {},
  document: { pictureInPictureEnabled: true },
} as typeof globalThis;

describe("a page over plain http", () => {
  test("lacks what browsers keep from it", () => {
    expect(findLacks(PLAIN)).toEqual({ codecs: true, camera: true, window: true });
  });

  test("says what it lacks and what to do", () => {
    const lines = explainLacks(findLacks(PLAIN), BOX).join("\n");
    expect(lines).toContain("plain http");
    expect(lines).toContain("JPEG");
    expect(lines).toContain("camera");
    expect(lines).toContain("ssh -L 8888:localhost:8888 gpu-box");
    expect(lines).toContain("http://localhost:8888");
  });

  test("without a port in its address is one of port 80", () => {
    expect(wayOut({ hostname: "gpu-box", port: "" })).toContain(
      "ssh -L 8888:localhost:80 gpu-box",
    );
  });

  test("says why it has no camera", () => {
    expect(explainNoCamera(false, BOX)).toContain("plain http");
    expect(explainNoCamera(true, BOX)).not.toContain("plain http");
  });

  test("has nothing to say about what its browser lacks anyway", () => {
    const page = { ...PLAIN, isSecureContext: true } as typeof globalThis;
    expect(findLacks(page)).toEqual({ codecs: false, camera: false, window: false });
    expect(explainLacks(findLacks(page), BOX)).toEqual([]);
  });

  test("promises no window to a browser that has none", () => {
    const page = { ...PLAIN, document: {} } as typeof globalThis;
    expect(findLacks(page).window).toBe(false);
  });
});

test("this page, from the browser's own machine, lacks nothing", () => {
  expect(explainLacks(findLacks())).toEqual([]);
});
