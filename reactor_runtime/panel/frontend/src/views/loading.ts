/** What a model that loads is about: its name, for how long, and what it said last. */

import { make } from "../dom";

export interface Loading {
  readonly el: HTMLElement;
  /** Say that *name* has been loading since *at*, or with `null` that nothing loads. */
  show(name: string, at: number | null): void;
  /** What the model printed last, or its progress bar. */
  say(line: string): void;
  /** It is *now*, in seconds on the clock that *at* was told on. */
  tick(now: number): void;
}

/** `75` as `1 min 15 s`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

export function createLoading(): Loading {
  const what = make("span", "loading-what");
  const time = make("span", "loading-time");
  // A screen reader that is told of every second says nothing else any more.
  time.setAttribute("aria-hidden", "true");
  const line = make("span", "loading-line");
  line.dataset.testid = "reactor-loading-line";
  const el = make("div", "loading", what, time, line);
  el.dataset.testid = "reactor-loading";
  el.setAttribute("role", "status");
  el.hidden = true;
  let since: number | null = null;
  return {
    el,
    show: (name, at) => {
      since = at;
      el.hidden = at === null;
      const words = at === null ? "" : `Loading ${name}`;
      if (what.textContent !== words) what.textContent = words;
    },
    say: (text) => {
      line.textContent = text;
      line.title = text;
    },
    tick: (now) => {
      if (since !== null) time.textContent = formatSeconds(now - since);
    },
  };
}
