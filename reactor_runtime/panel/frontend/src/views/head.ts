/** The panel's head: what it says, what it offers, and what opens under it. */

import { explainLacks, findLacks } from "../insecure";
import type { ControlAction } from "../protocol";
import type { PanelSchema } from "../schema";
import type { JsonObject } from "../values";
import { createCopyBar } from "./copying";
import { createOption } from "./option";
import { createStatusLine, type StatusLine } from "./statusline";
import { createToolbar, type Toolbar } from "./toolbar";

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
}

export interface Head {
  readonly els: readonly HTMLElement[];
  readonly toolbar: Toolbar;
  readonly statusLine: StatusLine;
}

const ANSWERS = "While paused, a changed value makes one step";

export function createHead(deeds: HeadDeeds, signal: AbortSignal): Head {
  const statusLine = createStatusLine(explainLacks(findLacks()), signal);
  statusLine.notes.append(createOption(ANSWERS, deeds.answers, signal));
  const copyBar = createCopyBar(deeds.read, deeds.copied, signal);
  const actions = { ...deeds, copy: copyBar.toggle };
  const toolbar = createToolbar(actions, statusLine, signal);
  return { toolbar, statusLine, els: [toolbar.el, statusLine.notes, copyBar.el] };
}
