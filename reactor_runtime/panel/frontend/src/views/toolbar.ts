/** The panel's head: what runs, how it stands, and what one can do with it. */

import { type IconName, make, makeIcon, makeIconButton, nameButton } from "../page/dom";
import { type Standing, standingOf } from "../state/standing";
import type { TuningStanding } from "../wire/protocol";
import type { ControlAction } from "../wire/requests";

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

export class Toolbar {
  readonly el: HTMLElement;
  private readonly title = make("h2", "title");
  private readonly session = make("div", "tools");
  private readonly sides = [make("b", "", "A"), make("b", "", "B")];
  private readonly hold;
  private readonly step;
  private readonly rerun;
  private readonly search;
  private readonly presets;
  private readonly tune;
  private readonly compare;
  private readonly reset;
  private isPaused = false;

  /** @param signal Aborting it removes every listener. */
  constructor(
    private readonly actions: ToolbarActions,
    { facts, chips, more }: ToolbarParts,
    private readonly signal: AbortSignal,
  ) {
    this.hold = this.make("pause", "Pause", "reactor-pause", () =>
      actions.control(this.isPaused ? "resume" : "pause"),
    );
    const step = (): void => actions.control("step");
    this.step = this.make(
      "step",
      "Step: run one step, then pause",
      "reactor-step",
      step,
    );
    const rerun = (): void => actions.control("restart");
    this.rerun = this.make("restart", "Restart the model", "reactor-rerun", rerun);
    this.search = this.make(
      "search",
      "Find a control",
      "reactor-search",
      actions.search,
    );
    const kept = "Presets: keep values under names";
    this.presets = this.make("presets", kept, "reactor-presets", actions.presets);
    this.tune = this.make("tune", "What was tuned", "reactor-tuned", actions.tune);
    const copy = this.make("copy", "Copy the values", "reactor-copy", actions.copy);
    const all = "Reset every control to its default";
    this.reset = this.make("reset", all, "reactor-reset", actions.reset);
    this.compare = this.createCompare();
    for (const later of [this.search, this.presets, this.tune]) later.hidden = true;
    chips.append(this.compare);
    this.session.append(this.hold, this.step, this.rerun);
    const tools = make("div", "tools", this.search, this.createExplain());
    tools.append(this.presets, this.tune, copy, this.reset, more);
    nameGroup(this.session, "Session");
    nameGroup(tools, "Controls");
    this.showStanding(standingOf("connecting", ""));
    this.el = make("div", "bar", this.title, facts, chips, this.session, tools);
  }

  showTitle(name: string, description: string): void {
    this.title.textContent = name;
    this.title.title = description;
  }

  /** Offer what makes sense as the session stands. */
  showStanding({ status, stopped, isOver, isLoading }: Standing): void {
    const { hold, step, rerun, reset, presets } = this;
    const isPaused = status === "paused";
    const isLive = isPaused || status === "running";
    this.isPaused = isPaused;
    nameButton(hold, isPaused ? "Resume" : "Pause");
    hold.replaceChildren(makeIcon(isPaused ? "resume" : "pause"));
    hold.disabled = !isLive;
    step.disabled = !isLive;
    rerun.disabled = !(isLive || status === "failed");
    reset.disabled = presets.disabled = isOver || isLoading || stopped !== "";
  }

  /** Whether there are so many controls that one would search them. */
  showSearch(isOffered: boolean): void {
    this.search.hidden = !isOffered;
  }

  /** Whether values can be kept under names. */
  showPresets(isOffered: boolean): void {
    this.presets.hidden = !isOffered;
  }

  /** Offer the bar of what was tuned, once something was. */
  showTuning(standing: TuningStanding | null): void {
    const { tune } = this;
    const count = Object.values(standing?.changed ?? {}).flat().length;
    tune.hidden = standing === null || !(count || standing.undo || standing.redo);
    tune.classList.toggle("tuned", count > 0);
    const many = count === 1 ? "1 setting is" : `${count} settings are`;
    nameButton(tune, `Tuning: ${many} not in the source`);
  }

  /** Say which of two compared sets of values holds. */
  showSide(side: string | null): void {
    this.compare.hidden = side === null;
    for (const mark of this.sides) {
      mark.classList.toggle("on", mark.textContent === side);
    }
    nameButton(this.compare, `A/B: ${side} holds; press it, or b, for the other`);
  }

  /** Add a button of some track at the end. */
  add(button: HTMLElement): void {
    this.session.append(button);
  }

  private make(
    icon: IconName,
    label: string,
    testid: string,
    pressed: () => void,
  ): HTMLButtonElement {
    const button = makeIconButton(icon, label, pressed, this.signal);
    button.dataset.testid = testid;
    return button;
  }

  private createExplain(): HTMLButtonElement {
    const label = "Show what each control does";
    const button = this.make("help", label, "reactor-explain", () => {
      const isExplained = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(isExplained));
      this.actions.explain(isExplained);
    });
    button.setAttribute("aria-pressed", "false");
    return button;
  }

  private createCompare(): HTMLButtonElement {
    const button = make("button", "chip compare", ...this.sides);
    button.type = "button";
    button.hidden = true;
    button.dataset.testid = "reactor-compare";
    button.addEventListener("click", this.actions.flip, { signal: this.signal });
    return button;
  }
}

function nameGroup(group: HTMLElement, name: string): void {
  group.setAttribute("role", "toolbar");
  group.setAttribute("aria-label", name);
}
