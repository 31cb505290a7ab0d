/**
 * The Jupyter Server that a page comes from, and why a path of it gave no link.
 *
 * A page is not told why a WebSocket was refused, but it may ask the same address for a
 * document, and the answer tells.
 */

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

const PROXY = "proxy";
const LONGEST_REASON = 300;

function xsrfToken(): string {
  return /(?:^|;\s*)_xsrf=([^;]*)/.exec(document.cookie)?.[1] ?? "";
}

function headersFor({ token }: JupyterServer): Headers {
  const headers = new Headers({ Accept: "application/json" });
  if (token !== "") headers.set("Authorization", `token ${token}`);
  const xsrf = xsrfToken();
  if (xsrf !== "") headers.set("X-XSRFToken", xsrf);
  return headers;
}

/** What is said when nothing at the server knows the path. */
function absence(rung: string): string {
  return rung === PROXY
    ? "this Jupyter Server has no jupyter-server-proxy"
    : "this Jupyter Server has no reactor extension; install reactor-notebook in the " +
        "environment that runs Jupyter Server";
}

function readReason(text: string): string {
  try {
    const answer: unknown = JSON.parse(text);
    return isObject(answer) && typeof answer.reason === "string" ? answer.reason : "";
  } catch {
    return "";
  }
}

function interpret(rung: string, status: number, type: string, text: string): string {
  const reason = readReason(text);
  if (reason !== "") return reason.slice(0, LONGEST_REASON);
  if (status === 404) return absence(rung);
  // The panel socket itself has answered: the way there carries no WebSocket.
  const isSocket = rung === PROXY && type.startsWith("text/plain");
  if ((status === 200 && rung !== PROXY) || (isSocket && [403, 426].includes(status))) {
    return "something between this page and the server lets no WebSocket through";
  }
  if (status === 401 || status === 403) {
    return "this Jupyter Server does not know you; log in again and reload the page";
  }
  return `this Jupyter Server answered with status ${status}`;
}

/**
 * Return why no link came up at *path*; *known* where nothing better can be found out.
 *
 * @param timeout Milliseconds to wait for the server.
 */
export async function explain(
  server: JupyterServer,
  rung: string,
  path: string,
  known: string,
  timeout: number,
  signal: AbortSignal,
): Promise<string> {
  try {
    const response = await fetch(new URL(path, server.base), {
      headers: headersFor(server),
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
    });
    if (response.type === "opaqueredirect") return interpret(rung, 403, "", "");
    const type = response.headers.get("Content-Type") ?? "";
    return interpret(rung, response.status, type, await response.text());
  } catch {
    return `${known}, and this Jupyter Server does not answer`;
  }
}
