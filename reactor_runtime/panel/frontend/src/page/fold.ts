/** A heading that opens and closes what stands under it. */

import { make, makeIcon } from "./dom";

export interface Fold {
  readonly el: HTMLDetailsElement;
  readonly head: HTMLElement;
  readonly body: HTMLElement;
}

export function createFold(title: string, isOpen: boolean): Fold {
  const head = make("summary", "fold-head", makeIcon("chevron"), title);
  const body = make("div", "fold-body");
  const el = make("details", "fold", head, body);
  el.open = isOpen;
  return { el, head, body };
}
