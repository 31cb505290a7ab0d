/** What the schema decides: pictures, controls, and the buttons of other tracks. */

import { Column } from "../column/column";
import { createDivider, createDrawer } from "../column/drawer";
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
import type { PanelSchema } from "../wire/schema";
import { isSameJson } from "../wire/values";

export interface Layout {
  /** What is shown. */
  readonly schema: PanelSchema;
  readonly pictures: Pictures;
  readonly column: Column;
  readonly sound: Sound | null;
  /** What the model is driven by, if there is a picture to drive it on. */
  readonly hands: Hands | null;
  /** Where a person binds what drives it; `null` where there is nothing to bind. */
  readonly bindings: BindingBar | null;
  /** Buttons for the toolbar. */
  readonly buttons: readonly HTMLElement[];
  /** Whether *schema* differs in its controls at most, so that it can be shown here. */
  fits(schema: PanelSchema): boolean;
  /** Show *schema*, which fits: the pictures, and what a person does, go on. */
  update(schema: PanelSchema): void;
  /** Lay the controls over a picture that fills the screen; returns whether one does. */
  toggleDrawer(): boolean;
  /** A picture of *pts* was drawn *at*, in seconds of Unix time. */
  drawn(pts: number, at: number): void;
  /** Whether anything that is asked for can happen; else nothing can be asked for. */
  setEnabled(isEnabled: boolean): void;
  /** Remove every listener, worker and object URL of the layout. */
  close(): void;
}

export interface LayoutEvents {
  failed(reason: string): void;
  /** What comes of the camera of *track*; empty while it is off. */
  camera(track: string, words: string): void;
  /** A picture got a window of its own, or lost it. */
  poppedOut(): void;
}

/** @param name What the session is called. */
export function createLayout(
  schema: PanelSchema,
  parts: RowParts,
  member: Pick<SessionMember, "send" | "attach" | "outflow" | "buffered">,
  name: () => string,
  events: LayoutEvents,
): Layout {
  const closing = new AbortController();
  const { signal } = closing;
  const { tracks } = schema;
  const hasSound = tracks.some(
    ({ kind, direction }) => kind === "audio" && direction === "out",
  );
  const sound = hasSound ? new Sound(signal) : null;
  const inputs = tracks.filter(({ direction }) => direction === "in");
  const feeds = inputs.map((track): Feed => {
    const { name, kind } = track;
    const isMany = inputs.filter((other) => other.kind === kind).length > 1;
    const camera = (words: string): void =>
      events.camera(name, words === "" || !isMany ? words : `${name}: ${words}`);
    const told = { failed: events.failed, camera };
    return kind === "video"
      ? new Feed(name, picturesFor(name, member), told, signal)
      : new Feed(name, soundFor(track, member), told, signal);
  });
  const picturesParts = {
    attach: (track: string, owner?: Document) => member.attach(track, owner),
    session: name,
    ...events,
  };
  const column = new Column(schema, parts, signal);
  const pictures = new Pictures(tracks, picturesParts, signal);
  const { first } = pictures;
  const drawer = first && createDrawer(column.el, first.el, signal);
  const { commands, pace } = parts;
  const { failed } = events;
  const hands =
    first && new Hands(schema, { figure: first, commands, pace, failed }, signal);
  const bindings = hands?.targets.length ? new BindingBar(hands, signal) : null;
  const setEnabled = (isEnabled: boolean): void => {
    column.setEnabled(isEnabled);
    hands?.setEnabled(isEnabled);
    for (const feed of feeds) feed.setEnabled(isEnabled);
  };
  let isWaiting = true;
  let shown = schema;
  pictures.el.append(make("div", "asks", ...feeds.map(({ ask }) => ask)));
  const buttons: HTMLElement[] = feeds.flatMap(({ button, more }) => [button, more]);
  if (sound !== null) buttons.unshift(sound.button, sound.volume);
  return {
    get schema() {
      return shown;
    },
    fits: (next) => {
      const isBound = hands !== null && targetsOf(next.controls).length > 0;
      return hasSamePictures(shown, next) && isBound === (bindings !== null);
    },
    update: (next) => {
      shown = next;
      column.update(next);
      if (hands?.update(next) === true) bindings?.draw();
    },
    pictures,
    hands,
    bindings,
    column,
    sound,
    buttons,
    setEnabled,
    toggleDrawer: () => drawer?.toggle() === true,
    drawn: (pts, at) => {
      sound?.follow(pts, at);
      for (const feed of isWaiting ? feeds : []) feed.waitNoMore();
      isWaiting = false;
    },
    close: () => closing.abort(),
  };
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
