/** The camera as an input track of the model, off until the person asks for it. */

import { CameraPace, type CameraReport } from "./camera-pace";
import { makeIconButton, nameButton } from "./dom";
import { explainNoCamera } from "./insecure";
import type { Member } from "./member";

const FRAMES_PER_SECOND = 15;
const SIZE = { width: { ideal: 640 }, height: { ideal: 480 } };

/** A picture that is not there after so many milliseconds is no live one. */
const PATIENCE = 250;

/** More bytes than these that have not left the page mean that the link is full. */
const MOST_BUFFERED = 16 * 1024;

const REPORT_MS = 500;

const REFUSALS: Readonly<Record<string, string>> = {
  NotAllowedError:
    "it was not allowed; allow it beside the page's address and press again",
  NotFoundError: "there is none; connect one and press again",
  NotReadableError: "another program has it; close that and press again",
};

export interface WebcamEvents {
  /** Why the camera cannot be used. */
  failed(reason: string): void;
  /** What comes of it while it is on, twice a second; empty when it is off. */
  camera(words: string): void;
}

/** What a report means for the person. */
export function describeCamera({ sent, dropped }: CameraReport): string {
  // Counted over a while a steady camera seems now and then to be a picture ahead.
  const rate = Math.min(sent, FRAMES_PER_SECOND).toFixed(sent < 9.95 ? 1 : 0);
  return dropped < 0.5
    ? `camera ${rate} fps`
    : `camera ${rate} fps, ${dropped.toFixed(0)} a second dropped: slow link`;
}

/**
 * Sends JPEG frames of the camera. One that is not encoded in time, or that the link
 * has no room for, is left out: commands must never wait behind it.
 */
export class Webcam {
  readonly button: HTMLButtonElement;
  private readonly video = document.createElement("video");
  private readonly canvas = document.createElement("canvas");
  private stream: MediaStream | null = null;
  private pace = new CameraPace(0);
  private timers: ReturnType<typeof setInterval>[] = [];
  private isStarting = false;
  private isEncoding = false;
  private startedAt = 0;
  private lastBytes = 0;

  constructor(
    private readonly track: string,
    private readonly outlet: Pick<Member, "send" | "outflow" | "buffered">,
    private readonly events: WebcamEvents,
    private readonly signal: AbortSignal,
  ) {
    const toggle = (): void => (this.stream === null ? void this.start() : this.stop());
    this.button = makeIconButton("camera", this.label("Send"), toggle, signal);
    this.button.dataset.testid = `reactor-camera-${track}`;
    signal.addEventListener("abort", () => this.stop());
  }

  /** Let the camera go. Idempotent. */
  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
    this.timers = [];
    for (const part of this.stream?.getTracks() ?? []) part.stop();
    this.stream = null;
    this.video.srcObject = null;
    this.button.removeAttribute("aria-pressed");
    nameButton(this.button, this.label("Send"));
    this.events.camera("");
  }

  private async start(): Promise<void> {
    if (this.isStarting) return;
    this.isStarting = true;
    try {
      const stream = await openCamera();
      this.stream = stream;
      // Whoever asked may have gone while the person was asked.
      if (this.signal.aborted || this.button.disabled) this.stop();
      else await this.show(stream);
      if (this.stream === stream) this.run(stream);
    } catch (error) {
      this.stop();
      this.events.failed(`The camera cannot be used: ${reasonOf(error)}.`);
    } finally {
      this.isStarting = false;
    }
  }

  private async show(stream: MediaStream): Promise<void> {
    this.video.muted = true;
    this.video.srcObject = stream;
    try {
      await this.video.play();
    } catch (error) {
      // Stopping it meanwhile is no failure.
      if (this.stream === stream) throw error;
    }
  }

  private run(stream: MediaStream): void {
    this.startedAt = performance.now();
    this.pace = new CameraPace(this.startedAt);
    this.lastBytes = 0;
    const unplugged = (): void => {
      this.stop();
      this.events.failed("The camera has gone: it was unplugged or taken away.");
    };
    for (const part of stream.getTracks()) {
      part.addEventListener("ended", unplugged, { signal: this.signal });
    }
    const report = (): void =>
      this.events.camera(describeCamera(this.pace.report(performance.now())));
    this.timers = [
      setInterval(() => void this.capture(), 1000 / FRAMES_PER_SECOND),
      setInterval(report, REPORT_MS),
    ];
    this.button.setAttribute("aria-pressed", "true");
    nameButton(this.button, this.label("Stop sending"));
  }

  private get hasRoom(): boolean {
    const { outflow, buffered } = this.outlet;
    if (buffered > MOST_BUFFERED) return false;
    return outflow.mayGo(this.lastBytes, PATIENCE, performance.now());
  }

  private async capture(): Promise<void> {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (this.isEncoding || width === 0) return;
    if (!this.hasRoom) {
      this.pace.dropped(performance.now());
      return;
    }
    this.isEncoding = true;
    this.canvas.width = width;
    this.canvas.height = height;
    this.canvas.getContext("2d")?.drawImage(this.video, 0, 0);
    const blob = await new Promise<Blob | null>((resolve) => {
      this.canvas.toBlob(resolve, "image/jpeg", this.pace.quality);
    });
    const payload = blob === null ? null : new Uint8Array(await blob.arrayBuffer());
    this.isEncoding = false;
    if (payload === null || this.stream === null) return;
    const now = performance.now();
    const pts = (now - this.startedAt) / 1000;
    const { track } = this;
    this.lastBytes = payload.byteLength;
    if (this.outlet.send({ type: "media", track, codec: "jpeg", pts }, [payload])) {
      this.pace.sent(now);
    } else {
      this.pace.dropped(now);
    }
  }

  private label(verb: string): string {
    return `${verb} the camera to ${this.track}`;
  }
}

async function openCamera(): Promise<MediaStream> {
  // Not there at all in a page over plain http, whatever TypeScript's library says.
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  if (devices === undefined) throw new Error(explainNoCamera());
  return devices.getUserMedia({ video: SIZE });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return (REFUSALS[error.name] ?? error.message).replace(/\.$/, "");
}
