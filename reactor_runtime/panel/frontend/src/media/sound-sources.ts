/** Where sound for an input track comes from: a microphone, a file, nowhere. */

import {
  endStream,
  openDevice,
  pickFile,
  playFile,
  type TrackSource,
  whenOver,
} from "./sources";

/** What a person reads of each. */
export const SOUNDS = {
  microphone: "microphone",
  file: "audio file",
  test: "test tone",
} as const;

export interface SoundSource extends TrackSource {
  readonly context: AudioContext;
  /** Where the sound comes out. */
  readonly node: AudioNode;
}

/** Make a graph of *rate*, or where that does not go, of the machine's own. */
function openGraph(
  rates: readonly AudioContextOptions[],
  make: (context: AudioContext) => AudioNode,
  stop: () => void = () => undefined,
): SoundSource {
  const [options, ...more] = rates;
  let context: AudioContext | null = null;
  try {
    const opened = new AudioContext(options);
    context = opened;
    const end = (): void => {
      stop();
      if (opened.state !== "closed") void opened.close();
    };
    return { context, node: make(context), stop: end, onend: null };
  } catch (error) {
    void context?.close();
    if (more.length > 0) return openGraph(more, make, stop);
    stop();
    throw error;
  }
}

/** Beats twice a second, and joins its own beginning. */
function playTone(context: AudioContext): AudioNode {
  const { sampleRate } = context;
  const tone = context.createBuffer(1, Math.round(sampleRate / 2), sampleRate);
  const write = (_: number, i: number): number => {
    const turns = (2 * Math.PI * i) / sampleRate;
    return 0.3 * Math.sin(440 * turns) * Math.max(0, Math.sin(2 * turns));
  };
  tone.copyToChannel(tone.getChannelData(0).map(write), 0);
  const node = context.createBufferSource();
  node.buffer = tone;
  node.loop = true;
  node.start();
  return node;
}

/**
 * Ask the person for sound, of *rate* samples per second if the browser can.
 *
 * @throws Error If there is none, or the person, or the page, does not allow it.
 */
export async function openSound(name: string, rate: number): Promise<SoundSource> {
  const rates = [{ sampleRate: rate }, {}];
  if (name === "test") return openGraph(rates, playTone);
  if (name === "file") return openAudioFile(await pickFile("audio/*"), rates);
  const stream = await openDevice("microphone", { audio: true });
  const listen = (context: AudioContext): AudioNode =>
    context.createMediaStreamSource(stream);
  // Firefox gives a stream to a graph of its own rate only.
  const source = openGraph(rates, listen, () => endStream(stream));
  whenOver(stream, source);
  return source;
}

/** Play an audio file in a loop, for the model alone. */
export async function openAudioFile(
  file: File,
  rates: readonly AudioContextOptions[],
): Promise<SoundSource> {
  const audio = document.createElement("audio");
  const source = openGraph(rates, (context) => context.createMediaElementSource(audio));
  try {
    const stop = await playFile(file, audio);
    const { context, node } = source;
    const end = (): void => {
      stop();
      source.stop();
    };
    return { context, node, stop: end, onend: null };
  } catch (error) {
    source.stop();
    throw error;
  }
}
