/** A channel that takes the best link the kernel offers, and the comm otherwise. */

import type { Hello } from "../wire/requests";
import { isObject } from "../wire/values";
import { LinkedChannel } from "./base";
import type { CommPort, LinkRefusal, OpenLink } from "./channel";
import { WidgetCommLink } from "./comm";
import { addressOf, askOffer, type LinkOffer, type OfferedLink } from "./offer";
import { type Backoff, DEFAULT_BACKOFF, Retry } from "./retry";
import { explain, findServer, type JupyterServer } from "./server";
import { WebSocketLink } from "./socket";

export interface LadderOptions {
  /** Host of the page; the `direct` rung needs a loopback one. */
  readonly hostname?: string;
  /** The server that the page comes from; `relay` and `proxy` lead through it. */
  readonly server?: JupyterServer | null;
  readonly backoff?: Backoff;
  /** Milliseconds to wait for the kernel's offer. */
  readonly offerTimeout?: number;
  /** Milliseconds to wait for the first message on a socket. */
  readonly socketTimeout?: number;
  /** Milliseconds to wait for the server to say why a link did not come up. */
  readonly explainTimeout?: number;
  /** Milliseconds after which the comm carries the traffic until a link answers. */
  readonly patience?: number;
  readonly lostAfter?: number;
  /** How often a rung that never came up is tried again. */
  readonly hopelessAfter?: number;
}

/**
 * Tries the offered links in order, then the comm; the first that answers carries the
 * traffic. A socket that drops is tried again with back-off while the comm carries on.
 */
export class LinkLadder extends LinkedChannel {
  private readonly hostname: string;
  private readonly server: JupyterServer | null;
  private readonly offerTimeout: number;
  private readonly socketTimeout: number;
  private readonly explainTimeout: number;
  private readonly patience: number;
  private readonly hopelessAfter: number;
  private readonly retry: Retry;
  private reasons: readonly LinkRefusal[] = [];
  private isClimbing = false;
  private comm: AbortController | null = null;
  private hadSocket = false;
  private impatient: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly port: CommPort,
    private readonly hello: Hello,
    options: LadderOptions = {},
  ) {
    super(options.lostAfter ?? 5000);
    this.hostname = options.hostname ?? location.hostname;
    this.offerTimeout = options.offerTimeout ?? 3000;
    this.socketTimeout = options.socketTimeout ?? 3000;
    this.server = options.server === undefined ? findServer() : options.server;
    this.explainTimeout = options.explainTimeout ?? 2000;
    this.patience = options.patience ?? 1500;
    this.hopelessAfter = options.hopelessAfter ?? 3;
    const again = (): void => void this.climb();
    const backoff = options.backoff ?? DEFAULT_BACKOFF;
    this.retry = new Retry(backoff, again, this.ending.signal);
  }

  protected start(): void {
    this.port.watch(() => this.noticeKernel(), this.ending.signal);
    this.ending.signal.addEventListener("abort", () => clearTimeout(this.impatient));
    this.port.listen((content) => this.noticeOffer(content), this.ending.signal);
    void this.climb();
  }

  protected relink(rung: string, reason: string): void {
    const others = this.reasons.filter((refusal) => refusal.rung !== rung);
    this.reasons = [...others, { rung, reason }];
    this.refresh();
    if (rung === "comm") this.comm = null;
    else this.takeComm();
    if (this.port.isLive()) this.retry.schedule();
    else this.refresh("lost");
  }

  protected refusals(): readonly LinkRefusal[] {
    return this.reasons;
  }

  private async climb(): Promise<void> {
    if (this.isClimbing || this.ending.signal.aborted) return;
    if (!this.port.isLive()) {
      this.refresh(this.isLinked ? "open" : "lost");
      return;
    }
    this.isClimbing = true;
    const { signal } = this.ending;
    const { view } = this.hello;
    this.impatient = setTimeout(() => this.takeComm(), this.patience);
    const offer = await askOffer(this.port, view, this.offerTimeout, signal);
    const refusals = signal.aborted ? null : await this.tryOffer(offer);
    clearTimeout(this.impatient);
    this.isClimbing = false;
    if (refusals === null) return;
    this.reasons = refusals;
    this.refresh();
    this.takeComm();
    const isWorthIt = this.hadSocket || this.retry.count < this.hopelessAfter;
    if (this.isRetryable(offer) && isWorthIt) this.retry.schedule();
  }

  /** Returns `null` once a link is up, else why none of *offer* is. */
  private async tryOffer(offer: LinkOffer | null): Promise<LinkRefusal[] | null> {
    if (offer === null) {
      return [{ rung: "direct", reason: "the kernel has not answered yet" }];
    }
    const refusals = [...offer.refusals];
    for (const offered of offer.links) {
      const reason = await this.tryLink(offered);
      if (this.ending.signal.aborted) return null;
      if (reason === null) {
        this.settle(refusals);
        return null;
      }
      refusals.push({ rung: offered.rung, reason });
    }
    return refusals;
  }

  /** Returns `null` once *offered* is up, else why it is not. */
  private async tryLink(offered: OfferedLink): Promise<string | null> {
    const address = addressOf(offered, this.server, this.hostname);
    if ("reason" in address) return address.reason;
    const { rung } = offered;
    const { signal } = this.ending;
    const open: OpenLink = (events) =>
      new WebSocketLink(address.url, rung, this.hello, events);
    const reason = await this.attempt(open, this.socketTimeout, signal);
    if (reason === null || signal.aborted) return reason;
    if (!("path" in offered) || this.server === null) return reason;
    const { path } = offered;
    return explain(this.server, rung, path, reason, this.explainTimeout, signal);
  }

  private settle(refusals: readonly LinkRefusal[]): void {
    this.leaveComm();
    this.hadSocket = true;
    this.reasons = refusals;
    this.retry.reset();
    this.refresh();
  }

  private isRetryable(offer: LinkOffer | null): boolean {
    if (offer === null) return true;
    return offer.links.some(
      (offered) => "url" in addressOf(offered, this.server, this.hostname),
    );
  }

  /** Let the comm carry the traffic, unless a link does or the comm is on its way. */
  private takeComm(): void {
    if (this.isLinked || this.comm !== null || this.ending.signal.aborted) return;
    const comm = new AbortController();
    this.comm = comm;
    const signal = AbortSignal.any([comm.signal, this.ending.signal]);
    const open: OpenLink = (events) =>
      new WidgetCommLink(this.port, this.hello, events);
    void this.attempt(open, null, signal).then((reason) => {
      if (reason === null || signal.aborted) return;
      this.comm = null;
      this.reasons = [...this.reasons, { rung: "comm", reason }];
      this.refresh(this.isLinked ? "open" : "lost");
    });
  }

  /** Give up a comm that has not answered; one that has is left by `take`. */
  private leaveComm(): void {
    this.comm?.abort();
    this.comm = null;
  }

  /** An offer that nobody asked for: a session came, or came back. */
  private noticeOffer(content: unknown): void {
    if (!isObject(content) || content.type !== "offer") return;
    const isOnSocket = this.isLinked && this.comm === null;
    if (content.view !== this.hello.view || this.isClimbing || isOnSocket) return;
    this.retry.reset();
    void this.climb();
  }

  private noticeKernel(): void {
    if (this.port.isLive() && !this.isLinked) void this.climb();
  }
}
