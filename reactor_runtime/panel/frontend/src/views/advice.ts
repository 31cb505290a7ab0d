/** What a person should know of the session, and the button that helps. */

import { make, makeIcon, makeIconButton } from "../dom";
import type { Advice, ControlAction } from "../protocol";
import type { Standing } from "../standing";

export interface AdviceBar {
  readonly el: HTMLElement;
  /** Show *advice*; empty text takes the bar away. */
  show(advice: Advice): void;
  /** Offer the button where it does something, and nothing else does the same. */
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
  let action: ControlAction | null = null;
  let isOffered = true;
  const offer = (): void => {
    button.hidden = action === null || !isOffered;
  };
  const press = (): void => {
    if (action !== null) act(action);
  };
  button.addEventListener("click", press, { signal });
  const el = make("div", "banner advice");
  const close = makeIconButton(
    "clear",
    "Put this away",
    () => {
      el.hidden = true;
    },
    signal,
  );
  close.classList.add("small");
  el.append(make("div", "banner-head", text, button, close));
  el.dataset.testid = "reactor-advice";
  el.setAttribute("role", "status");
  el.hidden = true;
  return {
    el,
    show: (advice) => {
      action = advice.action;
      el.hidden = advice.text === "";
      text.textContent = advice.text;
      offer();
    },
    showStanding: ({ status, isOver, isLoading }) => {
      // The restart of a model that has failed loads it anew, too.
      isOffered = !isOver && !isLoading && status !== "failed";
      offer();
    },
  };
}
