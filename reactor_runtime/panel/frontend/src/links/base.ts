/** What every channel shares: how a link is opened, the one in use, and one way to end. */

import type { RuntimeHeader } from "../wire/protocol";
import type {
  Channel,
  ChannelLink,
  ChannelStatus,
  LinkRefusal,
  OpenLink,
} from "./channel";

/** Byes that are about the link; any other says that the session is over. */
const PASSING_BYES: ReadonlySet<string> = new Set(["too_slow"]);

/** Answers on a link that has just been left still reach whoever waits for them. */
const LINGERING: ReadonlySet<string> = new Set(["answer", "rejected"]);

/** Less than a panel waits for answers over a link that was left. */
const LINGER_MS = 1000;

const noWayOut = (): boolean => false;

/**
 * A channel over a succession of links, at most one of them in use.
 *
 * A subclass says in `start` and `relink` which links to open.
 */
export abstract class LinkedChannel implements Channel {
  /**
   * The way out of the link in use, so that nothing stands between it and who sends;
   * without a link nothing goes out. It changes with each link: look it up each time.
   */
  send: Channel["send"] = noWayOut;
  onmessage: Channel["onmessage"] = null;
  protected readonly ending = new AbortController();
  private link: ChannelLink | null = null;
  private status: ChannelStatus = { state: "connecting", rung: null, refusals: [] };
  private listener: Channel["onstatus"] = null;
  private isOver = false;
  private lostTimer: ReturnType<typeof setTimeout> | undefined;

  /** @param lostAfter Milliseconds without a link after which it counts as lost. */
  constructor(private readonly lostAfter: number) {}

  /** Begin opening links. Call once, after the listeners are set. */
  open(): void {
    this.watchForLoss();
    this.start();
  }

  get onstatus(): Channel["onstatus"] {
    return this.listener;
  }

  set onstatus(listener: Channel["onstatus"]) {
    this.listener = listener;
    listener?.(this.status);
  }

  get buffered(): number {
    return this.link?.buffered?.() ?? 0;
  }

  close(): void {
    if (this.ending.signal.aborted) return;
    this.ending.abort();
    clearTimeout(this.lostTimer);
    this.link?.close();
    this.leave();
    this.onmessage = null;
    this.listener = null;
  }

  /**
   * Open a link; the promise says why it did not come up, `null` if it did.
   *
   * @param timeout Milliseconds to wait for the first message, `null` to wait for ever.
   * @param signal Aborting it closes a link that has not answered yet.
   */
  protected attempt(
    open: OpenLink,
    timeout: number | null,
    signal: AbortSignal,
  ): Promise<string | null> {
    return new Promise((resolve) => {
      const pending = new AbortController();
      let timer: ReturnType<typeof setTimeout> | undefined;
      const settle = (reason: string | null): void => {
        pending.abort();
        clearTimeout(timer);
        resolve(reason);
      };
      const giveUp = (reason: string): void => {
        link.close();
        settle(reason);
      };
      const link = open({
        message: (header, buffers) => {
          if (!pending.signal.aborted) {
            settle(null);
            this.take(link);
          }
          const isInUse = link === this.link;
          if (isInUse || LINGERING.has(header.type)) this.onmessage?.(header, buffers);
          if (isInUse) this.heed(header);
        },
        ended: (reason) => {
          if (pending.signal.aborted) this.lost(link, reason);
          else settle(reason);
        },
      });
      const late = `no answer within ${(timeout ?? 0) / 1000} s`;
      if (timeout !== null) timer = setTimeout(() => giveUp(late), timeout);
      const abort = (): void => giveUp("given up");
      signal.addEventListener("abort", abort, { signal: pending.signal });
    });
  }

  /** *link* has answered: it carries the traffic from now on. */
  private take(link: ChannelLink): void {
    const previous = this.link;
    this.link = link;
    this.send = link.send;
    clearTimeout(this.lostTimer);
    if (previous !== null) this.letLinger(previous);
    this.setStatus({ state: "open", rung: link.rung, refusals: this.refusals() });
  }

  /** A link that had answered is over. */
  private lost(link: ChannelLink, reason: string): void {
    if (link !== this.link) return;
    this.leave();
    this.setStatus({ state: "connecting", rung: null, refusals: this.refusals() });
    this.watchForLoss();
    this.relink(link.rung, reason);
  }

  protected get isLinked(): boolean {
    return this.link !== null;
  }

  /** Tell the listener that the refusals, or the state without a link, changed. */
  protected refresh(state: ChannelStatus["state"] = this.status.state): void {
    this.setStatus({ ...this.status, state, refusals: this.refusals() });
  }

  protected abstract start(): void;
  /** The link in use on *rung* is over because of *reason*: get another. */
  protected abstract relink(rung: string, reason: string): void;
  protected abstract refusals(): readonly LinkRefusal[];

  /** A session that is over may come back on the same link: its model was reloaded. */
  private heed(header: RuntimeHeader): void {
    if (header.type !== "bye" && header.type !== "welcome") return;
    const wasOver = this.isOver;
    this.isOver = header.type === "bye" && !PASSING_BYES.has(header.reason);
    if (this.isOver !== wasOver) this.refresh("open");
  }

  private leave(): void {
    this.link = null;
    this.send = noWayOut;
  }

  private letLinger(link: ChannelLink): void {
    const over = new AbortController();
    const end = (): void => {
      over.abort();
      clearTimeout(timer);
      link.close();
    };
    const timer = setTimeout(end, LINGER_MS);
    this.ending.signal.addEventListener("abort", end, { signal: over.signal });
  }

  private watchForLoss(): void {
    clearTimeout(this.lostTimer);
    this.lostTimer = setTimeout(() => {
      if (this.link === null) this.refresh("lost");
    }, this.lostAfter);
  }

  private setStatus(status: ChannelStatus): void {
    const state = this.isOver ? "ended" : status.state;
    this.status = { ...status, state };
    this.listener?.(this.status);
  }
}
