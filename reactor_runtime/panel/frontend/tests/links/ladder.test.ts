import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeWelcome } from "../../dev/messages";
import type { ChannelStatus } from "../../src/links/channel";
import { LinkLadder } from "../../src/links/ladder";
import type { RuntimeHeader } from "../../src/wire/protocol";
import type { Hello } from "../../src/wire/requests";
import { FakePort, FakeSocket, settle } from "../fakes/kernel";

const HELLO: Hello = { type: "hello", version: 1, codecs: ["jpeg"], view: "v" };
const DIRECT = { rung: "direct", url: "ws://127.0.0.1:9/panel/s", token: "secret" };
const WELCOME = makeWelcome({
  model: "M",
  description: "",
  controls: [],
  tracks: [],
  messages: [],
  file_picker: false,
});

/** How many listeners for `abort` are still on signals that are not aborted. */
function watchAbortListeners(): () => number {
  const added: [AbortSignal, AbortSignal | undefined][] = [];
  const plain = AbortSignal.prototype.addEventListener;
  vi.spyOn(AbortSignal.prototype, "addEventListener").mockImplementation(function (
    this: AbortSignal,
    ...[type, listener, options]: Parameters<typeof plain>
  ) {
    const until = typeof options === "object" ? options.signal : undefined;
    if (type === "abort") added.push([this, until]);
    plain.call(this, type, listener, options);
  });
  return () =>
    added.filter(([signal, until]) => !signal.aborted && !until?.aborted).length;
}

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

