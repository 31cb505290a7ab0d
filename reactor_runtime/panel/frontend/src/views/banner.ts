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

export interface AdviceBar {
  readonly el: HTMLElement;
  /** Show *advice*; empty text takes the bar away. */
  show(advice: Advice): void;
  /** Show it while it can be taken, its button where no other does the same. */
  showStanding(standing: Standing): void;
}

/** @param act Called when the person takes the advice. */
export function createAdvice(
  act: (action: ControlAction) => void,
  signal: AbortSignal,
): AdviceBar {
  const text = make("p", "banner-text");
  const button = make("button", "button", makeIcon("restart"), "Reload");
  button.type = "button";
  button.dataset.testid = "reactor-reload";
  const close = makeIconButton("clear", "Put this away", () => putAway(), signal);
  close.classList.add("small");
  const el = make(
    "div",
    "banner advice",
    make("div", "banner-head", text, button, close),
  );
  el.dataset.testid = "reactor-advice";

  let advice: Advice = { text: "", action: null };
  let standing = standingOf("connecting", "");
  const draw = (): void => {
    const { status, isOver, isLoading } = standing;
    el.hidden = advice.text === "" || isOver;
    text.textContent = advice.text;
    // The restart of a model that has failed loads it anew, too.
    button.hidden = advice.action === null || isLoading || status === "failed";
  };
  const show = (next: Advice): void => {
    advice = next;
    draw();
    say(el, next.text);
  };
  const putAway = (): void => show({ text: "", action: null });
  const press = (): void => {
    if (advice.action !== null) act(advice.action);
  };
  button.addEventListener("click", press, { signal });
  draw();
  return {
    el,
    show,
    showStanding: (next) => {
      standing = next;
      draw();
    },
  };
}
