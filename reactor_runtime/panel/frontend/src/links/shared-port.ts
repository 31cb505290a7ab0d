/** One comm for all displays of a widget in a page. */

import type { Buffers, CommPort } from "./channel";

type Receive = (content: unknown, buffers: Buffers) => void;

/** Something to attach to the display that leads, and to its successor. */
interface Attachment {
  readonly signal: AbortSignal;
  attach(port: CommPort, signal: AbortSignal): void;
}

/**
 * Speaks through the oldest display; when that one is removed, with every listener that
 * was added through it, the next takes its place.
 */
export class SharedPort implements CommPort {
  private readonly ports: CommPort[] = [];
  private readonly attachments = new Set<Attachment>();
  private reign = new AbortController();

  join(port: CommPort): void {
    this.ports.push(port);
    if (this.ports.length === 1) this.crown();
  }

  leave(port: CommPort): void {
    const index = this.ports.indexOf(port);
    if (index < 0) return;
    this.ports.splice(index, 1);
    if (index === 0) this.crown();
  }

  send(content: object, buffers?: Buffers): void {
    const [lead] = this.ports;
    if (lead === undefined) throw new Error("every display of the widget is gone");
    lead.send(content, buffers);
  }

  listen(receive: Receive, signal: AbortSignal): void {
    this.attach({ signal, attach: (port, until) => port.listen(receive, until) });
  }

  isLive(): boolean {
    return this.ports.some((port) => port.isLive());
  }

  watch(changed: () => void, signal: AbortSignal): void {
    this.attach({ signal, attach: (port, until) => port.watch(changed, until) });
  }

  private attach(attachment: Attachment): void {
    const { signal } = attachment;
    this.attachments.add(attachment);
    signal.addEventListener("abort", () => this.attachments.delete(attachment));
    this.attachToLead(attachment);
  }

  private crown(): void {
    this.reign.abort();
    this.reign = new AbortController();
    for (const attachment of this.attachments) this.attachToLead(attachment);
  }

  private attachToLead({ attach, signal }: Attachment): void {
    const [lead] = this.ports;
    if (lead === undefined || signal.aborted) return;
    attach(lead, AbortSignal.any([signal, this.reign.signal]));
  }
}
