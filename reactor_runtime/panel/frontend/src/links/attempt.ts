/** Open one link and wait for the first message on it. */

import type { RuntimeHeader } from "../wire/protocol";
import type { Buffers, Link, OpenLink } from "./channel";

export interface AttemptEvents {
  /** The link answered; the first message follows. */
  answered(link: Link): void;
  message(link: Link, header: RuntimeHeader, buffers: Buffers): void;
  /** A link that had answered is over. */
  lost(link: Link, reason: string): void;
}

/**
 * Open a link; the promise says why it did not come up, `null` if it did.
 *
 * @param timeout Milliseconds to wait for the first message, `null` to wait for ever.
 * @param signal Aborting it closes a link that has not answered yet.
 */
export function attemptLink(
  open: OpenLink,
  timeout: number | null,
  events: AttemptEvents,
  signal: AbortSignal,
): Promise<string | null> {
  return new Promise((resolve) => {
    const pending = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = (reason: string | null): void => {
      pending.abort();
      clearTimeout(timer);
      resolve(reason);
    };
    const giveUp = (reason: string): void => {
      link.close();
      settle(reason);
    };
    const link = open({
      message: (header, buffers) => {
        if (!pending.signal.aborted) {
          settle(null);
          events.answered(link);
        }
        events.message(link, header, buffers);
      },
      ended: (reason) => {
        if (pending.signal.aborted) events.lost(link, reason);
        else settle(reason);
      },
    });
    if (timeout !== null) {
      const seconds = timeout / 1000;
      timer = setTimeout(() => giveUp(`no answer within ${seconds} s`), timeout);
    }
    signal.addEventListener("abort", () => giveUp("given up"), {
      signal: pending.signal,
    });
  });
}
