/** The pictures of one session in this page, each frame decoded once for all surfaces. */

import { unixNow } from "../page/time";
import type { FrameHeader } from "../wire/protocol";
import { type Backend, canUseWorker, openInPage, openWorker } from "./backend";
import type { VideoReport } from "./messages";
import { Surface } from "./surface";

/** What became of a frame; every one that matters to the sender is told. */
export interface DrawReport {
  readonly header: FrameHeader;
  readonly isDrawn: boolean;
  /** Frames of the track that arrived and were not drawn, since the last report. */
  readonly dropped: number;
  /** When it was drawn, in seconds of Unix time on this page's clock. */
  readonly at: number;
}

export interface PlaybackEvents {
  settled(drawn: DrawReport): void;
  failed(reason: string): void;
  /** Nothing more of *track* can be decoded before a key frame. */
  keyframe(track: string, unusable: string | null): void;
  /** What was on its way is gone: the newest frame of every track is needed again. */
  lost(): void;
}

/**
 * Feeds the decode worker of one session, which starts with the first surface and ends
 * with `close`. Where there can be no worker the page does its work.
 */
export class Playback {
  private backend: Backend | null = null;
  private isWorkerBroken = false;
  private readonly surfaces = new Map<number, Surface>();
  private readonly pending = new Map<number, FrameHeader>();
  private readonly dropped = new Map<string, number>();
  /** The newest decoded frame of each track, by the id it had. */
  private readonly newest = new Map<string, readonly [number, FrameHeader]>();
  /** What to add to the worker's clock to get the page's, in seconds. */
  private skew = 0;
  private lastId = 0;

  constructor(private readonly events: PlaybackEvents) {}

  /** Whether frames are decoded outside the page's own thread. */
  get isInWorker(): boolean {
    return this.backend?.isWorker ?? false;
  }

  /**
   * A new canvas for *track*, drawn from now on.
   *
   * @param owner The document that the canvas is for.
   */
  attach(track: string, owner: Document = document): Surface {
    this.lastId += 1;
    const number = this.lastId;
    const surface = new Surface(track, owner, {
      show: (isShown) => this.open().post({ type: "show", surface: number, isShown }),
      watch: (isWatched) =>
        this.open().post({ type: "watch", surface: number, isWatched }),
      close: () => {
        this.surfaces.delete(number);
        this.backend?.post({ type: "detach", surface: number });
      },
    });
    this.surfaces.set(number, surface);
    this.give(number, surface);
    return surface;
  }

  /** A frame arrived. The payload is copied: its memory may belong to others, too. */
  push(header: FrameHeader, payload: Uint8Array<ArrayBuffer>): void {
    this.lastId += 1;
    const id = this.lastId;
    this.pending.set(id, header);
    const copy = payload.slice();
    this.open().post({ type: "frame", id, header, payload: copy }, [copy.buffer]);
  }

  /** A new link is up; frames of the former are no more waited for. */
  restart(): void {
    this.pending.clear();
    this.dropped.clear();
    this.backend?.post({ type: "restart" });
  }

  close(): void {
    this.backend?.close();
    this.backend = null;
    this.pending.clear();
    this.newest.clear();
    this.surfaces.clear();
  }

  private open(): Backend {
    if (this.backend !== null) return this.backend;
    const backend = this.start();
    this.backend = backend;
    backend.post({ type: "clock", at: unixNow() });
    return backend;
  }

  private start(): Backend {
    const { report } = this;
    if (canUseWorker() && !this.isWorkerBroken) {
      try {
        return openWorker({ report, broken: () => this.replaceWorker() });
      } catch {
        this.isWorkerBroken = true;
      }
    }
    return openInPage({ report });
  }

  /** Go on in the page: a canvas that was handed over does not come back. */
  private replaceWorker(): void {
    this.isWorkerBroken = true;
    this.backend = null;
    this.skew = 0;
    for (const [number, surface] of this.surfaces) {
      surface.renew();
      this.give(number, surface);
    }
    this.pending.clear();
    this.events.lost();
  }

  private give(number: number, surface: Surface): void {
    const backend = this.open();
    const canvas = backend.takeOver(surface.canvas);
    const transfer = canvas === surface.canvas ? [] : [canvas as OffscreenCanvas];
    const { track, isShown } = surface;
    backend.post({ type: "attach", surface: number, track, canvas }, transfer);
    if (!isShown) backend.post({ type: "show", surface: number, isShown });
    if (surface.onlook !== null) surface.watch(surface.onlook);
  }

  /** Takes what the worker says, as a message event has it. */
  private readonly report = ({
    data: report,
  }: {
    readonly data: VideoReport;
  }): void => {
    switch (report.type) {
      case "settled":
        this.settle(report);
        break;
      case "redrawn":
        this.tellRedrawn(report.surface, report.id);
        break;
      case "looked":
        this.surfaces.get(report.surface)?.onlook?.(report.pixels, report.at);
        break;
      case "keyframe":
        this.events.keyframe(report.track, report.unusable);
        break;
      case "clock":
        this.compareClocks(report.asked, report.at);
        break;
    }
  };

  private settle(report: Extract<VideoReport, { type: "settled" }>): void {
    const { id, fate, reason } = report;
    const header = this.pending.get(id);
    if (header === undefined) return;
    this.pending.delete(id);
    const { track, sequence, still } = header;
    const isDrawn = fate === "drawn";
    if (isDrawn || fate === "unseen") this.newest.set(track, [id, header]);
    for (const surface of isDrawn ? this.surfaces.values() : []) {
      if (surface.track === track && surface.isShown) surface.shown(header);
    }
    if (reason !== "") {
      this.events.failed(`Frame ${sequence} of ${track} was not drawn: ${reason}`);
    }
    if (still) return;
    const dropped = (this.dropped.get(track) ?? 0) + (isDrawn ? 0 : 1);
    this.dropped.set(track, fate === "skipped" ? dropped : 0);
    if (fate === "skipped") return;
    this.events.settled({ header, isDrawn, dropped, at: report.at + this.skew });
  }

  private tellRedrawn(number: number, id: number): void {
    const surface = this.surfaces.get(number);
    const [known, header] = this.newest.get(surface?.track ?? "") ?? [];
    if (known === id && header !== undefined) surface?.shown(header);
  }

  /** Clocks of one machine agree; where they do not, the middle of the exchange does. */
  private compareClocks(asked: number, at: number): void {
    const now = unixNow();
    const isPlausible = asked <= at && at <= now;
    this.skew = isPlausible ? 0 : (asked + now) / 2 - at;
  }
}
