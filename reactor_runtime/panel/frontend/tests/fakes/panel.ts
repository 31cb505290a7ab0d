/** Mounts one panel at a time in the page, and looks into it. */

import { expect, vi } from "vitest";
import { makeAnswer, makeFrame, makeWelcome } from "../../dev/messages";
import { SCHEMA, STATE } from "../../dev/schema";
import { mountPanel } from "../../src/mount";
import type { FrameHeader, ModelMessage, Welcome } from "../../src/wire/protocol";
import type { CommandHeader } from "../../src/wire/requests";
import type { PanelSchema } from "../../src/wire/schema";
import { FakeChannel, settle } from "./kernel";
import { makeJpeg } from "./pictures";

export let channel: FakeChannel;
export let dispose: () => void = () => undefined;
export let root: ShadowRoot;

export interface MountOptions {
  /** Of a place that is made for the panel. */
  readonly width?: number;
  /** A place that is there. */
  readonly place?: HTMLElement;
  readonly rung?: string;
  /** What the welcome says otherwise. */
  readonly welcome?: Partial<Welcome>;
}

/** Mount a panel of *schema*; every test of one that does ends with {@link unmount}. */
export function mount(schema: PanelSchema = SCHEMA, options: MountOptions = {}): void {
  const { width = 1000, rung = "relay", welcome } = options;
  const place = options.place ?? document.createElement("div");
  if (options.place === undefined) {
    place.style.width = `${width}px`;
    document.body.append(place);
  }
  channel = new FakeChannel();
  dispose = mountPanel(place, channel, { view: "view" });
  channel.tell("open", rung);
  channel.say({ ...makeWelcome(schema, STATE, rung), ...welcome });
  const hosts = place.querySelectorAll("[data-testid=reactor-panel]");
  root = hosts[hosts.length - 1]?.shadowRoot as ShadowRoot;
}

/** Take the panel out of the page. */
export function unmount(): void {
  dispose();
  document.body.replaceChildren();
}

export const seek = <T extends HTMLElement>(selector: string): T | null =>
  root.querySelector<T>(selector);

export function get<T extends HTMLElement>(selector: string): T {
  const found = seek<T>(selector);
  if (found === null) throw new Error(`no ${selector}`);
  return found;
}

/** What tests know as *id*; a test may expect that there is none. */
export const byId = <T extends HTMLElement>(id: string): T =>
  seek<T>(`[data-testid="${id}"]`) as T;
export const control = (name: string) =>
  seek(`[data-testid=control-${name}]`) as HTMLElement;
export const range = (name: string) =>
  get<HTMLInputElement>(`[data-testid=control-${name}] input[type=range]`);
export const box = (name: string) =>
  get<HTMLInputElement>(`[data-testid=control-${name}] input[type=number]`);
export const last = () => channel.of("command").at(-1);
export const heightOf = (el: Element) => el.getBoundingClientRect().height;

export function drag(name: string, ...values: number[]): void {
  for (const value of values) {
    range(name).value = String(value);
    range(name).dispatchEvent(new Event("input"));
  }
}

export async function drawFrame(
  sequence: number,
  more: Partial<FrameHeader> = {},
): Promise<void> {
  channel.say({ ...makeFrame(sequence), ...more }, [await makeJpeg()]);
  const canvas = byId<HTMLCanvasElement>("reactor-canvas-main_video");
  await vi.waitFor(() => expect(canvas.dataset.sequence).toBe(String(sequence)));
}

export function lastCommand(): CommandHeader {
  const command = last();
  if (command === undefined) throw new Error("no command was sent");
  return command;
}

/** Refuse the last command, for *field* of it. */
export async function refuse(field: string | null, reason: string): Promise<void> {
  const { id, name: command } = lastCommand();
  const base = { type: "rejected", id, command, code: "invalid_command" } as const;
  const text = field === null ? reason : `${command}: ${field} ${reason}`;
  const why = { field, text, reason: field === null ? null : reason };
  channel.say({ ...base, ...why, value: 9, constraint: "le", number: 1 });
  await settle();
}

/** Accept one command, by default the last. */
export async function accept(
  message: ModelMessage | null = null,
  { id } = lastCommand(),
): Promise<void> {
  if (message !== null) {
    // As the runtime does it: every panel of the client is told, then the asker.
    channel.say({ type: "message", ...message, step: 1, at: 5 });
  }
  channel.say(makeAnswer(id, { message }));
  await settle();
}

/** Settle each command that was sent, as the runtime does. */
export async function answer(): Promise<void> {
  for (const { id, data } of channel.of("command")) {
    channel.say({ type: "state", values: data });
    channel.say(makeAnswer(id ?? ""));
  }
  await settle();
}
