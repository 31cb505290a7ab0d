/** One session in this page: one link and one decode for all its panels. */

import type { Buffers, Channel, ChannelStatus } from "../links/channel";
import { unixNow } from "../page/time";
import { type DrawReport, Playback } from "../video/playback";
import type { Surface } from "../video/surface";
import type { FrameHeader, RuntimeHeader, Welcome } from "../wire/protocol";
import type { PanelHeader } from "../wire/requests";
import { Acks } from "./acks";
import { EngineClock, Pinger } from "./clock";
import { Journal } from "./journal";
import { Outflow } from "./outflow";

/** Told what happens to the pictures of the session. */
export interface Watcher {
  /** A frame came in, *bytes* long. */
  arrived?(header: FrameHeader, bytes: number): void;
  /** A frame was drawn, or could not be. */
  drawn?(report: DrawReport): void;
  /** Why a frame could not be drawn. */
  failed?(reason: string): void;
  /** Something bulky has arrived: there may be room for more. */
  hasRoom?(): void;
}

/** Askers whose answer has not come yet; more are only lost ones. */
const MOST_ASKERS = 500;

/**
 * Shares *channel* among the panels of a page.
 *
 * Frames go to the decode worker once, acknowledgements come from here alone, and
 * the session is visible while any panel is. Answers reach the panel that asked. The
 * last panel that closes ends the channel and the worker.
 */
export class SharedSession {
  /** What is public is so for the members. */
  readonly clock = new EngineClock();
  readonly outflow = new Outflow();
  readonly playback: Playback;
  readonly journal = new Journal();
  readonly watchers = new Set<Watcher>();
  status: ChannelStatus = { state: "connecting", rung: null, refusals: [] };
  private readonly ending = new AbortController();
  private readonly members = new Set<SessionMember>();
  private readonly askers = new Map<string, SessionMember>();
  private readonly acks: Acks;
  private readonly pinger: Pinger;
  private isVisible: boolean | null = null;
  private traces = 0;

  /** @param ended Called when the last panel has left. */
  constructor(
    readonly channel: Channel,
    private readonly ended: () => void = () => undefined,
  ) {
    const { clock } = this;
    this.acks = new Acks(channel, clock, this.ending.signal);
    this.pinger = new Pinger(channel, clock);
    this.playback = new Playback({
      settled: this.settled,
      failed: (reason) => this.tell((watcher) => watcher.failed?.(reason)),
      keyframe: (track, unusable) =>
        void channel.send({ type: "keyframe", track, unusable }),
      lost: () => this.askAgain(),
    });
    channel.onmessage = this.receive;
    channel.onstatus = (status) => this.follow(status);
  }

  get isEnded(): boolean {
    return this.ending.signal.aborted;
  }

  /** Returns a panel's part; what happened so far is told when it starts to listen. */
  join(): SessionMember {
    const member = new SessionMember(this);
    this.members.add(member);
    return member;
  }

  leave(member: SessionMember): void {
    if (!this.members.delete(member)) return;
    for (const [id, asker] of this.askers) if (asker === member) this.askers.delete(id);
    if (this.members.size > 0) {
      this.tellVisible();
      return;
    }
    this.ending.abort();
    this.pinger.stop();
    this.playback.close();
    this.channel.close();
    this.ended();
  }

  private follow(status: ChannelStatus): void {
    this.status = status;
    for (const member of [...this.members]) member.onstatus?.(status);
  }

  private readonly receive = (header: RuntimeHeader, buffers: Buffers): void => {
    switch (header.type) {
      case "frame":
        if (buffers[0] === undefined) return;
        if (!header.still) this.acks.expect(header, unixNow());
        this.tell((watcher) => watcher.arrived?.(header, buffers[0]?.byteLength ?? 0));
        this.playback.push(header, buffers[0]);
        return;
      case "pong":
        this.learnFrom(header.id, header.now);
        return;
      case "audio":
        this.acks.heard(header, unixNow());
        break;
      case "answer":
      case "upload":
      case "presets":
        this.reply(header, buffers);
        return;
      case "welcome":
        this.welcome(header);
        break;
      case "rejected":
        this.askers.delete(header.id ?? "");
        break;
    }
    // Before it is told: who joins because of it must not miss it.
    this.journal.note(header);
    for (const member of [...this.members]) member.onmessage?.(header, buffers);
    if (header.type === "welcome") this.tellVisible();
  };

  private welcome({ clock, link }: Welcome): void {
    this.clock.restart(clock.epoch);
    this.acks.use(link.rung);
    this.outflow.restart();
    this.playback.restart();
    this.pinger.restart();
    // The runtime knows nothing of it over another link: it is told anew.
    this.isVisible = null;
  }

