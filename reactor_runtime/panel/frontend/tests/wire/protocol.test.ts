import { expect, test } from "vitest";
import { pack, unpack } from "../../src/links/socket";
import { readHeader } from "../../src/wire/protocol";
import type { PanelHeader } from "../../src/wire/requests";
import { isSameJson } from "../../src/wire/values";

interface Golden {
  readonly header: { readonly type: string };
  readonly buffers: readonly string[];
  readonly packed?: string;
}

const goldens = import.meta.glob<Golden>(
  "../../../../../tests/fixtures/panel/**/*.json",
  {
    eager: true,
    import: "default",
  },
);

function decode(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

const replies = Object.entries(goldens).filter(([path]) => path.includes("/replies/"));

test("there are goldens of both directions", () => {
  expect(replies.length).toBeGreaterThan(10);
  expect(Object.keys(goldens).some((path) => path.includes("/requests/"))).toBe(true);
});

test.each(replies)("the panel knows the type of %s", (_, { header }) => {
  expect(readHeader(header)).toBe(header);
});

test.each(Object.entries(goldens))("%s survives packing", (_, { header, buffers }) => {
  const packed = pack(header as PanelHeader, buffers.map(decode));
  const read = unpack(packed.buffer);
  const lengths = buffers.map((buffer) => decode(buffer).length);
  expect(read.header).toEqual({ ...header, buffers: lengths });
  expect(read.buffers).toEqual(buffers.map(decode));
});

test("a message packed in Python is read", () => {
  const packed = Object.values(goldens).find((golden) => golden.packed !== undefined);
  const message = decode(packed?.packed ?? "");
  const { header, buffers } = unpack(message.buffer);
  expect(isSameJson({ ...packed?.header, buffers: [4] }, header)).toBe(true);
  expect(buffers).toEqual(packed?.buffers.map(decode));
});

test("a message shorter than it states is refused", () => {
  const message = pack({ type: "ping", id: "a" }, [new Uint8Array(8)]);
  expect(() => unpack(message.slice(0, -1).buffer)).toThrow(RangeError);
});

test("an unknown type is no message of the protocol", () => {
  expect(readHeader({ type: "newer" })).toBeNull();
  expect(readHeader(null)).toBeNull();
});
