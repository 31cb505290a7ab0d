/** Sound of the session's audio tracks, off until the person asks for it. */

import { make, makeIcon, makeIconButton, nameButton } from "../page/dom";
import { unixNow } from "../page/time";
import { Recent, summarize } from "../statistics/samples";
import type { AudioHeader } from "../wire/protocol";
import { SoundSchedule } from "./sound-schedule";

/** For how long it is remembered how late pictures are, in milliseconds. */
const SPAN = 3000;

/** The middle of what was measured lately; `null` where nothing was. */
function middle(values: Recent): number | null {
  return summarize(values.values(performance.now()))?.median ?? null;
}

/** The Unix time at which second 0 of *context* is heard, or would have been. */
export function heardAt(context: AudioContext): number {
  const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp();
  if (performanceTime > 0) {
    return (performance.timeOrigin + performanceTime) / 1000 - contextTime;
  }
  // Nothing has left it yet.
  return unixNow() - context.currentTime + (context.outputLatency || 0);
}

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

/** Plays blocks with the pictures of their time, per track. Muted it drops them. */
export class Sound {
  readonly button: HTMLButtonElement;
  /** How loud it is; there while it is on. */
  readonly volume = make("input", "range volume");
  private context: AudioContext | null = null;
  private gain: GainNode | null = null;
  private readonly schedules = new Map<string, SoundSchedule>();
  /** From the `pts` of pictures to when they were drawn, in seconds of Unix time. */
  private readonly delays = new Recent(SPAN, 200);
  private starts = new Recent(SPAN, 200);

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
    if (context?.state !== "running" || this.gain === null) return;
    if (samples < 1 || channels < 1) return;
    const place = this.schedule(header.track).place(
      header.pts,
      samples / rate,
      context.currentTime,
      this.delay(context),
    );
    if (place === null) return;
    const buffer = context.createBuffer(channels, samples, rate);
    const read = readSamples(payload, channels, samples);
    read.forEach((data, channel) => {
      buffer.copyToChannel(data, channel);
    });
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.gain);
    source.playbackRate.value = place.speed;
    source.start(place.start, place.skip);
  }

  /** A picture of *pts* was drawn *at*, in seconds of Unix time. */
  follow(pts: number, at: number): void {
    this.delays.add(performance.now(), at - pts);
  }

  private schedule(track: string): SoundSchedule {
    const schedule = this.schedules.get(track) ?? new SoundSchedule();
    this.schedules.set(track, schedule);
    return schedule;
  }

  /** How long after its `pts` sound is to start on the context's clock. */
  private delay(context: AudioContext): number | null {
    // The output's clock is told in steps: the middle of many is closer.
    this.starts.add(performance.now(), heardAt(context));
    const [delay, start] = [middle(this.delays), middle(this.starts)];
    return delay === null || start === null ? null : delay - start;
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
    this.schedules.clear();
    this.starts = new Recent(SPAN, 200);
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
