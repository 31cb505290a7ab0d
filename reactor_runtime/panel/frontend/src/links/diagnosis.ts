/**
 * Find out why a path of the page's server gave no link.
 *
 * A page is not told why a WebSocket was refused, but it may ask the same address for a
 * document, and the answer tells.
 */

import { isObject } from "../wire/values";
import type { JupyterServer } from "./server";

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
