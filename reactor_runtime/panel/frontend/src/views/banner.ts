/** What stands between head and picture: why the model is held, and advice. */

import { createTrace } from "../log/trace";
import { make, makeIcon, makeIconButton } from "../page/dom";
import { say } from "../page/speech";
import { type Standing, standingOf } from "../state/standing";
import type { Advice, SessionStatus } from "../wire/protocol";
import type { ControlAction } from "../wire/requests";

export interface Banner {
  readonly el: HTMLElement;
  /** Show *status*, which the session had last, as it stands now; returns the words. */
  show(status: SessionStatus, standing: Standing): string;
}

export function createBanner(): Banner {
  const text = make("p", "banner-text");
  const trace = createTrace();
  const el = make("div", "banner", text, trace.el);
  el.dataset.testid = "reactor-banner";
  el.hidden = true;

  const show = (
    { status, detail, traceback }: SessionStatus,
    standing: Standing,
  ): string => {
    // Why it was paused, say, is of no use once nobody is left to resume it.
    const isPast = status !== standing.status || standing.stopped !== "";
    el.hidden = isPast || (detail === "" && traceback === "");
    text.textContent = detail;
    trace.show(traceback);
    return el.hidden ? "" : detail;
  };
  return { el, show };
}

/** What a person should know of the session, and the button that helps. */
export class AdviceBar {
  readonly el: HTMLElement;
  private readonly text = make("p", "banner-text");
  private readonly button = make("button", "button", makeIcon("restart"), "Reload");
  private advice: Advice = { text: "", action: null };
  private standing = standingOf("connecting", "");

  /** @param act Called when the person takes the advice. */
  constructor(act: (action: ControlAction) => void, signal: AbortSignal) {
    const { text, button } = this;
    button.type = "button";
    button.dataset.testid = "reactor-reload";
    const putAway = (): void => this.show({ text: "", action: null });
    const close = makeIconButton("clear", "Put this away", putAway, signal);
    close.classList.add("small");
    const head = make("div", "banner-head", text, button, close);
    this.el = make("div", "banner advice", head);
    this.el.dataset.testid = "reactor-advice";
    const press = (): void => {
      if (this.advice.action !== null) act(this.advice.action);
    };
    button.addEventListener("click", press, { signal });
    this.draw();
  }

  /** Show *advice*; empty text takes the bar away. */
  show(advice: Advice): void {
    this.advice = advice;
    this.draw();
    say(this.el, advice.text);
  }

  /** Show it while it can be taken, its button where no other does the same. */
  showStanding(standing: Standing): void {
    this.standing = standing;
    this.draw();
  }

  private draw(): void {
    const { advice, el, text, button } = this;
    const { status, isOver, isLoading } = this.standing;
    el.hidden = advice.text === "" || isOver;
    text.textContent = advice.text;
    // The restart of a model that has failed loads it anew, too.
    button.hidden = advice.action === null || isLoading || status === "failed";
  }
}