describe("the ladder", () => {
  let port: FakePort;
  let ladder: LinkLadder;
  let statuses: ChannelStatus[];
  let received: RuntimeHeader[];

  beforeEach(() => {
    port = new FakePort();
    [statuses, received] = [[], []];
  });

  afterEach(() => ladder.close());

  function climb(hostname = "localhost"): void {
    ladder = new LinkLadder(port, HELLO, { hostname });
    ladder.onstatus = (status) => void statuses.push(status);
    ladder.onmessage = (header) => void received.push(header);
    ladder.open();
  }

  async function offer(
    links: object[] = [DIRECT],
    refusals: object[] = [],
  ): Promise<void> {
    port.say({ type: "offer", view: "v", links, refusals });
    await settle();
  }

  async function welcomeDirect(): Promise<void> {
    FakeSocket.last.accept();
    FakeSocket.last.say(WELCOME);
    await settle();
  }

  async function welcomeComm(): Promise<void> {
    port.say({ type: "panel", view: "v", header: WELCOME });
    await settle();
  }

  const hellos = () =>
    port.of("panel").filter(({ header }) => (header as Hello).type === "hello");

  test("announces its origin before it tries anything", () => {
    climb();
    expect(port.sent.map(({ content }) => content)).toEqual([
      { type: "announce", origin: location.origin, view: "v" },
    ]);
    expect(FakeSocket.made).toEqual([]);
  });

  test("takes the direct link, with its token, and says hello first", async () => {
    climb();
    await offer();
    expect(FakeSocket.last.url).toBe("ws://127.0.0.1:9/panel/s?token=secret");
    await welcomeDirect();
    expect(FakeSocket.last.sent[0]).toMatchObject(HELLO);
    expect(statuses.at(-1)).toEqual({ state: "open", rung: "direct", refusals: [] });
    expect(received).toHaveLength(1);
    expect(hellos()).toEqual([]);
  });

  test("falls back to the comm and says why", async () => {
    climb();
    await offer();
    FakeSocket.last.drop();
    await settle();
    expect(hellos()).toHaveLength(1);
    await welcomeComm();
    expect(statuses.at(-1)).toEqual({
      state: "open",
      rung: "comm",
      refusals: [{ rung: "direct", reason: "the socket was refused" }],
    });
  });

  test("does not try the direct link of another machine", async () => {
    climb("hub.example.org");
    await offer();
    await welcomeComm();
    expect(FakeSocket.made).toEqual([]);
    expect(statuses.at(-1)?.refusals[0]?.reason).toContain("hub.example.org");
  });

  test("passes on why the kernel has no better link", async () => {
    climb();
    await offer([], [{ rung: "direct", reason: "no port is free" }]);
    await welcomeComm();
    expect(statuses.at(-1)?.refusals).toEqual([
      { rung: "direct", reason: "no port is free" },
    ]);
  });

  test("gives a silent socket up", async () => {
    climb();
    await offer();
    FakeSocket.last.accept();
    await vi.advanceTimersByTimeAsync(3000);
    await welcomeComm();
    expect(statuses.at(-1)?.rung).toBe("comm");
    expect(statuses.at(-1)?.refusals[0]?.reason).toBe("no answer within 3 s");
    expect(FakeSocket.last.readyState).toBe(FakeSocket.CLOSED);
  });

  test("carries on over the comm while it tries a dropped link again", async () => {
    climb();
    await offer();
    await welcomeDirect();
    FakeSocket.last.drop(1006);
    await welcomeComm();
    expect(statuses.at(-1)?.rung).toBe("comm");
    expect(ladder.send({ type: "ping", id: "a" })).toBe(true);
    expect(port.of("panel").at(-1)?.header).toEqual({ type: "ping", id: "a" });

    await vi.advanceTimersByTimeAsync(500);
    expect(port.of("announce")).toHaveLength(2);
    await offer();
    await welcomeDirect();
    expect(statuses.at(-1)).toMatchObject({ state: "open", rung: "direct" });
    await vi.advanceTimersByTimeAsync(1000);
    expect(port.of("close")).toEqual([{ type: "close", view: "v" }]);
  });

  test("keeps nothing of the links that it has left", async () => {
    const listeners = watchAbortListeners();
    climb();
    await offer();
    await welcomeDirect();
    const counts: number[] = [];
    for (let change = 0; change < 6; change += 1) {
      FakeSocket.last.drop(1006);
      await settle();
      await welcomeComm();
      await vi.advanceTimersByTimeAsync(1500);
      await offer();
      await welcomeDirect();
      expect(statuses.at(-1)?.rung).toBe("direct");
      await vi.advanceTimersByTimeAsync(1500);
      counts.push(listeners());
    }
    expect(counts.at(-1)).toBe(counts[0]);
  });

  test("waits longer with each attempt", async () => {
    climb();
    await offer();
    await welcomeDirect();
    FakeSocket.last.drop();
    await welcomeComm();
    const opened: number[] = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const announced = port.of("announce").length;
      const before = Date.now();
      while (port.of("announce").length === announced) {
        await vi.advanceTimersByTimeAsync(50);
      }
      opened.push(Date.now() - before);
      await offer();
      FakeSocket.last.drop();
      await settle();
    }
    expect(opened[3]).toBeGreaterThan(2 * (opened[0] ?? 0));
  });

  test("counts as lost when nothing answers, and comes back with the kernel", async () => {
    climb();
    await offer();
    await welcomeDirect();
    port.setLive(false);
    FakeSocket.last.drop();
    await settle();
    expect(statuses.at(-1)?.state).toBe("lost");
    expect(ladder.send({ type: "ping", id: "a" })).toBe(false);
    port.setLive(true);
    await settle();
    await offer();
    await welcomeDirect();
    expect(statuses.at(-1)).toMatchObject({ state: "open", rung: "direct" });
  });

  test("counts as lost after a while without an answer", async () => {
    climb();
    await vi.advanceTimersByTimeAsync(5000);
    expect(statuses.at(-1)?.state).toBe("lost");
    await welcomeComm();
    expect(statuses.at(-1)).toMatchObject({ state: "open", rung: "comm" });
  });

  test("ends with the session's goodbye and revives with its welcome", async () => {
    climb("elsewhere");
    await offer();
    await welcomeComm();
    const bye = { type: "bye", reason: "stopped" };
    port.say({ type: "panel", view: "v", header: bye });
    expect(statuses.at(-1)?.state).toBe("ended");
    await welcomeComm();
    expect(statuses.at(-1)?.state).toBe("open");
  });

  test("takes an offer that nobody asked for, as after a reload", async () => {
    climb();
    await offer([], [{ rung: "direct", reason: "the session is loading" }]);
    await welcomeComm();
    await offer();
    expect(port.of("announce")).toHaveLength(2);
    await offer();
    await welcomeDirect();
    expect(statuses.at(-1)).toMatchObject({ state: "open", rung: "direct" });
    await offer();
    expect(port.of("announce")).toHaveLength(2);
  });

  test("ignores what is meant for another view", async () => {
    climb("elsewhere");
    await offer();
    await welcomeComm();
    port.say({ type: "panel", view: "other", header: WELCOME });
    expect(received).toHaveLength(1);
  });

  test("leaves no listener, socket or timer behind", async () => {
    climb();
    await offer();
    await welcomeDirect();
    FakeSocket.last.drop();
    await welcomeComm();
    ladder.close();
    expect(port.listeners.size).toBe(0);
    expect(port.watchers.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    expect(port.of("close")).toHaveLength(1);
    expect(FakeSocket.made.every(({ readyState }) => readyState === 3)).toBe(true);
  });
});
