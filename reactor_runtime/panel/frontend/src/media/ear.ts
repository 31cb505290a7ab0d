/** What a graph of sound plays, in blocks. */

import type { SoundSource } from "./sound-sources";

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
