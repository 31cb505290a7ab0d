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
    expect(standingOf(link, status)).toEqual({ status: word, cover, isOver: over });
  },
);
