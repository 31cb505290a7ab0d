/** What the schema decides: pictures, controls, and the buttons of other tracks. */

import { Column } from "../column/column";
import { createDivider, createDrawer, type Drawer } from "../column/drawer";
import type { RowParts } from "../column/row";
import { targetsOf } from "../hand/bindings";
import { Hands } from "../hand/hands";
import { Feed } from "../media/feed";
import { Sound } from "../media/sound";
import { soundFor } from "../media/sound-feed";
import { picturesFor } from "../media/video-feed";
import { make } from "../page/dom";
import { Pictures } from "../pictures/pictures";
import type { SessionMember } from "../session/session";
import { BindingBar } from "../views/binding-bar";
import type { Head } from "../views/head";
import type { PanelSchema, TrackSchema } from "../wire/schema";
import { isSameJson } from "../wire/values";

export interface LayoutEvents {
  failed(reason: string): void;
  /** What comes of the camera of *track*; empty while it is off. */
  camera(track: string, words: string): void;
  /** A picture got a window of its own, or lost it. */
  poppedOut(): void;
}

type LayoutMember = Pick<SessionMember, "send" | "attach" | "outflow" | "buffered">;

/** A feed for each track that the model takes. */
function createFeeds(
  tracks: readonly TrackSchema[],
  member: LayoutMember,
  events: LayoutEvents,
  signal: AbortSignal,
): Feed[] {
  const inputs = tracks.filter(({ direction }) => direction === "in");
  return inputs.map((track): Feed => {
    const { name, kind } = track;
    const isMany = inputs.filter((other) => other.kind === kind).length > 1;
    const camera = (words: string): void =>
      events.camera(name, words === "" || !isMany ? words : `${name}: ${words}`);
    const told = { failed: events.failed, camera };
    return kind === "video"
      ? new Feed(name, picturesFor(name, member), told, signal)
      : new Feed(name, soundFor(track, member), told, signal);
  });
}

function hasSound(tracks: readonly TrackSchema[]): boolean {
  return tracks.some(({ kind, direction }) => kind === "audio" && direction === "out");
}

export class Layout {
  readonly pictures: Pictures;
  readonly column: Column;
  readonly sound: Sound | null;
  /** What the model is driven by, if there is a picture to drive it on. */
  readonly hands: Hands | null;
  /** Where a person binds what drives it; `null` where there is nothing to bind. */
  readonly bindings: BindingBar | null;
  /** Buttons for the toolbar. */
  readonly buttons: readonly HTMLElement[];
  private readonly closing = new AbortController();
  private readonly feeds: readonly Feed[];
  private readonly drawer: Drawer | null;
  private isWaiting = true;

  /**
   * @param schema What is shown.
   * @param name What the session is called.
   */
  constructor(
    public schema: PanelSchema,
    parts: RowParts,
    member: LayoutMember,
    name: () => string,
    events: LayoutEvents,
  ) {
    const { signal } = this.closing;
    const { tracks } = schema;
    const { commands, pace } = parts;
    const { failed } = events;
    this.sound = hasSound(tracks) ? new Sound(signal) : null;
    this.feeds = createFeeds(tracks, member, events, signal);
    const picturesParts = {
      attach: (track: string, owner?: Document) => member.attach(track, owner),
      session: name,
      ...events,
    };
    this.column = new Column(schema, parts, signal);
    this.pictures = new Pictures(tracks, picturesParts, signal);
    const { first } = this.pictures;
    this.drawer = first && createDrawer(this.column.el, first.el, signal);
    const driven = first && { figure: first, commands, pace, failed };
    const hands = driven && new Hands(schema, driven, signal);
    this.hands = hands;
    this.bindings = hands?.targets.length ? new BindingBar(hands, signal) : null;
    const asks = this.feeds.map(({ ask }) => ask);
    this.pictures.el.append(make("div", "asks", ...asks));
    const { sound } = this;
    this.buttons = [
      ...(sound === null ? [] : [sound.button, sound.volume]),
      ...this.feeds.flatMap(({ button, more }) => [button, more]),
    ];
  }

  /** Whether *schema* differs in its controls at most, so that it can be shown here. */
  fits(schema: PanelSchema): boolean {
    const isBound = this.hands !== null && targetsOf(schema.controls).length > 0;
    const isSame = hasSamePictures(this.schema, schema);
    return isSame && isBound === (this.bindings !== null);
  }

  /** Show *schema*, which fits: the pictures, and what a person does, go on. */
  update(schema: PanelSchema): void {
    this.schema = schema;
    this.column.update(schema);
    if (this.hands?.update(schema) === true) this.bindings?.draw();
  }

  /** Lay the controls over a picture that fills the screen; returns whether one does. */
  toggleDrawer(): boolean {
    return this.drawer?.toggle() === true;
  }

  /** A picture of *pts* was drawn *at*, in seconds of Unix time. */
  drawn(pts: number, at: number): void {
    this.sound?.follow(pts, at);
    for (const feed of this.isWaiting ? this.feeds : []) feed.waitNoMore();
    this.isWaiting = false;
  }

  /** Whether anything that is asked for can happen; else nothing can be asked for. */
  setEnabled(isEnabled: boolean): void {
    this.column.setEnabled(isEnabled);
    this.hands?.setEnabled(isEnabled);
    for (const feed of this.feeds) feed.setEnabled(isEnabled);
  }

  /** Remove every listener, worker and object URL of the layout. */
  close(): void {
    this.closing.abort();
  }
}

/** Whether *next* differs from *schema* in its controls at most. */
function hasSamePictures(schema: PanelSchema, next: PanelSchema): boolean {
  const plain = { controls: [], messages: [], description: "" };
  return isSameJson({ ...schema, ...plain }, { ...next, ...plain });
}

/** Put *layout* where *previous* was: into *main*, and what belongs there into the head. */
export function placeLayout(
  layout: Layout,
  previous: Layout | null,
  main: HTMLElement,
  head: Head,
  signal: AbortSignal,
): void {
  for (const button of previous?.buttons ?? []) button.remove();
  for (const button of layout.buttons) head.toolbar.add(button);
  const divider = createDivider(main, signal);
  main.replaceChildren(layout.pictures.el, divider, layout.column.el);
  head.toolbar.showSearch(layout.column.isLong);
  head.place(layout.bindings);
}
