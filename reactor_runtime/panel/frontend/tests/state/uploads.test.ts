import { beforeEach, describe, expect, test, vi } from "vitest";
import { TransferError, Uploads } from "../../src/state/uploads";
import type { UploadReply } from "../../src/wire/protocol";
import { FakeChannel, settle } from "../fakes/kernel";

const CHUNK = 4;

describe("an upload", () => {
  let channel: FakeChannel;
  let uploads: Uploads;
  let progress: number[];
  const file = new File(["0123456789abcdefghijklmnopqrst"], "letters.txt", {
    type: "text/plain",
  });

  beforeEach(() => {
    channel = new FakeChannel();
    uploads = new Uploads(channel, "view");
    uploads.restart(CHUNK);
    progress = [];
  });

  function start(signal = new AbortController().signal): Promise<string> {
    const report = (received: number): void => void progress.push(received);
    const sent = uploads.send(file, report, signal);
    sent.catch(() => undefined);
    return sent;
  }

  async function reply(changes: Partial<UploadReply>): Promise<void> {
    const id = channel.of("upload").at(-1)?.id ?? "";
    const base = { type: "upload", id, upload_id: "u1", received: 0 } as const;
    const rest = { size: file.size, done: false, code: null, text: "" };
    uploads.receive({ ...base, ...rest, ...changes });
    await settle();
  }

  /** Reading a file takes the browser a moment. */
  const until = (expected: () => void): Promise<void> => vi.waitFor(expected);

  const chunks = () => channel.of("upload").filter(({ event }) => event === "chunk");

  test("announces name, type and size before any byte", () => {
    void start();
    expect(channel.of("upload")).toEqual([
      {
        type: "upload",
        id: "view:upload:1",
        event: "begin",
        name: "letters.txt",
        mime_type: "text/plain",
        size: 30,
      },
    ]);
  });

  test("sends chunks in order, a few unanswered at a time", async () => {
    void start();
    await reply({ received: 0 });
    await until(() => expect(chunks()).toHaveLength(3));
    await reply({ received: 4 });
    await until(() => expect(chunks()).toHaveLength(4));
    const offsets = chunks().map((header) => "offset" in header && header.offset);
    expect(offsets).toEqual([0, 4, 8, 12]);
    expect(new TextDecoder().decode(channel.sent.at(-1)?.buffers[0])).toBe("cdef");
    expect(progress).toEqual([0, 4]);
  });

  test("ends after the last byte and gives the id", async () => {
    const sent = start();
    const ends = () => channel.of("upload").filter(({ event }) => event === "end");
    for (let received = 0; received < 30; received += CHUNK) {
      await reply({ received });
      const sent = Math.min(8, received / CHUNK + 3);
      await until(() => expect(chunks()).toHaveLength(sent));
    }
    await until(() => expect(ends()).toHaveLength(1));
    await reply({ received: 30, done: true });
    expect(await sent).toBe("u1");
  });

  test("ends an empty file without a chunk", async () => {
    const empty = new File([], "empty.txt");
    const sent = uploads.send(empty, () => undefined, new AbortController().signal);
    await reply({ received: 0 });
    expect(channel.of("upload").map(({ event }) => event)).toEqual(["begin", "end"]);
    await reply({ done: true });
    expect(await sent).toBe("u1");
  });

  test("fails with the runtime's words when it is refused", async () => {
    const sent = start();
    await reply({ upload_id: null, code: "too_large", text: "30 bytes, at most 10." });
    await expect(sent).rejects.toThrow(new TransferError("30 bytes, at most 10."));
    expect(chunks()).toHaveLength(0);
  });

  test("can be cancelled", async () => {
    const cancelling = new AbortController();
    const sent = start(cancelling.signal);
    cancelling.abort();
    await expect(sent).rejects.toThrow(TransferError);
    expect(channel.of("upload").at(-1)?.event).toBe("cancel");
  });

  test("starts over on a new link", async () => {
    void start();
    await reply({ received: 0 });
    uploads.restart(8);
    expect(channel.of("upload").at(-1)).toMatchObject({ event: "begin" });
    await reply({ received: 0 });
    const size = () => channel.sent.at(-1)?.buffers[0]?.byteLength;
    await until(() => expect(size()).toBe(8));
  });
});
