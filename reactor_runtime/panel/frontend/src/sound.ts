/** Sound of the session's audio tracks, off until the person asks for it. */

import { make, makeIcon, makeIconButton, nameButton } from "./dom";
import type { AudioHeader } from "./protocol";

/** Seconds of sound kept ahead: less stutters, more lags behind the picture. */
const AHEAD = 0.06;

/** Sound scheduled further ahead than this is thrown away and starts anew. */
const MOST_AHEAD = 0.5;

/** Interleaved little-endian 16-bit samples → one array per channel, from -1 to 1. */
export function readSamples(
  payload: Uint8Array<ArrayBuffer>,
  channels: number,
  samples: number,
): Float32Array<ArrayBuffer>[] {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  return Array.from({ length: channels }, (_, channel) => {
    const read = (_: unknown, i: number): number =>
      view.getInt16(2 * (i * channels + channel), true) / 32768;
    return Float32Array.from({ length: samples }, read);
  });
}

/** Plays blocks one after the other, per track. Muted it drops them. */
export class Sound {
  readonly button: HTMLButtonElement;
  /** How loud it is; there while it is on. */
  readonly volume = make("input", "range volume");
  private context: AudioContext | null = null;
  private gain: GainNode | null = null;
  private readonly ends = new Map<string, number>();

  constructor(signal: AbortSignal) {
    const toggle = (): void => (this.context === null ? this.unmute() : this.mute());
    this.button = makeIconButton("muted", "Turn sound on", toggle, signal);
    this.button.dataset.testid = "reactor-sound";
    const { volume } = this;
    volume.type = "range";
    volume.max = "1";
    volume.step = "0.01";
    volume.value = "1";
    volume.hidden = true;
    volume.setAttribute("aria-label", "Volume");
    volume.dataset.testid = "reactor-volume";
    volume.addEventListener("input", () => this.adjust(), { signal });
    signal.addEventListener("abort", () => this.mute());
  }

  push(header: AudioHeader, payload: Uint8Array<ArrayBuffer>): void {
    const { context } = this;
    const { channels, samples, sample_rate: rate } = header;
    if (context === null || this.gain === null || samples < 1 || channels < 1) return;
    const buffer = context.createBuffer(channels, samples, rate);
    const read = readSamples(payload, channels, samples);
    read.forEach((data, channel) => {
      buffer.copyToChannel(data, channel);
    });
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.gain);
    source.start(this.takeSlot(header.track, context.currentTime, samples / rate));
  }

  /** Returns when the next block of *track* starts, on the context's clock. */
  private takeSlot(track: string, now: number, duration: number): number {
    const end = this.ends.get(track) ?? 0;
    const isOnTime = end > now && end < now + MOST_AHEAD;
    const start = isOnTime ? end : now + AHEAD;
    this.ends.set(track, start + duration);
    return start;
  }

  private unmute(): void {
    const context = new AudioContext();
    this.context = context;
    this.gain = context.createGain();
    this.gain.connect(context.destination);
    this.adjust();
    this.draw("sound", "Turn sound off");
  }

  private mute(): void {
    void this.context?.close();
    this.context = null;
    this.gain = null;
    this.ends.clear();
    this.draw("muted", "Turn sound on");
  }

  private adjust(): void {
    const { volume, gain } = this;
    volume.style.setProperty("--fill", `${volume.valueAsNumber * 100}%`);
    // The ear hears powers: half the way is half as loud.
    if (gain !== null) gain.gain.value = volume.valueAsNumber ** 2;
  }

  private draw(icon: "sound" | "muted", label: string): void {
    this.button.replaceChildren(makeIcon(icon));
    nameButton(this.button, label);
    this.volume.hidden = icon === "muted";
  }
}