  /** Ask to be told when *buffers*, just sent, have arrived. */
  trace(buffers: Buffers): void {
    this.traces += 1;
    const id = `arrived:${this.traces}`;
    const bytes = buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
    this.outflow.sent(id, bytes, performance.now());
    this.channel.send({ type: "ping", id });
  }

  private learnFrom(id: string, engine: number): void {
    if (this.outflow.arrived(id, performance.now())) {
      this.tell((watcher) => watcher.hasRoom?.());
      return;
    }
    this.pinger.answered(id, engine);
    const { roundTrip } = this.clock;
    if (roundTrip !== null) this.outflow.tookTrip(roundTrip * 1000);
  }

  remember(id: string, asker: SessionMember): void {
    this.askers.delete(id);
    this.askers.set(id, asker);
    const [oldest] = this.askers.keys();
    if (this.askers.size > MOST_ASKERS && oldest !== undefined) {
      this.askers.delete(oldest);
    }
  }

  /** Pass on what is for the one that asked. */
  private reply(
    header: Extract<RuntimeHeader, { type: "answer" | "upload" | "presets" }>,
    buffers: Buffers,
  ): void {
    const asker = this.askers.get(header.id);
    const isOver = header.type !== "upload" || header.done || header.code !== null;
    if (isOver) this.askers.delete(header.id);
    asker?.onmessage?.(header, buffers);
  }

  private readonly settled = (report: DrawReport): void => {
    this.acks.drawn(report);
    this.tell((watcher) => watcher.drawn?.(report));
  };

  private tell(tell: (watcher: Watcher) => void): void {
    for (const watcher of [...this.watchers]) tell(watcher);
  }

  tellVisible(): void {
    const isVisible = [...this.members].some((member) => member.isVisible);
    if (isVisible === this.isVisible) return;
    if (!this.channel.send({ type: "visible", visible: isVisible })) return;
    this.isVisible = isVisible;
    this.pinger.rest(!isVisible);
  }

  /** A panel that becomes visible is sent the newest frame of every track. */
  private askAgain(): void {
    this.channel.send({ type: "visible", visible: false });
    this.isVisible = false;
    this.tellVisible();
  }
}

function isBulky(header: PanelHeader): boolean {
  return (
    header.type === "media" || (header.type === "upload" && header.event === "chunk")
  );
}

/** A panel's part in a session: a channel of its own, and surfaces for the pictures. */
export class SessionMember implements Channel {
  isVisible = true;
  private messageHeard: Channel["onmessage"] = null;
  private statusHeard: Channel["onstatus"] = null;

  constructor(private readonly session: SharedSession) {}

  get clock(): EngineClock {
    return this.session.clock;
  }

  /** What is bulky and on its way, from all panels of the session. */
  get outflow(): Outflow {
    return this.session.outflow;
  }

  get buffered(): number {
    return this.session.channel.buffered;
  }

  get onmessage(): Channel["onmessage"] {
    return this.messageHeard;
  }

  /** Whoever starts to listen is told what was missed. */
  set onmessage(listener: Channel["onmessage"]) {
    this.messageHeard = listener;
    if (listener === null) return;
    for (const header of this.session.journal.retell()) this.messageHeard?.(header, []);
  }

  get onstatus(): Channel["onstatus"] {
    return this.statusHeard;
  }

  set onstatus(listener: Channel["onstatus"]) {
    this.statusHeard = listener;
    listener?.(this.session.status);
  }

  send(header: PanelHeader, buffers?: Buffers): boolean {
    const { session } = this;
    const { type } = header;
    if (type === "visible") {
      this.isVisible = header.visible;
      session.tellVisible();
      return true;
    }
    if (type === "command" || type === "upload" || type === "preset") {
      session.remember(header.id, this);
    }
    const isSent = session.channel.send(header, buffers);
    if (isSent && isBulky(header)) session.trace(buffers ?? []);
    return isSent;
  }

  /** A new canvas for *track*; the caller closes the surface. */
  attach(track: string, owner?: Document): Surface {
    return this.session.playback.attach(track, owner);
  }

  /** Tell *watcher* of every frame, until *signal* is aborted. */
  watch(watcher: Watcher, signal: AbortSignal): void {
    const { watchers } = this.session;
    watchers.add(watcher);
    signal.addEventListener("abort", () => watchers.delete(watcher));
  }

  close(): void {
    this.messageHeard = null;
    this.statusHeard = null;
    this.session.leave(this);
  }
}
