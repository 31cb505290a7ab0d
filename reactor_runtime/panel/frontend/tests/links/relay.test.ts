import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeWelcome } from "../../dev/messages";
import type { ChannelStatus } from "../../src/links/channel";
import { LinkLadder } from "../../src/links/ladder";
import { findServer, type JupyterServer } from "../../src/links/server";
import type { Hello } from "../../src/wire/requests";
import { FakePort, FakeSocket, settle } from "../fakes/kernel";

const HELLO: Hello = { type: "hello", version: 1, codecs: ["jpeg"], view: "v" };
const RELAY = { rung: "relay", path: "reactor/relay/k/s" };
const PROXY = { rung: "proxy", path: "proxy/9/panel/s?key=secret" };
const DIRECT = { rung: "direct", url: "ws://127.0.0.1:9/panel/s", token: "secret" };
const NO_EXTENSION =
  "this Jupyter Server has no reactor extension; install reactor-notebook in the " +
  "environment that runs Jupyter Server";
const WELCOME = makeWelcome({
  model: "M",
  description: "",
  controls: [],
  tracks: [],
  messages: [],
  file_picker: false,
});

function makePage(config: object): Document {
  const page = document.implementation.createHTMLDocument();
  const script = page.createElement("script");
  script.id = "jupyter-config-data";
  script.type = "application/json";
  script.textContent = JSON.stringify(config);
  page.body.append(script);
  return page;
}

function makeServer(config: object = {}): JupyterServer {
  const page = makePage({ baseUrl: "/user/ann/", ...config });
  const server = findServer(page, "https://hub.example.org/user/ann/lab/tree/a.ipynb");
  if (server === null) throw new Error("no server was found");
  return server;
}

describe("the ladder through a Jupyter Server", () => {
  let port: FakePort;
  let ladder: LinkLadder;
  let statuses: ChannelStatus[];
  let answers: Map<string, () => Response>;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("WebSocket", FakeSocket);
    FakeSocket.made = [];
    port = new FakePort();
    statuses = [];
    answers = new Map();
    vi.stubGlobal("fetch", async (url: URL) => {
      const answer = answers.get(url.pathname);
      return answer?.() ?? new Response("<html>", { status: 404 });
    });
  });

  afterEach(() => {
    ladder.close();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  function climb(server: JupyterServer | null, hostname = "localhost"): void {
    ladder = new LinkLadder(port, HELLO, { hostname, server });
    ladder.onstatus = (status) => void statuses.push(status);
    ladder.open();
  }

  async function offer(...links: object[]): Promise<void> {
    port.say({ type: "offer", view: "v", links, refusals: [] });
    await settle();
  }

  async function refuse(): Promise<void> {
    const tried = FakeSocket.made.length;
    FakeSocket.last.drop();
    await vi.waitUntil(() => FakeSocket.made.length > tried || hellos() > 0);
    await settle();
  }

  async function welcome(): Promise<void> {
    FakeSocket.last.accept();
    FakeSocket.last.say(WELCOME);
    await settle();
  }

  const hellos = () => port.of("panel").length;

  test("takes the relay first, below the server's base URL", async () => {
    climb(makeServer());
    await offer(RELAY, PROXY, DIRECT);
    await welcome();
    expect(FakeSocket.made.map(({ url }) => url)).toEqual([
      "wss://hub.example.org/user/ann/reactor/relay/k/s",
    ]);
    expect(statuses.at(-1)).toEqual({ state: "open", rung: "relay", refusals: [] });
  });

  test("takes the proxy when there is no extension, and says so", async () => {
    climb(makeServer());
    await offer(RELAY, PROXY, DIRECT);
    await refuse();
    await welcome();
    expect(FakeSocket.last.url).toBe(
      "wss://hub.example.org/user/ann/proxy/9/panel/s?key=secret",
    );
    expect(statuses.at(-1)).toEqual({
      state: "open",
      rung: "proxy",
      refusals: [{ rung: "relay", reason: NO_EXTENSION }],
    });
  });

  test("takes the direct link when the server has neither", async () => {
    climb(makeServer());
    await offer(RELAY, PROXY, DIRECT);
    await refuse();
    await refuse();
    await welcome();
    expect(FakeSocket.last.url).toBe("ws://127.0.0.1:9/panel/s?token=secret");
    expect(statuses.at(-1)?.rung).toBe("direct");
    expect(statuses.at(-1)?.refusals.map(({ rung }) => rung)).toEqual([
      "relay",
      "proxy",
    ]);
  });

  test("takes the comm when nothing comes up, with every reason", async () => {
    answers.set("/user/ann/reactor/relay/k/s", () =>
      Response.json(
        { ok: false, reason: "this Jupyter Server runs no kernel k" },
        { status: 404 },
      ),
    );
    climb(makeServer(), "hub.example.org");
    await offer(RELAY, PROXY, DIRECT);
    await refuse();
    await refuse();
    port.say({ type: "panel", view: "v", header: WELCOME });
    await settle();
    expect(statuses.at(-1)).toEqual({
      state: "open",
      rung: "comm",
      refusals: [
        { rung: "relay", reason: "this Jupyter Server runs no kernel k" },
        { rung: "proxy", reason: "this Jupyter Server has no jupyter-server-proxy" },
        {
          rung: "direct",
          reason: "this page comes from hub.example.org, not from the kernel's machine",
        },
      ],
    });
  });

  test("asks no server where the page comes from none", async () => {
    climb(null, "vscode-webview");
    await offer(RELAY, PROXY, DIRECT);
    port.say({ type: "panel", view: "v", header: WELCOME });
    await settle();
    expect(FakeSocket.made).toEqual([]);
    expect(statuses.at(-1)?.refusals[0]).toEqual({
      rung: "relay",
      reason: "this page comes from no Jupyter Server",
    });
  });

  test("lets the comm carry the traffic while a link hangs", async () => {
    climb(makeServer());
    await offer(RELAY);
    await vi.advanceTimersByTimeAsync(1500);
    port.say({ type: "panel", view: "v", header: WELCOME });
    await settle();
    expect(statuses.at(-1)).toMatchObject({ state: "open", rung: "comm" });
    await welcome();
    expect(statuses.at(-1)).toMatchObject({ state: "open", rung: "relay" });
    await vi.advanceTimersByTimeAsync(1000);
    expect(port.of("close")).toHaveLength(1);
  });

  test("comes back to the relay after a cut, over the comm in between", async () => {
    climb(makeServer());
    await offer(RELAY, DIRECT);
    await welcome();
    FakeSocket.last.drop();
    port.say({ type: "panel", view: "v", header: WELCOME });
    await settle();
    expect(statuses.at(-1)?.rung).toBe("comm");
    await vi.advanceTimersByTimeAsync(500);
    await offer(RELAY, DIRECT);
    await welcome();
    expect(statuses.at(-1)).toEqual({ state: "open", rung: "relay", refusals: [] });
  });

  test("leaves no timer behind when it is closed in the middle of a climb", async () => {
    climb(makeServer());
    await offer(RELAY);
    ladder.close();
    await settle();
    expect(vi.getTimerCount()).toBe(0);
  });
});
