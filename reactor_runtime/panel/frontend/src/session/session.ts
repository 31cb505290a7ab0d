/** One session in this page: one link and one decode for all its panels. */

import type { Buffers, Channel, ChannelStatus } from "../links/channel";
import { unixNow } from "../page/time";
import { type Drawn, Screen } from "../video/screen";
import type { View } from "../video/view";
import type { FrameHeader, RuntimeHeader, Welcome } from "../wire/protocol";
import type { PanelHeader } from "../wire/requests";
import { Acks } from "./acks";
import { EngineClock, Pinger } from "./clock";
import { Journal } from "./journal";
import type { Member, Watcher } from "./member";
import { Outflow } from "./outflow";

/** Askers whose answer has not come yet; more are only lost ones. */
const MOST_ASKERS = 500;

/**
 * Shares *channel* among the panels of a page.
 *
 * Frames go to the decode worker once, acknowledgements come from here alone, and
 * the session is visible while any panel is. Answers reach the panel that asked. The
 * last panel that closes ends the channel and the worker.
 */
export class Session {
  readonly clock = new EngineClock();
  readonly outflow = new Outflow();
  readonly screen: Screen;
  private readonly ending = new AbortController();
  private readonly members = new Set<SessionMember>();
  private readonly watchers = new Set<Watcher>();
  private readonly askers = new Map<string, SessionMember>();
  private readonly journal = new Journal();
  private readonly acks: Acks;
  private readonly pinger: Pinger;
  private status: ChannelStatus = { state: "connecting", rung: null, refusals: [] };
  private isVisible: boolean | null = null;
  private traces = 0;

  /** @param ended Called when the last panel has left. */
  constructor(
    private readonly channel: Channel,
    private readonly ended: () => void = () => undefined,
  ) {
    const { clock } = this;
    this.acks = new Acks((ack) => void channel.send(ack), clock, this.ending.signal);
    this.pinger = new Pinger(channel, clock);
    this.screen = new Screen({
      settled: (drawn) => this.settled(drawn),
      failed: (reason) => this.tell((watcher) => watcher.failed?.(reason)),
      keyframe: (track, unusable) =>
        void channel.send({ type: "keyframe", track, unusable }),
      lost: () => this.askAgain(),
    });
    channel.onmessage = (header, buffers) => this.receive(header, buffers);
    channel.onstatus = (status) => this.follow(status);
  }

  get isEnded(): boolean {
    return this.ending.signal.aborted;
  }

  /** Returns a panel's part; what happened so far is told when it starts to listen. */
  join(): Member {
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
    this.screen.close();
    this.channel.close();
    this.ended();
  }

  send(member: SessionMember, header: PanelHeader, buffers?: Buffers): boolean {
    if (header.type === "visible") {
      member.isVisible = header.visible;
      this.tellVisible();
      return true;
    }
    const { type } = header;
    if (type === "command" || type === "upload" || type === "preset") {
      this.remember(header.id, member);
    }
    const isSent = this.channel.send(header, buffers);
    if (isSent && isBulky(header)) this.trace(buffers ?? []);
    return isSent;
  }

  get buffered(): number {
    return this.channel.buffered;
  }

  watch(watcher: Watcher, signal: AbortSignal): void {
    this.watchers.add(watcher);
    signal.addEventListener("abort", () => this.watchers.delete(watcher));
  }

  /** What a panel that starts to listen has missed. */
  greet(member: SessionMember): void {
    for (const header of this.journal.retell()) member.onmessage?.(header, []);
  }

  get present(): ChannelStatus {
    return this.status;
  }

  private follow(status: ChannelStatus): void {
    this.status = status;
    for (const member of [...this.members]) member.onstatus?.(status);
  }

  private receive(header: RuntimeHeader, buffers: Buffers): void {
    switch (header.type) {
      case "frame":
        if (buffers[0] !== undefined) this.show(header, buffers[0]);
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
    this.journal.note(header);
    for (const member of [...this.members]) member.onmessage?.(header, buffers);
    if (header.type === "welcome") this.tellVisible();
  }

  private welcome({ clock, link }: Welcome): void {
    this.clock.restart(clock.epoch);
    this.acks.use(link.rung);
    this.outflow.restart();
    this.screen.restart();
    this.pinger.restart();
    this.isVisible = null;
  }

  /** Ask to be told when *buffers*, just sent, have arrived. */
  private trace(buffers: Buffers): void {
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

  private remember(id: string, asker: SessionMember): void {
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

  private show(header: FrameHeader, payload: Uint8Array<ArrayBuffer>): void {
    if (!header.still) this.acks.expect(header, unixNow());
    this.tell((watcher) => watcher.arrived?.(header, payload.byteLength));
    this.screen.push(header, payload);
  }

  private settled(drawn: Drawn): void {
    this.acks.drawn(drawn);
    this.tell((watcher) => watcher.drawn?.(drawn));
  }

  private tell(tell: (watcher: Watcher) => void): void {
    for (const watcher of [...this.watchers]) tell(watcher);
  }

  private tellVisible(): void {
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

class SessionMember implements Member {
  onmessageHeard: Channel["onmessage"] = null;
  isVisible = true;
  private statusHeard: Channel["onstatus"] = null;

  constructor(private readonly session: Session) {}

  get clock(): EngineClock {
    return this.session.clock;
  }

  get outflow(): Outflow {
    return this.session.outflow;
  }

  get buffered(): number {
    return this.session.buffered;
  }

  get onmessage(): Channel["onmessage"] {
    return this.onmessageHeard;
  }

  set onmessage(listener: Channel["onmessage"]) {
    this.onmessageHeard = listener;
    if (listener !== null) this.session.greet(this);
  }

  get onstatus(): Channel["onstatus"] {
    return this.statusHeard;
  }

  set onstatus(listener: Channel["onstatus"]) {
    this.statusHeard = listener;
    listener?.(this.session.present);
  }

  send(header: PanelHeader, buffers?: Buffers): boolean {
    return this.session.send(this, header, buffers);
  }

  attach(track: string, owner?: Document): View {
    return this.session.screen.attach(track, owner);
  }

  watch(watcher: Watcher, signal: AbortSignal): void {
    this.session.watch(watcher, signal);
  }

  close(): void {
    this.onmessageHeard = null;
    this.statusHeard = null;
    this.session.leave(this);
  }
}
