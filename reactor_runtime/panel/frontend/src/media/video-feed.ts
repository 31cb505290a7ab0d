/** Pictures for an input track of the model. */

import { every } from "../page/time";
import { CameraPace, type CameraReport } from "./camera-pace";
import { freeAtEnd, hasRoom, type Medium, type Outlet } from "./feed";
import { openPictures, PICTURES, type PictureSource } from "./sources";

const FRAMES_PER_SECOND = 15;

/** What a report means for the person, after the name of what is sent. */
export function describePictures({ sent, dropped }: CameraReport): string {
  // Counted over a while a steady camera seems now and then to be a picture ahead.
  const rate = Math.min(sent, FRAMES_PER_SECOND).toFixed(sent < 9.95 ? 1 : 0);
  return dropped < 0.5
    ? ` ${rate} fps`
    : ` ${rate} fps, ${dropped.toFixed(0)} a second dropped: slow link`;
}

/**
 * Sends JPEG frames of one source. One that is not encoded in time, or that the link has
 * no room for, is left out.
 */
class PictureSender {
  readonly pace = new CameraPace(performance.now());
  private readonly canvas = document.createElement("canvas");
  private isEncoding = false;
  private lastBytes = 0;

  constructor(
    private readonly track: string,
    private readonly outlet: Outlet,
    private readonly source: PictureSource,
    private readonly signal: AbortSignal,
  ) {}

  async capture(): Promise<void> {
    if (this.isEncoding) return;
    if (!hasRoom(this.outlet, this.lastBytes)) {
      this.pace.dropped(performance.now());
      return;
    }
    if (!this.source.draw(this.canvas)) return;
    const pts = performance.now() / 1000;
    this.isEncoding = true;
    const blob = await new Promise<Blob | null>((resolve) => {
      this.canvas.toBlob(resolve, "image/jpeg", this.pace.quality);
    });
    const payload = blob === null ? null : new Uint8Array(await blob.arrayBuffer());
    this.isEncoding = false;
    if (payload === null || this.signal.aborted) return;
    const { track, pace } = this;
    this.lastBytes = payload.byteLength;
    if (this.outlet.send({ type: "media", track, codec: "jpeg", pts }, [payload])) {
      pace.sent(performance.now());
    } else {
      pace.dropped(performance.now());
    }
  }
}

/** Pictures of a camera, the screen, a video file or a test picture for *track*. */
export function picturesFor(track: string, outlet: Outlet): Medium<PictureSource> {
  return {
    device: "camera",
    takes: "pictures",
    sources: PICTURES,
    open: openPictures,
    send: (source, _, signal) => {
      const sender = new PictureSender(track, outlet, source, signal);
      freeAtEnd(track, outlet, signal);
      every(1000 / FRAMES_PER_SECOND, () => void sender.capture(), signal);
      return () => describePictures(sender.pace.report(performance.now()));
    },
  };
}
