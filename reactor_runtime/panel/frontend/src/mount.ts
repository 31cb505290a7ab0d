/** Put a panel into the page, and take it out again. */

import type { Channel } from "./links/channel";
import { make } from "./page/dom";
import { Panel, type PanelOptions } from "./panel/panel";
import { type SessionMember, SharedSession } from "./session/session";

/** Draw *member*'s panel into *el*; returns what removes it and leaves the session. */
export function mountMember(
  el: HTMLElement,
  member: SessionMember,
  options: PanelOptions,
): () => void {
  const host = make("div");
  el.append(host);
  const panel = new Panel(host, member, options);
  panel.mount();
  let isMounted = true;
  return () => {
    if (!isMounted) return;
    isMounted = false;
    panel.dispose();
    host.remove();
  };
}

/**
 * Draw a panel into *el* over *channel*, which the panel then owns: it sets the
 * listeners, and closes it in the end.
 *
 * @returns What removes the panel, with every listener, socket, timer and object URL.
 */
export function mountPanel(
  el: HTMLElement,
  channel: Channel,
  options: PanelOptions,
): () => void {
  return mountMember(el, new SharedSession(channel).join(), options);
}
