import { expect, test } from "vitest";
import { standingOf } from "../../src/state/standing";

test.each([
  ["open", "running", "running", "", "", false],
  ["open", "paused", "paused", "Paused", "", false],
  ["open", "failed", "failed", "", "Failed", false],
  ["open", "stopped", "stopped", "", "Ended", true],
  ["connecting", "running", "running", "", "", false],
  ["lost", "running", "lost", "", "No kernel answers", true],
  ["lost", "paused", "lost", "", "No kernel answers", true],
  ["ended", "running", "ended", "", "Ended", true],
  ["ended", "failed", "ended", "", "Ended", true],
] as const)(
  "on a link that is %s, %s stands as %s",
  (link, status, word, cover, stopped, isOver) => {
    const is = { isOver, isLoading: false, isRunning: word === "running" };
    const standing = { status: word, cover, stopped, ...is };
    expect(standingOf(link, status)).toEqual(standing);
  },
);

test.each([
  ["open", "created", true],
  ["open", "loading", true],
  ["lost", "loading", false],
] as const)("on a link that is %s, %s is a load: %s", (link, status, isLoading) => {
  expect(standingOf(link, status).isLoading).toBe(isLoading);
});
