/** The Jupyter Server that a page comes from, as the page itself tells. */

import { isObject } from "../wire/values";

export interface JupyterServer {
  /** Address of the server, with a slash at its end. */
  readonly base: URL;
  /** The same for WebSockets. */
  readonly socketBase: URL;
  /** Lets requests in that carry no cookie of the server; empty where cookies do. */
  readonly token: string;
  /** Whether the token belongs into the address of a WebSocket. */
  readonly appendsToken: boolean;
}

type Config = Readonly<Record<string, unknown>>;

/** JupyterLab, Notebook 7 and Voilà write their configuration into the page. */
function readConfig(page: Document): Config | null {
  const text = page.getElementById("jupyter-config-data")?.textContent;
  if (text) {
    try {
      const config: unknown = JSON.parse(text);
      if (isObject(config) && typeof config.baseUrl === "string") return config;
    } catch {
      return null;
    }
  }
  const { baseUrl } = page.body.dataset;
  return baseUrl === undefined ? null : { baseUrl };
}

function asFolder(address: string, below: string): URL {
  const url = new URL(address, below);
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

/** Return the page's server, `null` for a page that comes from something else. */
export function findServer(
  page: Document = document,
  href: string = location.href,
): JupyterServer | null {
  const config = readConfig(page);
  if (config === null) return null;
  const text = (key: string): string => String(config[key] ?? "");
  try {
    const base = asFolder(text("baseUrl"), href);
    const socketBase = asFolder(text("wsUrl") || base.href, base.href);
    socketBase.protocol = socketBase.protocol.replace(/^http/, "ws");
    const isElsewhere = socketBase.host !== new URL(href).host;
    const appendsToken = text("appendToken").toLowerCase() === "true" || isElsewhere;
    return { base, socketBase, token: text("token"), appendsToken };
  } catch {
    return null;
  }
}

/** Where a WebSocket to *path*, relative to the server, connects to. */
export function socketAddress(server: JupyterServer, path: string): string {
  const address = new URL(path, server.socketBase);
  if (server.appendsToken && server.token !== "") {
    address.searchParams.set("token", server.token);
  }
  return address.href;
}
