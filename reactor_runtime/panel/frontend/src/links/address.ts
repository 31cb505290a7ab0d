/** Where a page connects to for a link that the kernel offers. */

import { isLoopback, type OfferedLink } from "./offer";
import { type JupyterServer, socketAddress } from "./server";

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
