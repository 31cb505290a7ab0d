/** The panel's head: what it says, what it offers, and what opens under it. */

import { createOption, make } from "../page/dom";
import { explainLacks, findLacks } from "../page/insecure";
import type { PresetClient } from "../state/presets";
import type { TuningClient } from "../state/tuning";
import type { ControlAction } from "../wire/requests";
import type { PanelSchema } from "../wire/schema";
import type { JsonObject } from "../wire/values";
import type { BindingBar } from "./binding-bar";
import { createCopyBar } from "./copy-bar";
import { PresetBar } from "./preset-bar";
import { StatusLine } from "./statusline";
import { Toolbar } from "./toolbar";
import { TuneBar } from "./tune-bar";

/** What the head asks of the panel. */
export interface HeadDeeds {
  control(action: ControlAction): void;
  reset(): void;
  search(): void;
  /** Show every description, or none. */
  explain(isExplained: boolean): void;
  /** Whether a paused picture answers a changed value. */
  answers(isOn: boolean): void;
  /** What is copied; `null` before there is anything. */
  read(): { readonly values: JsonObject; readonly schema: PanelSchema } | null;
  /** What came of it. */
  copied(isCopied: boolean, text: string): void;
  /** Open the bar on which keys are bound. */
  bindings(): void;
  readonly presets: PresetClient;
  readonly tuning: TuningClient;
}

export interface Head {
  readonly els: readonly HTMLElement[];
  readonly toolbar: Toolbar;
  readonly statusLine: StatusLine;
  /** Put the bar of a layout under the head; `null` where it has none. */
  place(bindings: BindingBar | null): void;
}

const ANSWERS = "While paused, a changed value makes one step";

export function createHead(deeds: HeadDeeds, signal: AbortSignal): Head {
  const statusLine = new StatusLine(explainLacks(findLacks()), signal);
  statusLine.notes.append(createOption(ANSWERS, deeds.answers, signal));
  const binder = make("button", "button small", "Keys, gamepad and pointer…");
  binder.type = "button";
  binder.dataset.testid = "reactor-binder";
  binder.addEventListener("click", deeds.bindings, { signal });
  statusLine.notes.append(binder);
  const slot = make("div");
  const place = (bindings: BindingBar | null): void => {
    binder.hidden = bindings === null;
    slot.replaceChildren(...(bindings === null ? [] : [bindings.el]));
  };
  const copyBar = createCopyBar(deeds.read, deeds.copied, signal);
  const presetBar = new PresetBar(deeds.presets, signal);
  const tuneBar = new TuneBar(deeds.tuning, signal);
  const actions = {
    ...deeds,
    tune: () => tuneBar.toggle(),
    copy: copyBar.toggle,
    presets: () => presetBar.toggle(),
    flip: () => deeds.presets.flip(),
  };
  const toolbar = new Toolbar(actions, statusLine, signal);
  deeds.tuning.follow(() => toolbar.showTuning(deeds.tuning.standing), signal);
  const bars = [copyBar.el, presetBar.el, tuneBar.el];
  const els = [toolbar.el, statusLine.notes, ...bars, slot];
  return { toolbar, statusLine, els, place };
}
