/** A picture in a small window of its own that stays above all others. */

import type { Surface } from "../video/surface";
import { isPixelArt } from "./fit";

/** Chromium's window for any document; not in TypeScript's library. */
interface DocumentWindows {
  requestWindow(size: { width: number; height: number }): Promise<Window>;
}

export interface PopoutEvents {
  /** The window opened or closed. */
  changed(): void;
  failed(reason: string): void;
}

const LARGEST = 480;

const STYLE = `
  html, body { background: #000; height: 100%; margin: 0; overflow: hidden; }
  canvas { display: block; height: 100vh; object-fit: contain; width: 100vw; }
`;

function documentWindows(): DocumentWindows | null {
  const { documentPictureInPicture: found } = globalThis as {
    documentPictureInPicture?: DocumentWindows;
  };
  return found ?? null;
}

function canStream(): boolean {
  return (
    document.pictureInPictureEnabled === true &&
    typeof HTMLCanvasElement.prototype.captureStream === "function"
  );
}

/** Whether this browser has such windows. */
export function canPopOut(): boolean {
  return documentWindows() !== null || canStream();
}

/**
 * Opens and closes the window of one picture.
 *
 * Where a window can hold a document it gets a surface of its own, which goes on while the
 * page's tab is hidden. Elsewhere a video shows what is on the page's canvas.
 */
export class Popout {
  private leave: (() => void) | null = null;
  private isOpening = false;
  private isStream = false;
  private filter = "";
  private shown: Surface | null = null;

  /** @param attach Makes one more surface of the track, in the window's document. */
  constructor(
    private readonly surface: Surface,
    private readonly attach: (owner: Document) => Surface,
    private readonly title: string,
    private readonly events: PopoutEvents,
  ) {}

  get isOpen(): boolean {
    return this.leave !== null;
  }

  /** Whether the page's own canvas must be drawn for the window's sake. */
  get needsSurface(): boolean {
    return this.isOpen && this.isStream;
  }

  async toggle(): Promise<void> {
    if (this.isOpen) {
      this.close();
      return;
    }
    if (this.isOpening || this.surface.size === null) return;
    this.isOpening = true;
    try {
      this.leave = await this.open();
      this.events.changed();
    } catch (error) {
      this.events.failed(`Picture in picture did not open: ${error}`);
    } finally {
      this.isOpening = false;
    }
  }

  close(): void {
    this.leave?.();
  }

  /** Show the picture through *filter*, or not at all where that cannot be. */
  dim(filter: string): void {
    this.filter = filter;
    if (this.shown !== null) this.shown.canvas.style.filter = filter;
    else if (filter !== "") this.close();
  }

  private async open(): Promise<() => void> {
    const windows = documentWindows();
    this.isStream = false;
    if (windows !== null) {
      try {
        return await this.openDocument(windows);
      } catch (error) {
        // Only a page that is no frame of another may open one.
        if (!canStream()) throw error;
      }
    }
    this.isStream = true;
    return this.openVideo();
  }

  private closed(): void {
    if (this.leave === null) return;
    this.leave = null;
    this.events.changed();
  }

  private async openDocument(windows: DocumentWindows): Promise<() => void> {
    const size = this.surface.size ?? { width: 4, height: 3 };
    const { width, height } = size;
    const scale = Math.min(1, LARGEST / width, LARGEST / height);
    const opened = await windows.requestWindow({
      width: Math.max(160, Math.round(width * scale)),
      height: Math.max(120, Math.round(height * scale)),
    });
    const { document: owner } = opened;
    owner.title = this.title;
    const style = owner.createElement("style");
    style.textContent = STYLE;
    owner.head.append(style);
    const surface = this.attach(owner);
    if (isPixelArt(size)) surface.canvas.style.imageRendering = "pixelated";
    surface.canvas.style.filter = this.filter;
    owner.body.append(surface.canvas);
    this.shown = surface;
    opened.addEventListener("pagehide", () => {
      surface.close();
      this.shown = null;
      this.closed();
    });
    return () => opened.close();
  }

  private async openVideo(): Promise<() => void> {
    if (this.filter !== "") throw new Error("here it cannot show a dimmed picture");
    const stream = this.surface.canvas.captureStream();
    const video = document.createElement("video");
    video.muted = true;
    video.srcObject = stream;
    const end = (): void => {
      for (const part of stream.getTracks()) part.stop();
      video.srcObject = null;
      this.closed();
    };
    try {
      await video.play();
      await video.requestPictureInPicture();
    } catch (error) {
      end();
      throw error;
    }
    video.addEventListener("leavepictureinpicture", end, { once: true });
    return () => void document.exitPictureInPicture().catch(end);
  }
}
