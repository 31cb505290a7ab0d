/** What a person should know of the session, and the button that helps. */

import { make, makeIcon, makeIconButton } from "../dom";
import type { Advice, ControlAction } from "../protocol";

export interface AdviceBar {
  readonly el: HTMLElement;
  /** Show *advice*; empty text takes the bar away. */
  show(advice: Advice): void;
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
      button.hidden = action === null;
    },
  };
}
