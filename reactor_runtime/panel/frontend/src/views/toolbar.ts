/** The panel's head: what runs, how it stands, and what one can do with it. */

import { type IconName, make, makeIcon, makeIconButton, nameButton } from "../dom";
import type { ControlAction } from "../protocol";
import { type Standing, standingOf } from "../standing";

export interface Toolbar {
  readonly el: HTMLElement;
  showTitle(name: string, description: string): void;
  /** Offer what makes sense as the session stands. */
  showStanding(standing: Standing): void;
  /** Add a button of some track at the end. */
  add(button: HTMLElement): void;
}

export interface ToolbarActions {
  control(action: ControlAction): void;
  reset(): void;
}

export function createToolbar(actions: ToolbarActions, signal: AbortSignal): Toolbar {
  const title = make("h2", "title");
  const subtitle = make("span", "subtitle");
  let isPaused = false;
  const button = (
    icon: IconName,
    label: string,
    testid: string,
    pressed: () => void,
  ): HTMLButtonElement => {
    const made = makeIconButton(icon, label, pressed, signal);
    made.dataset.testid = testid;
    return made;
  };
  const hold = button("pause", "Pause", "reactor-pause", () =>
    actions.control(isPaused ? "resume" : "pause"),
  );
  const step = button("step", "Step: run one step, then pause", "reactor-step", () =>
    actions.control("step"),
  );
  const reset = button(
    "reset",
    "Reset every control to its default",
    "reactor-reset",
    () => actions.reset(),
  );
  const tools = make("div", "tools", hold, step, reset);
  tools.setAttribute("role", "toolbar");
  tools.setAttribute("aria-label", "Session");

  const showStanding = ({ status, isOver, isLoading }: Standing): void => {
    isPaused = status === "paused";
    const isLive = isPaused || status === "running";
    nameButton(hold, isPaused ? "Resume" : "Pause");
    hold.replaceChildren(makeIcon(isPaused ? "resume" : "pause"));
    hold.disabled = !isLive;
    step.disabled = !isLive;
    reset.disabled = isOver || isLoading;
  };
  const showTitle = (name: string, description: string): void => {
    title.textContent = name;
    subtitle.textContent = description;
    subtitle.title = description;
  };
  showStanding(standingOf("connecting", ""));
  return {
    el: make("div", "bar", title, subtitle, tools),
    showTitle,
    showStanding,
    add: (extra) => tools.append(extra),
  };
}
