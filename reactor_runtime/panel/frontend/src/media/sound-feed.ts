/** Sound for an input track of the model: what a graph plays, in blocks. */

import { Recent } from "../statistics/samples";
import type { TrackSchema } from "../wire/schema";
import { freeAtEnd, hasRoom, type Medium, type Outlet } from "./feed";
import { openSound, SOUNDS, type SoundSource } from "./sound-sources";

type Hear = (samples: Float32Array) => void;

/** Runs in the audio thread, which gives 128 samples at a time. */
const WORKLET = `registerProcessor("reactor-ear", class extends AudioWorkletProcessor {
  constructor({ processorOptions: { size } }) {
    super();
    this.block = new Float32Array(size);
    this.length = 0;
  }
  process([[samples = []]]) {
    for (const sample of samples) {
      this.block[this.length++] = sample;
      if (this.length < this.block.length) continue;
      this.port.postMessage(this.block);
      this.length = 0;
    }
    return true;
  }
});`;

const ONE_CHANNEL = { channelCount: 1, channelCountMode: "explicit" } as const;

async function openWorklet(
  context: AudioContext,
  size: number,
  hear: Hear,
): Promise<AudioNode> {
  const url = URL.createObjectURL(new Blob([WORKLET], { type: "text/javascript" }));
  try {
    await context.audioWorklet.addModule(url);
  } finally {
    URL.revokeObjectURL(url);
  }
  const processorOptions = { size };
  const ear = new AudioWorkletNode(context, "reactor-ear", {
    ...ONE_CHANNEL,
    processorOptions,
  });
  ear.port.onmessage = ({ data }): void => hear(data);
  return ear;
}

/** In the page's own thread: pages over plain http have no other. */
function openScript(context: AudioContext, size: number, hear: Hear): AudioNode {
  const ear = context.createScriptProcessor(2 ** Math.round(Math.log2(size)), 1, 1);
  ear.onaudioprocess = ({ inputBuffer }): void => hear(inputBuffer.getChannelData(0));
  return ear;
}

/** Hear one channel of *source* in blocks of about *size* samples until it stops. */
export async function listen(
  { context, node }: SoundSource,
  size: number,
  hear: Hear,
): Promise<void> {
  const ear = await openWorklet(context, size, hear).catch(() =>
    openScript(context, size, hear),
  );
  // Only what leads somewhere is computed; an ear says nothing itself.
  node.connect(ear).connect(context.destination);
}

/** The length of a block, in seconds. */
const BLOCK = 0.03;

/** Blocks that wait for room: half a second. Older ones are dropped. */
const MOST_WAITING = 16;

/** Blocks that are this far from where the count of samples puts them begin it anew. */
const MOST_OFF = 0.2;

/** How far back the words look, and what is called silent lasts, in milliseconds. */
const SPAN = 2000;

/** What is less loud is silence: 50 dB under the loudest. */
const SILENCE = 10 ** -2.5;

/** Floats from -1 to 1 → little-endian 16-bit samples. */
export function writeSamples(samples: Float32Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(2 * samples.length));
  samples.forEach((value, i) => {
    view.setInt16(2 * i, 32767 * Math.min(1, Math.max(-1, value)), true);
  });
  return new Uint8Array(view.buffer);
}

/** Sends blocks of one source; those that find no room for long are dropped. */
class SoundSender {
  /** For each block whether it was dropped, and how loud it was. */
  private readonly fates = new Recent(SPAN, 200);
  private readonly peaks = new Recent(SPAN, 200);
  private waiting: { pts: number; payload: Uint8Array<ArrayBuffer> }[] = [];
  private next = Number.NaN;
  private readonly startedAt = performance.now();

  constructor(
    private readonly track: string,
    private readonly outlet: Outlet,
    private readonly rate: number,
    private readonly meter: HTMLElement,
  ) {
    meter.classList.add("meter");
  }

  hear(samples: Float32Array): void {
    const now = performance.now();
    const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    this.peaks.add(now, peak);
    const level = Math.max(0, 1 - Math.log(peak) / Math.log(SILENCE));
    this.meter.style.setProperty("--level", level.toFixed(2));
    const length = samples.length / this.rate;
    const began = now / 1000 - length;
    const pts = Math.abs(began - this.next) < MOST_OFF ? this.next : began;
    this.next = pts + length;
    this.waiting.push({ pts, payload: writeSamples(samples) });
    this.flush(now);
    for (const _ of this.waiting.splice(0, this.waiting.length - MOST_WAITING)) {
      this.fates.add(now, 1);
    }
  }

  /** What a person should know. */
  describe(): string {
    const now = performance.now();
    const fates = this.fates.values(now);
    const share = fates.reduce((sum, fate) => sum + fate, 0) / fates.length;
    const isOld = now - this.startedAt > SPAN;
    const isSilent = isOld && Math.max(...this.peaks.values(now)) < SILENCE;
    const dropped = `, ${(100 * share).toFixed(0)} % dropped: slow link`;
    return (isSilent ? ", silent" : "") + (share > 0.005 ? dropped : "");
  }

  private flush(now: number): void {
    const { track, rate, outlet, waiting } = this;
    const rest = {
      type: "media",
      track,
      codec: "pcm_s16le",
      sample_rate: rate,
    } as const;
    for (let [block] = waiting; block; [block] = waiting) {
      const { pts, payload } = block;
      if (!hasRoom(outlet, payload.length)) return;
      if (!outlet.send({ ...rest, pts }, [payload])) return;
      waiting.shift();
      this.fates.add(now, 0);
    }
  }
}

/** Sound of a microphone, an audio file or a test tone for a track. */
export function soundFor(
  { name, sample_rate }: TrackSchema,
  outlet: Outlet,
): Medium<SoundSource> {
  return {
    device: "microphone",
    takes: "sound",
    sources: SOUNDS,
    open: (source) => openSound(source, sample_rate ?? 48_000),
    send: (source, button, signal) => {
      const rate = source.context.sampleRate;
      const sender = new SoundSender(name, outlet, rate, button);
      const hear = (samples: Float32Array): void => {
        if (!signal.aborted) sender.hear(samples);
      };
      freeAtEnd(name, outlet, signal);
      void listen(source, Math.round(rate * BLOCK), hear);
      return () => sender.describe();
    },
  };
}
