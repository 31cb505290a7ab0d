/** Where pictures for an input track come from: a camera, the screen, a file, nowhere. */

import { messageOf } from "./errors";
import { explainNoCamera } from "./insecure";

export type SourceName = "camera" | "screen" | "file" | "test";

/** What a person reads of each. */
export const SOURCES: Readonly<Record<SourceName, string>> = {
  camera: "camera",
  screen: "screen",
  file: "video file",
  test: "test picture",
};

/** Pictures that come by themselves, until they are stopped. */
export interface Source {
  /** Draw the present picture in its own size; returns whether there is one yet. */
  draw(canvas: HTMLCanvasElement): boolean;
  /** Let go of whatever it takes. Idempotent. */
  stop(): void;
  /** Called when it ends by itself. */
  onend: (() => void) | null;
}

const SIZE = { width: { ideal: 640 }, height: { ideal: 480 } };

const REFUSALS: Readonly<Record<string, string>> = {
  NotAllowedError:
    "it was not allowed; allow it beside the page's address and press again",
  NotFoundError: "there is none; connect one and press again",
  NotReadableError: "another program has it; close that and press again",
};

/** Why a source could not be opened, as the end of a sentence. */
export function reasonOf(error: unknown): string {
  const known = error instanceof Error ? REFUSALS[error.name] : undefined;
  return (known ?? messageOf(error)).replace(/\.$/, "");
}

/**
 * Ask the person for a source.
 *
 * @throws Error If there is none, or the person, or the page, does not allow it.
 */
export async function openSource(name: SourceName): Promise<Source> {
  if (name === "test") return new TestPicture();
  if (name === "file") return openFile(await pickFile());
  // Not there at all in a page over plain http, whatever TypeScript's library says.
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  if (devices === undefined) throw new Error(explainNoCamera());
  const asked =
    name === "camera"
      ? devices.getUserMedia({ video: SIZE })
      : devices.getDisplayMedia({ video: SIZE });
  return openStream(await asked);
}

/** Draw *video* over the whole of *canvas*, in its own size. */
function drawVideo(video: HTMLVideoElement, canvas: HTMLCanvasElement): boolean {
  const { videoWidth, videoHeight } = video;
  if (videoWidth === 0) return false;
  canvas.width = videoWidth;
  canvas.height = videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  return true;
}

async function openStream(stream: MediaStream): Promise<Source> {
  const video = document.createElement("video");
  let isOver = false;
  const source: Source = {
    draw: (canvas) => drawVideo(video, canvas),
    stop: () => {
      isOver = true;
      for (const part of stream.getTracks()) part.stop();
      video.srcObject = null;
    },
    onend: null,
  };
  for (const part of stream.getTracks()) {
    part.addEventListener("ended", () => source.onend?.());
  }
  video.muted = true;
  video.srcObject = stream;
  try {
    await video.play();
  } catch (error) {
    // Stopping it meanwhile is no failure; else nobody has it to stop it later.
    if (isOver) return source;
    source.stop();
    throw error;
  }
  return source;
}

function pickFile(): Promise<File> {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = "video/*";
  return new Promise((resolve, reject) => {
    input.addEventListener("change", () => {
      const [file] = input.files ?? [];
      if (file === undefined) reject(new Error("no file was chosen"));
      else resolve(file);
    });
    input.addEventListener("cancel", () => reject(new Error("no file was chosen")));
    input.click();
  });
}

/** Play a video file in a loop, without its sound. */
export async function openFile(file: File): Promise<Source> {
  const url = URL.createObjectURL(file);
  const video = document.createElement("video");
  const stop = (): void => {
    video.pause();
    video.removeAttribute("src");
    URL.revokeObjectURL(url);
  };
  video.muted = true;
  video.loop = true;
  video.src = url;
  try {
    await video.play();
  } catch {
    stop();
    throw new Error(`this browser cannot play ${file.name}`);
  }
  return { draw: (canvas) => drawVideo(video, canvas), stop, onend: null };
}

const BARS = [
  "#c0c0c0",
  "#c0c000",
  "#00c0c0",
  "#00c000",
  "#c000c0",
  "#c00000",
  "#0000c0",
];

/** Colour bars, a ball that moves over them, and the time: for pages without a camera. */
export class TestPicture implements Source {
  onend: (() => void) | null = null;

  draw(canvas: HTMLCanvasElement): boolean {
    canvas.width = 640;
    canvas.height = 480;
    const context = canvas.getContext("2d");
    if (context === null) return false;
    const seconds = performance.now() / 1000;
    BARS.forEach((colour, index) => {
      context.fillStyle = colour;
      context.fillRect((index * 640) / BARS.length, 0, 640 / BARS.length + 1, 400);
    });
    context.fillStyle = "#101010";
    context.fillRect(0, 400, 640, 80);
    context.fillStyle = "#ffffff";
    context.font = "40px monospace";
    context.fillText(new Date().toISOString().slice(11, 22), 200, 455);
    context.beginPath();
    context.arc(
      320 + 260 * Math.sin(seconds),
      200 + 120 * Math.cos(1.3 * seconds),
      40,
      0,
      7,
    );
    context.fill();
    return true;
  }

  stop(): void {}
}
