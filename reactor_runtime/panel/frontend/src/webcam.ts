/** The camera as an input track of the model, off until the person asks for it. */

import type { Channel } from "./channel";
import { makeIconButton, nameButton } from "./dom";

const FRAMES_PER_SECOND = 15;
const QUALITY = 0.8;
const SIZE = { width: { ideal: 640 }, height: { ideal: 480 } };

/** Sends JPEG frames of the camera; one that is not encoded in time is left out. */
export class Webcam {
  readonly button: HTMLButtonElement;
  private readonly video = document.createElement("video");
  private readonly canvas = document.createElement("canvas");
  private stream: MediaStream | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private isEncoding = false;
  private startedAt = 0;

  /** @param failed Called with why the camera cannot be used. */
  constructor(
    private readonly track: string,
    private readonly channel: Pick<Channel, "send">,
    private readonly failed: (reason: string) => void,
    private readonly signal: AbortSignal,
  ) {
    const toggle = (): void => (this.stream === null ? void this.start() : this.stop());
    this.button = makeIconButton("camera", this.label("Send"), toggle, signal);
    this.button.dataset.testid = `reactor-camera-${track}`;
    signal.addEventListener("abort", () => this.stop());
  }

  private async start(): Promise<void> {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: SIZE });
      if (this.signal.aborted) {
        for (const part of stream.getTracks()) part.stop();
        return;
      }
      this.stream = stream;
      this.video.muted = true;
      this.video.srcObject = stream;
      await this.video.play();
    } catch (error) {
      this.stop();
      this.failed(`The camera cannot be used: ${error}`);
      return;
    }
    this.startedAt = performance.now();
    this.timer = setInterval(() => void this.capture(), 1000 / FRAMES_PER_SECOND);
    this.button.setAttribute("aria-pressed", "true");
    nameButton(this.button, this.label("Stop sending"));
  }

  private stop(): void {
    clearInterval(this.timer);
    for (const part of this.stream?.getTracks() ?? []) part.stop();
    this.stream = null;
    this.video.srcObject = null;
    this.button.removeAttribute("aria-pressed");
    nameButton(this.button, this.label("Send"));
  }

  private async capture(): Promise<void> {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (this.isEncoding || width === 0) return;
    this.isEncoding = true;
    this.canvas.width = width;
    this.canvas.height = height;
    this.canvas.getContext("2d")?.drawImage(this.video, 0, 0);
    const blob = await new Promise<Blob | null>((resolve) => {
      this.canvas.toBlob(resolve, "image/jpeg", QUALITY);
    });
    const payload = blob === null ? null : new Uint8Array(await blob.arrayBuffer());
    this.isEncoding = false;
    if (payload === null || this.stream === null) return;
    const pts = (performance.now() - this.startedAt) / 1000;
    const { track } = this;
    this.channel.send({ type: "media", track, codec: "jpeg", pts }, [payload]);
  }

  private label(verb: string): string {
    return `${verb} the camera to ${this.track}`;
  }
}
