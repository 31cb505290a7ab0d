/** All tracks of a session and the surfaces they are drawn on, in worker or page. */

import { unixNow } from "../page/time";
import { chooseJpegDecoder } from "./image";
import type { VideoReport, VideoRequest } from "./messages";
import { Surface } from "./painter";
import { Player } from "./player";

/**
 * Takes the page's requests in order. Every frame is reported as settled once, but for
 * those that a `restart` overtakes.
 */
export class Projector {
  private readonly players = new Map<string, Player>();
  private readonly tracks = new Map<number, string>();
  private readonly decodeJpeg = chooseJpegDecoder();

  constructor(private readonly report: (report: VideoReport) => void) {}

  handle(request: VideoRequest): void {
    switch (request.type) {
      case "frame":
        this.player(request.header.track).push(request);
        break;
      case "attach":
        this.attach(request.surface, request.track, new Surface(request.canvas));
        break;
      case "show":
        this.show(request.surface, request.isShown);
        break;
      case "watch":
        this.watch(request.surface, request.isWatched);
        break;
      case "detach":
        this.detach(request.surface);
        break;
      case "restart":
        for (const player of this.players.values()) player.restart();
        break;
      case "clock":
        this.report({ type: "clock", asked: request.at, at: unixNow() });
        break;
    }
  }

  close(): void {
    for (const player of this.players.values()) player.close();
    this.players.clear();
  }

  private attach(number: number, track: string, surface: Surface): void {
    this.tracks.set(number, track);
    const player = this.player(track);
    player.surfaces.set(number, surface);
    this.redraw(player, number, surface);
  }

  private show(number: number, isShown: boolean): void {
    const player = this.players.get(this.tracks.get(number) ?? "");
    const surface = player?.surfaces.get(number);
    if (player === undefined || surface === undefined) return;
    const isBack = isShown && !surface.isShown;
    surface.isShown = isShown;
    if (isBack) this.redraw(player, number, surface);
  }

  private watch(number: number, isWatched: boolean): void {
    const surface = this.surface(number);
    if (surface === undefined) return;
    const look = (pixels: Uint8ClampedArray): void =>
      this.report({ type: "looked", surface: number, pixels, at: unixNow() });
    surface.onlook = isWatched ? look : null;
  }

  private surface(number: number): Surface | undefined {
    return this.players.get(this.tracks.get(number) ?? "")?.surfaces.get(number);
  }

  private redraw(player: Player, number: number, surface: Surface): void {
    const id = player.redraw(surface);
    if (id !== null) this.report({ type: "redrawn", surface: number, id });
  }

  private detach(number: number): void {
    this.players.get(this.tracks.get(number) ?? "")?.surfaces.delete(number);
    this.tracks.delete(number);
  }

  private player(track: string): Player {
    const known = this.players.get(track);
    if (known !== undefined) return known;
    const { report } = this;
    const player = new Player(this.decodeJpeg, {
      settled: ({ id }, fate, reason) =>
        report({ type: "settled", id, fate, at: unixNow(), reason }),
      keyframe: (unusable) => report({ type: "keyframe", track, unusable }),
    });
    this.players.set(track, player);
    return player;
  }
}
