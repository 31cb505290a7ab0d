import { afterEach, describe, expect, test, vi } from "vitest";
import {
  explainLacks,
  findLacks,
  makeUuid,
  wayOut,
  whyForbidden,
} from "../../src/page/insecure";

const BOX = { hostname: "gpu-box", port: "8888", protocol: "http:" };

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

  test.each([
    ["camera", "a video file and the test picture work here"],
    ["microphone", "an audio file and the test tone work here"],
  ] as const)("says why it has no %s, and what works", (device, works) => {
    const why = whyForbidden(device, PLAIN, BOX);
    expect(why).toContain(`plain http no ${device}; ${works}.`);
    expect(why).toContain("ssh -L");
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

describe("a page that may not have every device", () => {
  const policed = (...allowed: string[]): typeof globalThis => {
    const allowsFeature = (name: string): boolean => allowed.includes(name);
    const page = { navigator: { mediaDevices: {} }, document: {} };
    return { ...page, document: { featurePolicy: { allowsFeature } } } as never;
  };

  test("is told which rule forbids it, and by whom", () => {
    const page = policed("microphone");
    expect(whyForbidden("microphone", page, BOX)).toBeNull();
    expect(whyForbidden("screen", page, BOX)).toBe(
      "the page around this one does not allow it here (permissions policy " +
        '"display-capture"); a video file and the test picture work here',
    );
  });

  test("is VS Code's", () => {
    const address = { hostname: "x", port: "", protocol: "vscode-webview:" };
    expect(whyForbidden("microphone", policed(), address)).toBe(
      'VS Code does not allow it here (permissions policy "microphone"); ' +
        "an audio file and the test tone work here",
    );
  });

  test("is one of a browser without devices", () => {
    const page = { ...PLAIN, isSecureContext: true } as typeof globalThis;
    expect(whyForbidden("camera", page, BOX)).toBe(
      "this browser gives no page a camera; " +
        "a video file and the test picture work here",
    );
  });

  test("may have them where its browser knows no such policies", () => {
    const page = { navigator: { mediaDevices: {} }, document: {} } as never;
    expect(whyForbidden("camera", page, BOX)).toBeNull();
  });
});

test("this page, from the browser's own machine, lacks nothing", () => {
  expect(explainLacks(findLacks())).toEqual([]);
});

afterEach(() => vi.unstubAllGlobals());

test("a UUID is one of version 4, in a page over plain http, too", () => {
  const { getRandomValues } = crypto;
  vi.stubGlobal("crypto", { getRandomValues: getRandomValues.bind(crypto) });
  const pattern =
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  const made = Array.from({ length: 200 }, makeUuid);
  for (const uuid of made) expect(uuid).toMatch(pattern);
  expect(new Set(made).size).toBe(200);
});
