/** The kernel's offer of faster links than the comm. */

import { isObject } from "../values";
import type { CommPort } from "./port";

export interface OfferedLink {
  readonly rung: string;
  readonly url: string;
  readonly token: string;
}

export interface Offer {
  readonly links: readonly OfferedLink[];
  /** Why there is nothing better, empty if there is. */
  readonly reason: string;
}

function readOffer(content: Record<string, unknown>): Offer {
  const links = Array.isArray(content.links) ? content.links : [];
  return {
    links: links.filter(
      (link): link is OfferedLink =>
        isObject(link) && typeof link.rung === "string" && typeof link.url === "string",
    ),
    reason: typeof content.reason === "string" ? content.reason : "",
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
): Promise<Offer | null> {
  return new Promise((resolve) => {
    const waiting = new AbortController();
    const settle = (offer: Offer | null): void => {
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
