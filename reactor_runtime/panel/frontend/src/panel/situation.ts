/** How the session stands, told by every part of the panel alike. */

import type { ChannelStatus } from "../links/channel";
import { createSpeech } from "../page/speech";
import { type Standing, standingOf } from "../state/standing";
import { AdviceBar, createBanner } from "../views/banner";
import { createCard } from "../views/card";
import type { Head } from "../views/head";
import type { Loading } from "../views/loading";
import type { Advice, SessionStatus } from "../wire/protocol";
import type { ControlAction } from "../wire/requests";
import type { Layout } from "./layout";

export interface SituationParts {
  readonly root: HTMLElement;
  readonly main: HTMLElement;
  readonly head: Head;
  readonly loading: Loading;
  control(action: ControlAction): void;
  /** What is drawn now, once there is a schema. */
  layout(): Layout | null;
  /** What the session is called. */
  name(): string;
  now(): number;
}

export class Situation {
  private readonly banner = createBanner();
  private readonly card;
  private readonly advice;
  private readonly speech;
  private status: SessionStatus = { status: "", detail: "", traceback: "" };
  link: ChannelStatus = { state: "connecting", rung: null, refusals: [] };

  /** @param signal Aborting it removes every listener. */
  constructor(
    private readonly parts: SituationParts,
    signal: AbortSignal,
  ) {
    this.card = createCard(() => parts.control("restart"), signal);
    this.advice = new AdviceBar(parts.control, signal);
    this.speech = createSpeech(parts.root, signal);
  }

  /** What stands between the head and the picture. */
  get notes(): readonly HTMLElement[] {
    return [this.banner.el, this.advice.el, this.parts.loading.el];
  }

  /** What only screen readers hear. */
  get voice(): HTMLElement {
    return this.speech.el;
  }

  get standing(): Standing {
    return standingOf(this.link.state, this.status.status);
  }

  advise(advice: Advice): void {
    this.advice.show(advice);
  }

  showStatus(status: SessionStatus): void {
    this.status = status;
    this.draw();
  }

  showLink(link: ChannelStatus): void {
    this.link = link;
    this.parts.head.statusLine.showLink(link);
    this.draw();
  }

  /** Draw it in all parts, of which one may be new. */
  draw(): void {
    const { standing } = this;
    const { status, cover, stopped, isOver, isLoading } = standing;
    const { root, main, head, loading, name, now } = this.parts;
    const layout = this.parts.layout();
    loading.show(isLoading ? name() : null, now());
    root.dataset.status = status;
    const word = head.statusLine.showStatus(status);
    head.toolbar.showStanding(standing);
    const reason = this.banner.show(this.status, standing);
    const { activeElement } = this.card.el.getRootNode() as ShadowRoot;
    const hadFocus = this.card.el.contains(activeElement);
    const words = this.card.show(this.status, standing);
    this.advice.showStanding(standing);
    layout?.setEnabled(!isOver && !isLoading && stopped === "");
    layout?.pictures.cover(cover);
    if (layout === null) main.append(this.card.el);
    else layout.pictures.stop(this.card.el);
    // What takes the card away must not leave a person at the page's beginning.
    if (hadFocus && this.card.el.hidden) layout?.pictures.first?.el.focus();
    this.speech.stand(word, reason, words);
  }
}
