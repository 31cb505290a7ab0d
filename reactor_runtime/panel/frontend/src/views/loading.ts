/** What a model that loads is about: its name, for how long, and what it said last. */

import { make } from "../page/dom";
import type { LogEntry } from "../wire/protocol";

/** Times are seconds on the engine's clock. */
export interface Loading {
  readonly el: HTMLElement;
  /** Say that *name* loads *now*, or with `null` that nothing does. */
  show(name: string | null, now: number): void;
  /** Take from the log since when the model loads, and what it printed last. */
  follow(entries: readonly LogEntry[]): void;
  /** It is *now*. */
  tick(now: number): void;
  /** Forget what was printed, and when. */
  restart(): void;
}

/** `75` as `1 min 15 s`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

export function createLoading(): Loading {
  const what = make("span", "loading-what");
  const time = make("span", "loading-time");
  const line = make("span", "loading-line");
  line.dataset.testid = "reactor-loading-line";
  const el = make("div", "loading", what, time, line);
  el.dataset.testid = "reactor-loading";
  el.hidden = true;
  let began: number | null = null;
  const say = (text: string): void => {
    line.textContent = text;
    line.title = text;
  };
  const tick = (now: number): void => {
    if (began !== null) time.textContent = formatSeconds(now - began);
  };
  return {
    el,
    show: (name, now) => {
      began = name === null ? null : (began ?? now);
      el.hidden = name === null;
      const words = name === null ? "" : `Loading ${name}`;
      if (what.textContent !== words) what.textContent = words;
      tick(now);
    },
    follow: (entries) => {
      for (const { kind, at, text, data } of entries) {
        if (kind === "printed" && text !== "") say(text);
        else if (kind === "status" && data?.status === "loading") began = at;
      }
    },
    tick,
    restart: () => {
      began = null;
      say("");
    },
  };
}
