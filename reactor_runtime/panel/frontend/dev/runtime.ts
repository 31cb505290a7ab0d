/** A runtime that lives in the page: a picture that answers to its controls. */

import type { Buffers, Channel } from "../src/links/channel";
import type { RuntimeHeader } from "../src/wire/protocol";
import type { CommandHeader, PanelHeader } from "../src/wire/requests";
import type { PanelSchema } from "../src/wire/schema";
import type { JsonValue } from "../src/wire/values";
import { makeAnswer, makeFrame, makeWelcome } from "./messages";

const FRAME_MS = 1000 / 30;
const WIDTH = 640;
const HEIGHT = 480;

/** Answers a panel as the real runtime would, well enough to look at. */
export class PageRuntime implements Channel {
  readonly buffered = 0;
  onmessage: Channel["onmessage"] = null;
  private listener: Channel["onstatus"] = null;
  private readonly values: Record<string, JsonValue>;
  private readonly canvas = document.createElement("canvas");
  private timer: ReturnType<typeof setInterval> | undefined;
  private sequence = 0;
  private number = 0;
  private isPaused = false;
  private phase = 0;

  constructor(
    private readonly schema: PanelSchema,
    state: Record<string, JsonValue>,
  ) {
    this.values = { ...state };
    this.canvas.width = WIDTH;
    this.canvas.height = HEIGHT;
  }

  get onstatus(): Channel["onstatus"] {
    return this.listener;
  }

  set onstatus(listener: Channel["onstatus"]) {
    this.listener = listener;
    listener?.({ state: "connecting", rung: null, refusals: [] });
  }

  open(): void {
    const reason = "the socket was refused";
    const refusals = [{ rung: "direct", reason }];
    this.listener?.({ state: "open", rung: "comm", refusals });
    this.tell({
      ...makeWelcome(this.schema, this.values, "comm"),
      session: { id: "s", name: this.schema.model },
      view: "dev",
      clock: { now: performance.now() / 1000, epoch: performance.timeOrigin / 1000 },
      upload: { limit: 2 ** 28, chunk: 2 ** 16 },
    });
    this.timer = setInterval(() => void this.show(), FRAME_MS);
  }

  send(header: PanelHeader, buffers: Buffers = []): boolean {
    queueMicrotask(() => this.take(header, buffers));
    return true;
  }

  close(): void {
    clearInterval(this.timer);
    this.onmessage = null;
    this.listener = null;
  }

  tell(header: RuntimeHeader, buffers: Buffers = []): void {
    this.onmessage?.(header, buffers);
  }

  private take(header: PanelHeader, buffers: Buffers): void {
    if (header.type === "command") this.run(header);
    if (header.type === "ping") {
      this.tell({ type: "pong", id: header.id, now: performance.now() / 1000 });
    }
    if (header.type === "control") {
      this.isPaused = header.action === "pause" || header.action === "step";
      const status = this.isPaused ? "paused" : "running";
      this.tell({ type: "status", status, detail: "", traceback: "" });
    }
    if (header.type === "upload" && header.event !== "cancel") {
      const received =
        header.event === "chunk" ? header.offset + (buffers[0]?.byteLength ?? 0) : 0;
      const done = header.event === "end";
      const { id } = header;
      const reply = { type: "upload", id, upload_id: id, received, size: 0 } as const;
      this.tell({ ...reply, done, code: null, text: "" });
    }
  }

  private run({ id, name, data }: CommandHeader): void {
    this.number += 1;
    const refusal = this.judge(data);
    if (refusal !== null) {
      const [field, value, reason] = refusal;
      const text = `${name}: ${field} ${reason}`;
      const code = "invalid_command";
      const number = this.number;
      const base = { type: "rejected", id, command: name, code, number } as const;
      this.tell({ ...base, field, value, constraint: "bounds", text, reason });
      return;
    }
    Object.assign(this.values, data);
    this.tell({ type: "state", values: data });
    this.tell(makeAnswer(id, { number: this.number }));
    const at = performance.now() / 1000;
    if (!name.startsWith("set_")) {
      this.tell({ type: "message", name: `${name}_done`, data, step: 1, at });
    }
  }

  private judge(data: CommandHeader["data"]): [string, JsonValue, string] | null {
    for (const control of this.schema.controls) {
      if (control.kind !== "slider") continue;
      const value = data[control.name];
      if (typeof value !== "number") continue;
      if (value >= control.minimum && value <= control.maximum) continue;
      const bounds = `${control.minimum} to ${control.maximum}`;
      return [control.name, value, `must be ${bounds}, got ${value}`];
    }
    return null;
  }

  private async show(): Promise<void> {
    if (this.isPaused) return;
    const context = this.canvas.getContext("2d");
    if (context === null) return;
    this.phase += 0.02 * Number(this.values.speed ?? 1);
    for (let i = 0; i < 24; i += 1) {
      const hue = (i * 15 + this.phase * 40) % 360;
      context.fillStyle = `hsl(${hue} 70% ${45 * Number(this.values.brightness ?? 1)}%)`;
      const swing = Math.sin(this.phase + i / 3) * 60;
      context.fillRect(i * 27, 0, 28, HEIGHT);
      context.fillStyle = "rgb(0 0 0 / 25%)";
      context.fillRect(i * 27, HEIGHT / 2 + swing, 28, HEIGHT);
    }
    const blob = await new Promise<Blob | null>((resolve) => {
      this.canvas.toBlob(resolve, "image/jpeg", 0.85);
    });
    if (blob === null) return;
    this.sequence += 1;
    const { sequence } = this;
    const tracks = this.schema.tracks.filter(({ kind }) => kind === "video");
    const payload = new Uint8Array(await blob.arrayBuffer());
    for (const { name: track } of tracks) {
      const at = performance.now() / 1000;
      const times = { pts: at, created_at: at, command: this.number };
      const size = { width: WIDTH, height: HEIGHT };
      const coded = { coded_width: WIDTH, coded_height: HEIGHT };
      const header = { ...makeFrame(sequence, track), ...times, ...size, ...coded };
      this.tell(header, [payload]);
    }
  }
}
