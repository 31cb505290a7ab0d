/** All tracks of a session and the surfaces they are drawn on, in worker or page. */

import { unixNow } from "../page/time";
import { chooseJpegDecoder } from "./image";
import type { VideoReport, VideoRequest } from "./messages";
import { Painter } from "./painter";
import { Player } from "./player";

/**
 * Takes the page's requests in order. Every frame is reported as settled once, but for
 * those that a `restart` overtakes.
 */
export class Players {
  private readonly players = new Map<string, Player>();
  private readonly tracks = new Map<number, string>();
  private readonly decodeJpeg = chooseJpegDecoder();

  constructor(private readonly report: (report: VideoReport) => void) {}

  /** Takes a request as a message event has it, so that it can be a listener. */
  readonly handle = ({ data: request }: { readonly data: VideoRequest }): void => {
    switch (request.type) {
      case "frame":
        this.player(request.header.track).push(request);
        break;
      case "attach":
        this.attach(request.surface, request.track, new Painter(request.canvas));
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
  };

  close(): void {
    for (const player of this.players.values()) player.close();
    this.players.clear();
  }

  private attach(number: number, track: string, painter: Painter): void {
    this.tracks.set(number, track);
    const player = this.player(track);
    player.painters.set(number, painter);
    this.redraw(player, number, painter);
  }

  private show(number: number, isShown: boolean): void {
    const player = this.players.get(this.tracks.get(number) ?? "");
    const painter = player?.painters.get(number);
    if (player === undefined || painter === undefined) return;
    const isBack = isShown && !painter.isShown;
    painter.isShown = isShown;
    if (isBack) this.redraw(player, number, painter);
  }

  private watch(number: number, isWatched: boolean): void {
    const painter = this.painter(number);
    if (painter === undefined) return;
    const look = (pixels: Uint8ClampedArray): void =>
      this.report({ type: "looked", surface: number, pixels, at: unixNow() });
    painter.onlook = isWatched ? look : null;
  }

  private painter(number: number): Painter | undefined {
    return this.players.get(this.tracks.get(number) ?? "")?.painters.get(number);
  }

  private redraw(player: Player, number: number, painter: Painter): void {
    const id = player.redraw(painter);
    if (id !== null) this.report({ type: "redrawn", surface: number, id });
  }

  private detach(number: number): void {
    this.players.get(this.tracks.get(number) ?? "")?.painters.delete(number);
    this.tracks.delete(number);
  }

  private player(track: string): Player {
    const known = this.players.get(track);
    if (known !== undefined) return known;
    const player = new Player(track, this.decodeJpeg, this.report);
    this.players.set(track, player);
    return player;
  }
}
