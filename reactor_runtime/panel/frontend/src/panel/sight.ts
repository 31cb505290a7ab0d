/** What of the session is seen here: which pictures, how often, and by anyone at all. */

import type { Channel } from "../links/channel";
import { shownTracks } from "../pictures/pictures";
import { DrawnPace } from "../state/pace";
import { formatRate, Meter } from "../statistics/samples";
import type { DrawReport } from "../video/playback";
import type { Layout } from "./layout";

export interface SightParts {
  /** What is drawn now, once there is a schema. */
  layout(): Layout | null;
  readonly channel: Pick<Channel, "send">;
}

export class Sight {
  /** Beats with every picture that is drawn. */
  readonly pace = new DrawnPace();
  /** The number of the picture drawn last. */
  seen: number | null = null;
  private readonly meter = new Meter();
  private isInView = true;

  constructor(private readonly parts: SightParts) {}

  /** The track whose pictures are counted: the first that the model sends. */
  get track(): string | null {
    return shownTracks(this.parts.layout()?.schema.tracks ?? [])[0]?.name ?? null;
  }

  /** Returns whether the picture came to the screen. */
  report({ header, isDrawn, at }: DrawReport): boolean {
    if (!isDrawn) return false;
    this.seen = header.sequence;
    if (header.track === this.track) {
      this.meter.count(at * 1000 - performance.timeOrigin);
    }
    this.parts.layout()?.drawn(header.pts, at);
    this.pace.beat();
    return true;
  }

  /** Pictures of the first track per second, lately, as a person reads it. */
  rate(): string {
    return formatRate(this.meter.rate(performance.now()));
  }

  /** Whether the panel can be seen where it stands. */
  look(isInView: boolean): void {
    this.isInView = isInView;
    this.apply();
    this.tellVisible();
  }

  /** Let a new layout draw, or not. */
  apply(): void {
    this.parts.layout()?.pictures.setShown(this.isInView);
  }

  /** Tell the runtime whether anyone looks, at a picture in its own window, too. */
  tellVisible(): void {
    const isOut = this.parts.layout()?.pictures.isOut() === true;
    this.parts.channel.send({ type: "visible", visible: this.isInView || isOut });
  }
}
