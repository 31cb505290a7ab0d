/** A link over one WebSocket. */

import { pack, unpack } from "../wire/packing";
import { readHeader } from "../wire/protocol";
import type { Hello } from "../wire/requests";
import type { Link, LinkEvents } from "./channel";

/**
 * Open one WebSocket and say hello on it.
 *
 * @param url Address, with the token in its query where one is needed.
 */
export function openSocket(
  url: string,
  rung: string,
  hello: Hello,
  events: LinkEvents,
): Link {
  const listening = new AbortController();
  const { signal } = listening;
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";

  const close = (): void => {
    listening.abort();
    socket.close();
  };
  const end = (reason: string): void => {
    if (signal.aborted) return;
    close();
    events.ended(reason);
  };

  let wasOpen = false;
  const open = (): void => {
    wasOpen = true;
    socket.send(pack(hello));
  };
  const receive = ({ data }: MessageEvent): void => {
    if (!(data instanceof ArrayBuffer)) return;
    try {
      const { header, buffers } = unpack(data);
      const known = readHeader(header);
      if (known !== null) events.message(known, buffers);
    } catch (error) {
      end(`a message could not be read (${error})`);
    }
  };
  socket.addEventListener("open", open, { signal });
  socket.addEventListener("message", receive, { signal });
  socket.addEventListener(
    "close",
    ({ code, reason }) => {
      const why = reason === "" ? `code ${code}` : reason;
      end(wasOpen ? `the socket closed (${why})` : "the socket was refused");
    },
    { signal },
  );

  return {
    rung,
    send: (header, buffers) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(pack(header, buffers));
    },
    buffered: () => socket.bufferedAmount,
    close,
  };
}
