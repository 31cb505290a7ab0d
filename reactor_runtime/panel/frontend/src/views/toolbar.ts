/** The panel's head: what runs, how it stands, and what one can do with it. */

import { type IconName, make, makeIcon, makeIconButton, nameButton } from "../page/dom";
import { type Standing, standingOf } from "../state/standing";
import type { TuningStanding } from "../wire/protocol";
import type { ControlAction } from "../wire/requests";

export interface Toolbar {
  readonly el: HTMLElement;
  showTitle(name: string, description: string): void;
  /** Offer what makes sense as the session stands. */
  showStanding(standing: Standing): void;
  /** Whether there are so many controls that one would search them. */
  showSearch(isOffered: boolean): void;
  /** Whether values can be kept under names. */
  showPresets(isOffered: boolean): void;
  /** Offer the bar of what was tuned, once something was. */
  showTuning(standing: TuningStanding | null): void;
  /** Say which of two compared sets of values holds. */
  showSide(side: string | null): void;
  /** Add a button of some track at the end. */
  add(button: HTMLElement): void;
}

export interface ToolbarActions {
  control(action: ControlAction): void;
  reset(): void;
  search(): void;
  copy(): void;
  presets(): void;
  /** Change between two sets of values. */
  flip(): void;
  /** Show what was tuned. */
  tune(): void;
  /** Show every description, or none. */
  explain(isExplained: boolean): void;
}

/** What others draw in the head. */
export interface ToolbarParts {
  readonly facts: HTMLElement;
  readonly chips: HTMLElement;
  readonly more: HTMLElement;
}

export function createToolbar(
  actions: ToolbarActions,
  { facts, chips, more }: ToolbarParts,
  signal: AbortSignal,
): Toolbar {
  const title = make("h2", "title");
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
  const rerun = button("restart", "Restart the model", "reactor-rerun", () =>
    actions.control("restart"),
  );
  const search = button("search", "Find a control", "reactor-search", actions.search);
  search.hidden = true;
  const explain = button(
    "help",
    "Show what each control does",
    "reactor-explain",
    () => {
      const isExplained = explain.getAttribute("aria-pressed") !== "true";
      explain.setAttribute("aria-pressed", String(isExplained));
      actions.explain(isExplained);
    },
  );
  explain.setAttribute("aria-pressed", "false");
  const presets = button(
    "presets",
    "PresetClient: keep values under names",
    "reactor-presets",
    actions.presets,
  );
  presets.hidden = true;
  const tune = button("tune", "What was tuned", "reactor-tuned", actions.tune);
  tune.hidden = true;
  const sides = [make("b", "", "A"), make("b", "", "B")];
  const compare = make("button", "chip compare", ...sides);
  compare.type = "button";
  compare.hidden = true;
  compare.dataset.testid = "reactor-compare";
  compare.addEventListener("click", actions.flip, { signal });
  chips.append(compare);
  const copy = button("copy", "Copy the values", "reactor-copy", actions.copy);
  const reset = button(
    "reset",
    "Reset every control to its default",
    "reactor-reset",
    actions.reset,
  );
  const session = make("div", "tools", hold, step, rerun);
  const tools = make(
    "div",
    "tools",
    ...[search, explain, presets, tune, copy, reset, more],
  );
  for (const [group, name] of [
    [session, "Session"],
    [tools, "Controls"],
  ] as const) {
    group.setAttribute("role", "toolbar");
    group.setAttribute("aria-label", name);
  }

  const showStanding = ({ status, stopped, isOver, isLoading }: Standing): void => {
    isPaused = status === "paused";
    const isLive = isPaused || status === "running";
    nameButton(hold, isPaused ? "Resume" : "Pause");
    hold.replaceChildren(makeIcon(isPaused ? "resume" : "pause"));
    hold.disabled = !isLive;
    step.disabled = !isLive;
    rerun.disabled = !(isLive || status === "failed");
    reset.disabled = presets.disabled = isOver || isLoading || stopped !== "";
  };
  const showTitle = (name: string, description: string): void => {
    title.textContent = name;
    title.title = description;
  };
  showStanding(standingOf("connecting", ""));
  return {
    el: make("div", "bar", title, facts, chips, session, tools),
    showTitle,
    showStanding,
    showSearch: (isOffered) => {
      search.hidden = !isOffered;
    },
    showPresets: (isOffered) => {
      presets.hidden = !isOffered;
    },
    showTuning: (standing) => {
      const count = Object.values(standing?.changed ?? {}).flat().length;
      tune.hidden = standing === null || !(count || standing.undo || standing.redo);
      tune.classList.toggle("tuned", count > 0);
      const many = count === 1 ? "1 setting is" : `${count} settings are`;
      nameButton(tune, `TuningClient: ${many} not in the source`);
    },
    showSide: (side) => {
      compare.hidden = side === null;
      for (const mark of sides) mark.classList.toggle("on", mark.textContent === side);
      nameButton(compare, `A/B: ${side} holds; press it, or b, for the other`);
    },
    add: (extra) => session.append(extra),
  };
}
