import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { isLoopback } from "../../src/links/offer";
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

test.each([
  ["localhost", true],
  ["127.0.0.1", true],
  ["127.8.0.1", true],
  ["[::1]", true],
  ["lab.localhost", true],
  ["localhost.example.org", false],
  ["127.0.0.1.example.org", false],
  ["", false],
])("%s is the browser's own machine: %s", (hostname, expected) => {
  expect(isLoopback(hostname)).toBe(expected);
});
