import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { backoffDelay } from "../../src/links/retry";
import { FakeSocket } from "../fakes/kernel";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  FakeSocket.made = [];
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("waits double up to the longest, a quarter less at most", () => {
  const backoff = { first: 100, longest: 1000 };
  const delays = [1, 2, 3, 4, 5].map((n) => backoffDelay(n, backoff, 0));
  expect(delays).toEqual([100, 200, 400, 800, 1000]);
  expect(backoffDelay(1, backoff, 1)).toBe(75);
});
