/** Files on their way to the runtime, in chunks, a few of them unanswered at a time. */

import { FLOOR } from "../session/outflow";
import type { SessionMember } from "../session/session";
import type { UploadReply } from "../wire/protocol";

/** Chunks that may be unanswered: enough to fill the link, few enough to stay small. */
const WINDOW = 3;

/** Bytes per chunk where the runtime states no other. */
const DEFAULT_CHUNK = 512 * 1024;

/** Milliseconds that a command may have to wait behind what is on its way. */
const PATIENCE = 500;

/** A file did not arrive; the message says why. */
export class TransferError extends Error {}

interface Transfer {
  readonly file: File;
  readonly progress: (received: number, size: number) => void;
  readonly done: (uploadId: string) => void;
  readonly failed: (error: TransferError) => void;
  /** First byte not sent yet. */
  sent: number;
  received: number;
  isAccepted: boolean;
  isReading: boolean;
}

type NewTransfer = Pick<Transfer, "file" | "progress" | "done" | "failed">;

const FRESH = { sent: 0, received: 0, isAccepted: false, isReading: false } as const;

export class Uploads {
  private readonly transfers = new Map<string, Transfer>();
  private chunk = DEFAULT_CHUNK;
  private count = 0;

  constructor(
    private readonly channel: Pick<SessionMember, "send" | "outflow">,
    private readonly view: string,
  ) {}

  /**
   * Send *file*; the promise gives its upload id.
   *
   * @param progress Called with the bytes that the runtime has received.
   * @param signal Aborting it cancels the upload.
   * @throws TransferError If the runtime refuses the file, or *signal* is aborted.
   */
  send(
    file: File,
    progress: (received: number, size: number) => void,
    signal: AbortSignal,
  ): Promise<string> {
    return new Promise((resolve, reject) => {
      const cancel = (): void => {
        this.cancel(transfer);
        reject(new TransferError("The upload was cancelled."));
      };
      const finished = new AbortController();
      const transfer: NewTransfer = {
        file,
        progress,
        done: (uploadId) => {
          finished.abort();
          resolve(uploadId);
        },
        failed: (error) => {
          finished.abort();
          reject(error);
        },
      };
      signal.addEventListener("abort", cancel, { signal: finished.signal });
      this.begin(transfer);
    });
  }

  /** The runtime's word on one upload. */
  receive(reply: UploadReply): void {
    const transfer = this.transfers.get(reply.id);
    if (transfer === undefined) return;
    if (reply.code !== null) {
      this.transfers.delete(reply.id);
      transfer.failed(new TransferError(reply.text || reply.code));
      return;
    }
    transfer.isAccepted = true;
    transfer.received = reply.received;
    transfer.progress(reply.received, transfer.file.size);
    if (reply.done && reply.upload_id !== null) {
      this.transfers.delete(reply.id);
      transfer.done(reply.upload_id);
      return;
    }
    void this.pump(reply.id, transfer);
  }

  /** A new link is up: unfinished files start over on it, in chunks of *chunk* bytes. */
  restart(chunk: number): void {
    this.chunk = chunk > 0 ? chunk : DEFAULT_CHUNK;
    const unfinished = [...this.transfers.values()];
    this.transfers.clear();
    for (const transfer of unfinished) this.begin(transfer);
  }

  /** What was on its way has arrived: send on. */
  resume(): void {
    for (const [id, transfer] of this.transfers) {
      const isUnsent = transfer.sent < transfer.file.size;
      if (transfer.isAccepted && isUnsent) void this.pump(id, transfer);
    }
  }

  private begin(transfer: NewTransfer): void {
    this.count += 1;
    const id = `${this.view}:upload:${this.count}`;
    const { name, type, size } = transfer.file;
    this.transfers.set(id, { ...transfer, ...FRESH });
    const mime = type || "application/octet-stream";
    this.channel.send({
      type: "upload",
      id,
      event: "begin",
      name,
      mime_type: mime,
      size,
    });
  }

  private async pump(id: string, transfer: Transfer): Promise<void> {
    if (transfer.isReading) return;
    transfer.isReading = true;
    const { file } = transfer;
    while (this.mayRead(id, transfer)) {
      const offset = transfer.sent;
      const part = file.slice(offset, offset + this.portion);
      const bytes = await this.read(id, part);
      if (bytes === null) return;
      transfer.sent = offset + part.size;
      this.channel.send({ type: "upload", id, event: "chunk", offset }, [bytes]);
      if (transfer.sent === file.size) this.end(id);
    }
    if (file.size === 0 && this.transfers.has(id)) this.end(id);
    transfer.isReading = false;
  }

  private mayRead(id: string, { file, sent, received }: Transfer): boolean {
    const isOpen = this.transfers.has(id) && sent < file.size;
    if (!isOpen || sent - received >= WINDOW * this.chunk) return false;
    return this.channel.outflow.mayGo(this.portion, PATIENCE, performance.now());
  }

  /** Bytes of the next chunk: half of what may be on its way, at most a whole chunk. */
  private get portion(): number {
    const half = Math.floor(this.channel.outflow.window(PATIENCE) / 2);
    return Math.min(this.chunk, Math.max(FLOOR, half));
  }

  /** Returns `null` if the transfer is over, or its file cannot be read any more. */
  private async read(id: string, part: Blob): Promise<Uint8Array<ArrayBuffer> | null> {
    try {
      const bytes = new Uint8Array(await part.arrayBuffer());
      return this.transfers.has(id) ? bytes : null;
    } catch (error) {
      const transfer = this.transfers.get(id);
      this.transfers.delete(id);
      this.channel.send({ type: "upload", id, event: "cancel" });
      transfer?.failed(new TransferError(`The file could not be read: ${error}`));
      return null;
    }
  }

  private end(id: string): void {
    this.channel.send({ type: "upload", id, event: "end" });
  }

  private cancel({ file, done }: NewTransfer): void {
    for (const [id, transfer] of this.transfers) {
      if (transfer.file !== file || transfer.done !== done) continue;
      this.transfers.delete(id);
      this.channel.send({ type: "upload", id, event: "cancel" });
    }
  }
}
