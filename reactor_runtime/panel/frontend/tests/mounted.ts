/** Mounts one panel at a time in the page, and looks into it. */

import { SCHEMA, STATE } from "../dev/schema";
import { mountPanel } from "../src/mount";
import type { PanelSchema } from "../src/wire/schema";
import { FakeChannel, makeWelcome, settle } from "./fakes";

export let channel: FakeChannel;
export let dispose: () => void;
export let root: ShadowRoot;

/** Mount a panel of *schema*; every test of one that does ends with {@link unmount}. */
export function mount(schema: PanelSchema = SCHEMA, width = 1000): void {
  const place = document.createElement("div");
  place.style.width = `${width}px`;
  document.body.append(place);
  channel = new FakeChannel();
  dispose = mountPanel(place, channel, { view: "view" });
  channel.tell("open", "relay");
  channel.say(makeWelcome(schema, STATE));
  root = place.querySelector("[data-testid=reactor-panel]")?.shadowRoot as ShadowRoot;
}

export const control = (name: string) =>
  root.querySelector<HTMLElement>(`[data-testid=control-${name}]`) as HTMLElement;
export const byId = (id: string) =>
  root.querySelector<HTMLElement>(`[data-testid=${id}]`) as HTMLElement;
export const last = () => channel.of("command").at(-1);
export const heightOf = (el: Element) => el.getBoundingClientRect().height;

/** Take the panel out of the page. */
export function unmount(): void {
  dispose();
  document.body.replaceChildren();
}

/** Settle each command that was sent, as the runtime does. */
export async function answer(): Promise<void> {
  for (const { id, data } of channel.of("command")) {
    channel.say({ type: "state", values: data });
    const rest = { superseded: false, message: null, code: null, text: "" };
    channel.say({ type: "answer", id: id ?? "", ok: true, number: 1, ...rest });
  }
  await settle();
}
