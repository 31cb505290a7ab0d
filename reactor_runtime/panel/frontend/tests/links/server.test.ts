import { afterEach, describe, expect, test, vi } from "vitest";
import {
  explain,
  findServer,
  type JupyterServer,
  socketAddress,
} from "../../src/links/server";

const NO_EXTENSION =
  "this Jupyter Server has no reactor extension; install reactor-notebook in the " +
  "environment that runs Jupyter Server";

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

describe("the page's server", () => {
  test("is read from the page's configuration", () => {
    const server = makeServer({ token: "t" });
    expect(server.base.href).toBe("https://hub.example.org/user/ann/");
    expect(socketAddress(server, "a?key=k")).toBe(
      "wss://hub.example.org/user/ann/a?key=k",
    );
  });

  test("gets its token in the address when it is another host or asks for it", () => {
    const elsewhere = makeServer({ baseUrl: "http://127.0.0.1:9/x", token: "t" });
    expect(socketAddress(elsewhere, "a")).toBe("ws://127.0.0.1:9/x/a?token=t");
    const asking = makeServer({ token: "t", appendToken: "True" });
    expect(socketAddress(asking, "a")).toBe("wss://hub.example.org/user/ann/a?token=t");
  });

  test("may take WebSockets elsewhere", () => {
    const server = makeServer({ wsUrl: "wss://sockets.example.org/ann/" });
    expect(socketAddress(server, "a")).toBe("wss://sockets.example.org/ann/a");
  });

  test("is none where the page tells of none", () => {
    expect(findServer(document.implementation.createHTMLDocument())).toBeNull();
    const garbled = makePage({});
    expect(findServer(garbled)).toBeNull();
    const script = garbled.getElementById("jupyter-config-data");
    script?.replaceChildren("{");
    expect(findServer(garbled)).toBeNull();
  });

  test("is found in a classic page, too", () => {
    const page = document.implementation.createHTMLDocument();
    page.body.dataset.baseUrl = "/classic/";
    expect(findServer(page, "http://a.example/x")?.base.pathname).toBe("/classic/");
  });
});

describe("why a link did not come up", () => {
  afterEach(() => vi.unstubAllGlobals());

  async function ask(rung: string, answer: () => Response): Promise<string> {
    vi.stubGlobal("fetch", async () => answer());
    const { signal } = new AbortController();
    return explain(makeServer(), rung, "p", "the socket was refused", 50, signal);
  }

  const html = { "Content-Type": "text/html" };
  const plain = { "Content-Type": "text/plain; charset=utf-8" };

  test.each([
    ["relay", () => new Response("", { status: 404 }), NO_EXTENSION],
    ["proxy", () => new Response("", { status: 404 }), "no jupyter-server-proxy"],
    ["relay", () => Response.json({ ok: true }), "lets no WebSocket through"],
    [
      "relay",
      () => Response.json({ reason: "the kernel is gone" }, { status: 502 }),
      "the kernel is gone",
    ],
    ["relay", () => new Response("", { status: 403 }), "does not know you"],
    ["proxy", () => new Response("", { status: 403, headers: html }), "not know you"],
    [
      "proxy",
      () => new Response("Origin", { status: 403, headers: plain }),
      "lets no WebSocket through",
    ],
    ["proxy", () => new Response("", { status: 500 }), "answered with status 500"],
    ["relay", () => Response.error(), "answered with status 0"],
  ])("%s: case %#", async (rung, answer, expected) => {
    expect(await ask(rung, answer)).toContain(expected);
  });

  test("is what is known when the server does not answer", async () => {
    const reason = await ask("relay", () => {
      throw new TypeError("failed to fetch");
    });
    expect(reason).toBe(
      "the socket was refused, and this Jupyter Server does not answer",
    );
  });
});
