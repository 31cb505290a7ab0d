import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeWelcome } from "../../dev/messages";
import type { ChannelStatus } from "../../src/links/channel";
import { WebSocketChannel } from "../../src/links/socket";
import type { Hello } from "../../src/wire/requests";
import { FakeSocket, settle } from "../fakes/kernel";

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

describe("a WebSocket channel", () => {
  test("comes back with back-off after a drop", async () => {
    const channel = new WebSocketChannel("ws://host/panel", HELLO);
    const statuses: ChannelStatus[] = [];
    channel.onstatus = (status) => void statuses.push(status);
    channel.open();
    FakeSocket.last.accept();
    FakeSocket.last.say(WELCOME);
    await settle();
    FakeSocket.last.drop(1001, "going away");
    expect(statuses.at(-1)?.refusals[0]?.reason).toContain("going away");
    await vi.advanceTimersByTimeAsync(500);
    expect(FakeSocket.made).toHaveLength(2);
    FakeSocket.last.drop();
    await settle();
    await vi.advanceTimersByTimeAsync(1000);
    expect(FakeSocket.made).toHaveLength(3);
    channel.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
