import { expect, test } from "vitest";
import { standingOf } from "../src/standing";

test.each([
  ["open", "running", "running", "", false],
  ["open", "paused", "paused", "Paused", false],
  ["open", "failed", "failed", "", false],
  ["open", "stopped", "stopped", "The session has ended", true],
  ["connecting", "running", "running", "", false],
  ["lost", "running", "lost", "No kernel answers", true],
  ["lost", "paused", "lost", "No kernel answers", true],
  ["ended", "running", "ended", "The session has ended", true],
  ["ended", "failed", "ended", "The session has ended", true],
] as const)(
  "on a link that is %s, %s stands as %s",
  (link, status, word, cover, over) => {
    const isRunning = word === "running";
    const standing = { status: word, cover, isOver: over, isLoading: false, isRunning };
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
