import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PausedAnswer } from "../../src/state/answering";

const step = vi.fn();
let closing: AbortController;
let answer: PausedAnswer;

beforeEach(() => {
  vi.useFakeTimers();
  step.mockClear();
  closing = new AbortController();
  answer = new PausedAnswer(step, closing.signal);
  answer.follow(true);
});

afterEach(() => {
  closing.abort();
  vi.useRealTimers();
});

test("changes during a step ask for one more together, once it is seen", () => {
  for (let count = 0; count < 4; count += 1) answer.changed();
  expect(step).toHaveBeenCalledTimes(1);
  answer.drawn();
  expect(step).toHaveBeenCalledTimes(2);
  answer.drawn();
  expect(step).toHaveBeenCalledTimes(2);
});

test("a step that shows nothing is not waited for", () => {
  answer.changed();
  answer.changed();
  vi.advanceTimersByTime(2000);
  expect(step).toHaveBeenCalledTimes(2);
});

test("a model that runs again owes none", () => {
  answer.changed();
  answer.changed();
  answer.follow(false);
  answer.drawn();
  answer.changed();
  expect(step).toHaveBeenCalledTimes(1);
});

test("whoever turned it off gets none", () => {
  answer.isOn = false;
  answer.changed();
  expect(step).not.toHaveBeenCalled();
});
