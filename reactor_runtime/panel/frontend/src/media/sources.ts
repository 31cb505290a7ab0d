/** Where pictures for an input track come from: a camera, the screen, a file, nowhere. */

import { type Device, whyForbidden } from "../page/insecure";
import { messageOf } from "../wire/values";

/** Something that comes by itself, until it is stopped. */
export interface TrackSource {
  /** Let go of whatever it takes. Idempotent. */
  stop(): void;
  /** Called when it ends by itself. */
  onend: (() => void) | null;
}

/** What a person reads of each. */
export const PICTURES = {
  camera: "camera",
  screen: "screen",
  file: "video file",
  test: "test picture",
} as const;

export interface PictureSource extends TrackSource {
  /** Draw the present picture in its own size; returns whether there is one yet. */
  draw(canvas: HTMLCanvasElement): boolean;
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
 * Ask the person for pictures.
 *
 * @throws Error If there are none, or the person, or the page, does not allow it.
 */
export async function openPictures(name: string): Promise<PictureSource> {
  if (name === "test") return new TestPicture();
  if (name === "file") return openFile(await pickFile("video/*"));
  return openStream(await openDevice(name as Device, { video: SIZE }));
}

/** @throws Error If there is none, or the person, or the page, does not allow it. */
export async function openDevice(
  device: Device,
  constraints: MediaStreamConstraints,
): Promise<MediaStream> {
  const reason = whyForbidden(device);
  if (reason !== null) throw new Error(reason);
  const { mediaDevices } = navigator;
  return device === "screen"
    ? mediaDevices.getDisplayMedia(constraints)
    : mediaDevices.getUserMedia(constraints);
}

/** Turn the devices of *stream* off. */
export function endStream(stream: MediaStream): void {
  for (const part of stream.getTracks()) part.stop();
}

/** Tell *source* when a device of *stream* is taken away. */
export function whenOver(stream: MediaStream, source: TrackSource): void {
  for (const part of stream.getTracks()) {
    part.addEventListener("ended", () => source.onend?.());
  }
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

async function openStream(stream: MediaStream): Promise<PictureSource> {
  const video = document.createElement("video");
  let isOver = false;
  const source: PictureSource = {
    draw: (canvas) => drawVideo(video, canvas),
    stop: () => {
      isOver = true;
      endStream(stream);
      video.srcObject = null;
    },
    onend: null,
  };
  whenOver(stream, source);
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

/** @throws Error If none was chosen. */
export function pickFile(accept: string): Promise<File> {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = accept;
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

/**
 * Play *file* in a loop; returns what ends it.
 *
 * @throws Error If this browser cannot play it.
 */
export async function playFile(
  file: File,
  media: HTMLMediaElement,
): Promise<() => void> {
  const url = URL.createObjectURL(file);
  const stop = (): void => {
    media.pause();
    media.removeAttribute("src");
    URL.revokeObjectURL(url);
  };
  media.loop = true;
  media.src = url;
  try {
    await media.play();
  } catch {
    stop();
    throw new Error(`this browser cannot play ${file.name}`);
  }
  return stop;
}

/** Play a video file in a loop, without its sound. */
export async function openFile(file: File): Promise<PictureSource> {
  const video = document.createElement("video");
  video.muted = true;
  const stop = await playFile(file, video);
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
export class TestPicture implements PictureSource {
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
