/** The kernel's offer of faster links than the comm, and where each one leads. */

import { isObject } from "../wire/values";
import type { CommPort, LinkRefusal } from "./channel";
import { type JupyterServer, socketAddress } from "./server";

/** A link through the page's own Jupyter Server, at *path* below its base URL. */
export interface OfferedPath {
  readonly rung: string;
  readonly path: string;
}

/** A link to the kernel's own socket. */
export interface OfferedSocket {
  readonly rung: string;
  readonly url: string;
  readonly token: string;
}

export type OfferedLink = OfferedPath | OfferedSocket;

export interface LinkOffer {
  /** Links to try in this order. */
  readonly links: readonly OfferedLink[];
  /** Rungs that the kernel does not offer, and why. */
  readonly refusals: readonly LinkRefusal[];
}

type Entry = Record<string, unknown>;

function readLink(entry: Entry): OfferedLink | null {
  const { rung, path, url, token } = entry;
  if (typeof rung !== "string") return null;
  if (typeof path === "string") return { rung, path };
  if (typeof url !== "string") return null;
  return { rung, url, token: typeof token === "string" ? token : "" };
}

function readRefusal({ rung, reason }: Entry): LinkRefusal | null {
  if (typeof rung !== "string" || typeof reason !== "string") return null;
  return { rung, reason };
}

function readAll<T>(entries: unknown, read: (entry: Entry) => T | null): T[] {
  if (!Array.isArray(entries)) return [];
  return entries
    .filter(isObject)
    .map(read)
    .filter((entry): entry is NonNullable<typeof entry> => entry !== null);
}

function readOffer(content: Entry): LinkOffer {
  return {
    links: readAll(content.links, readLink),
    refusals: readAll(content.refusals, readRefusal),
  };
}

/**
 * Announce this page's origin and wait for the kernel's offer.
 *
 * @returns The offer, or `null` if none came within *timeout* milliseconds, the comm is
 *   gone, or *signal* was aborted.
 */
export function askOffer(
  port: CommPort,
  view: string,
  timeout: number,
  signal: AbortSignal,
): Promise<LinkOffer | null> {
  return new Promise((resolve) => {
    const waiting = new AbortController();
    const settle = (offer: LinkOffer | null): void => {
      waiting.abort();
      clearTimeout(timer);
      resolve(offer);
    };
    const timer = setTimeout(() => settle(null), timeout);
    signal.addEventListener("abort", () => settle(null), { signal: waiting.signal });
    port.listen((content) => {
      if (!isObject(content) || content.type !== "offer") return;
      if (content.view === view) settle(readOffer(content));
    }, waiting.signal);
    try {
      port.send({ type: "announce", origin: location.origin, view });
    } catch {
      settle(null);
    }
  });
}

/** Whether *hostname* names the machine that the browser runs on. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname === "[::1]" ||
    /^127(\.\d{1,3}){3}$/.test(hostname) ||
    hostname.endsWith(".localhost")
  );
}

/** The address of a link, or why this page need not try it. */
export type Address = { readonly url: string } | { readonly reason: string };

/**
 * @param server The server that the page comes from.
 * @param hostname Host of the page.
 */
export function addressOf(
  offered: OfferedLink,
  server: JupyterServer | null,
  hostname: string,
): Address {
  if ("path" in offered) {
    return server === null
      ? { reason: "this page comes from no Jupyter Server" }
      : { url: socketAddress(server, offered.path) };
  }
  if (!isLoopback(hostname)) {
    return {
      reason: `this page comes from ${hostname}, not from the kernel's machine`,
    };
  }
  const address = new URL(offered.url);
  if (offered.token !== "") address.searchParams.set("token", offered.token);
  return { url: address.href };
}
