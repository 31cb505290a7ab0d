/**
 * What browsers keep from a page that came over plain http from another machine, how to
 * get it back, and how to do without.
 */

/** Where a page comes from; `location` is one. */
export type PageAddress = Pick<Location, "hostname" | "port">;

/** What a page has to do without. */
export interface PageLacks {
  readonly codecs: boolean;
  readonly camera: boolean;
  /** Picture in picture in a window that outlives a hidden tab. */
  readonly window: boolean;
}

/** What this page lacks only because of how it came here. */
export function findLacks(page: typeof globalThis = globalThis): PageLacks {
  const isKept = (part: unknown): boolean =>
    page.isSecureContext === false && part === undefined;
  // A browser that has no small windows at all has none over https either.
  const hasWindows = "pictureInPictureEnabled" in page.document;
  return {
    codecs: isKept(page.VideoDecoder),
    camera: isKept(page.navigator.mediaDevices),
    window: hasWindows && isKept(Reflect.get(page, "documentPictureInPicture")),
  };
}

/** How a person gets a page that has everything, in one sentence. */
export function wayOut({ hostname, port }: PageAddress = location): string {
  const remote = port || "80";
  const local = port || "8888";
  return (
    `Open it over https, or by a tunnel: run "ssh -L ${local}:localhost:${remote} ` +
    `${hostname}" on your own machine and open http://localhost:${local}.`
  );
}

/** Every lack and the way out, a line each; empty for a page that lacks nothing. */
export function explainLacks(lacks: PageLacks, address?: PageAddress): string[] {
  const lines = [];
  if (lacks.codecs) {
    lines.push("H.264 and VP8: pictures travel as JPEG, which needs a faster link");
  }
  if (lacks.camera) {
    lines.push("the camera and the microphone: they cannot be sent to the model");
  }
  if (lacks.window) {
    lines.push("a window for the picture that goes on while this tab is hidden");
  }
  if (lines.length === 0) return [];
  return [
    "This page came over plain http, and browsers keep from such a page:",
    ...lines.map((line) => `– ${line}`),
    wayOut(address),
  ];
}

/** Why a gamepad is not seen here; empty where one would be. */
export function explainNoPad(page: typeof globalThis = globalThis): string {
  try {
    if (page.navigator.getGamepads !== undefined) {
      page.navigator.getGamepads();
      return "";
    }
  } catch {
    return "The page that holds this one gives it no gamepad.";
  }
  return page.isSecureContext
    ? "This browser gives no page a gamepad."
    : `Browsers give a page over plain http no gamepad. ${wayOut()}`;
}

export type Device = "camera" | "microphone" | "screen";

/** The part of a page that says what those around it allow; Chromium's have it. */
interface Policed {
  readonly featurePolicy?: { allowsFeature(feature: string): boolean };
}

/** Which rule keeps *device* from this page, and what works; `null` if none does. */
export function whyForbidden(
  device: Device,
  page: typeof globalThis = globalThis,
  address: PageAddress & Pick<Location, "protocol"> = location,
): string | null {
  const works =
    device === "microphone"
      ? "an audio file and the test tone work here"
      : "a video file and the test picture work here";
  // Not there at all in a page over plain http, whatever TypeScript's library says.
  if (page.navigator.mediaDevices === undefined) {
    return page.isSecureContext
      ? `this browser gives no page a ${device}; ${works}`
      : `browsers give a page over plain http no ${device}; ${works}. ${wayOut(address)}`;
  }
  const feature = device === "screen" ? "display-capture" : device;
  const { featurePolicy } = page.document as Policed;
  if (featurePolicy?.allowsFeature(feature) !== false) return null;
  const host =
    address.protocol === "vscode-webview:" ? "VS Code" : "the page around this one";
  return `${host} does not allow it here (permissions policy "${feature}"); ${works}`;
}

const hex = (byte: number): string => byte.toString(16).padStart(2, "0");

/**
 * A random UUID of version 4.
 *
 * `crypto.randomUUID` is kept from pages over plain http; random bytes are not.
 */
export function makeUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const digits = Array.from(bytes, hex).join("");
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join("-");
}
