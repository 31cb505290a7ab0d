/** Messages of the panel protocol as what a socket carries. */

import type { PanelHeader } from "./requests";
import { isObject } from "./values";

/** Join *header* and *buffers* to the one binary message that a socket carries. */
export function pack(
  header: PanelHeader,
  buffers: readonly Uint8Array[] = [],
): Uint8Array<ArrayBuffer> {
  const lengths = buffers.map((buffer) => buffer.byteLength);
  const json = new TextEncoder().encode(
    JSON.stringify({ ...header, buffers: lengths }),
  );
  const total = lengths.reduce((sum, length) => sum + length, 4 + json.byteLength);
  const message = new Uint8Array(total);
  new DataView(message.buffer).setUint32(0, json.byteLength);
  message.set(json, 4);
  let offset = 4 + json.byteLength;
  for (const buffer of buffers) {
    message.set(buffer, offset);
    offset += buffer.byteLength;
  }
  return message;
}

/**
 * Split a socket's binary message. The buffers are views into *message*.
 *
 * @throws RangeError If the lengths that the message states do not fit it.
 */
export function unpack(message: ArrayBuffer): {
  header: unknown;
  buffers: Uint8Array<ArrayBuffer>[];
} {
  const size = new DataView(message).getUint32(0);
  const header: unknown = JSON.parse(
    new TextDecoder().decode(new Uint8Array(message, 4, size)),
  );
  const lengths =
    isObject(header) && Array.isArray(header.buffers) ? header.buffers : [];
  let offset = 4 + size;
  const buffers = lengths.map((length: number) => {
    const buffer = new Uint8Array(message, offset, length);
    offset += length;
    return buffer;
  });
  if (offset !== message.byteLength) {
    throw new RangeError(
      `message states ${offset} bytes, holds ${message.byteLength} bytes`,
    );
  }
  return { header, buffers };
}
