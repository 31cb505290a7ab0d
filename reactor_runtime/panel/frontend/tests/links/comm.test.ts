import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeWelcome } from "../../dev/messages";
import { CommChannel } from "../../src/links/comm";
import type { Hello } from "../../src/wire/requests";
import { FakePort, FakeSocket, settle } from "../fakes/kernel";

const HELLO: Hello = { type: "hello", version: 1, codecs: ["jpeg"], view: "v" };
const WELCOME = makeWelcome({
  model: "M",
  description: "",
  controls: [],
  tracks: [],
  messages: [],
  file_picker: false,
});

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

describe("a comm channel", () => {
  test("says hello, and goodbye when it is closed", async () => {
    const port = new FakePort();
    const channel = new CommChannel(port, HELLO);
    channel.open();
    await settle();
    port.say({ type: "panel", view: "v", header: WELCOME });
    channel.close();
    expect(port.sent.map(({ content }) => content.type)).toEqual(["panel", "close"]);
    expect(port.listeners.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
