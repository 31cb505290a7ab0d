/** A notebook page without JupyterLab: cells, a kernel's connection, and their signals. */

import type {
  JupyterMessage,
  KernelConnection,
  NotebookContext,
  NotebookPanel,
  SharedCell,
  Signal,
} from "../../lab/jupyter";

/** A signal that tests emit; nobody asks who sends it. */
export class FakeSignal<Sender, Args> implements Signal<Sender, Args> {
  private readonly slots = new Set<(sender: Sender, args: Args) => void>();
  connect(slot: (sender: Sender, args: Args) => void): boolean {
    this.slots.add(slot);
    return true;
  }
  disconnect(slot: (sender: Sender, args: Args) => void): boolean {
    return this.slots.delete(slot);
  }
  emit(args: Args): void {
    for (const slot of [...this.slots]) slot(undefined as never, args);
  }
}

/** A cell that counts the steps that Ctrl+Z would take back. */
export class FakeCell implements SharedCell {
  cell_type = "code";
  executionState?: "idle" | "running" = "idle";
  metadata: Record<string, unknown> = {};
  steps = 0;
  edits: [number, number, string][] = [];
  private isOpen = false;
  private isWithin = false;
  readonly undoManager = {
    stopCapturing: () => {
      this.isOpen = false;
    },
  };
  constructor(
    readonly id: string,
    private text: string,
  ) {}
  getSource(): string {
    return this.text;
  }
  getMetadata(key: string): unknown {
    return this.metadata[key];
  }
  updateSource(start: number, end: number, value: string): void {
    if (!this.isWithin && !this.isOpen) this.steps += 1;
    this.isOpen = true;
    this.edits.push([start, end, value]);
    this.text = this.text.slice(0, start) + value + this.text.slice(end);
  }
  transact(change: () => void): void {
    if (!this.isOpen) this.steps += 1;
    this.isOpen = this.isWithin = true;
    change();
    this.isWithin = false;
  }
  /** Put *text* at the end, as a person does. */
  type(text: string): void {
    this.updateSource(this.text.length, this.text.length, text);
  }
}

/** A connection to a kernel; `comms` are those that it says it has. */
export class FakeKernel implements KernelConnection {
  readonly username = "";
  connectionStatus = "connected";
  isDisposed = false;
  comms: Record<string, unknown> = {};
  sent: JupyterMessage[] = [];
  readonly disposed = new FakeSignal<KernelConnection, void>();
  readonly iopubMessage = new FakeSignal<KernelConnection, JupyterMessage>();
  readonly connectionStatusChanged = new FakeSignal<KernelConnection, string>();
  constructor(readonly clientId: string) {}
  requestCommInfo(): Promise<JupyterMessage> {
    const header = { session: "kernel", msg_type: "comm_info_reply" };
    return Promise.resolve({ header, content: { comms: this.comms } });
  }
  sendControlMessage(message: JupyterMessage): void {
    this.sent.push(message);
  }
  /** What the page has said, without what is the same in all of it. */
  get said(): unknown[] {
    return this.sent.map(({ content }) => content);
  }
  /** Say `data` to every page. */
  say(data: unknown, comm_id = "reactor_cells", msg_type = "comm_msg"): void {
    const header = { session: "kernel", msg_type };
    this.iopubMessage.emit({ header, content: { comm_id, data } });
  }
}

export const MESSAGES = {
  createMessage: (options: { msgType: string; session: string; content: unknown }) => ({
    header: { session: options.session, msg_type: options.msgType },
    content: options.content,
  }),
};

/** A notebook of `cells` with `kernel`, in one view. */
export function notebookOf(cells: FakeCell[], kernel: FakeKernel | null = null) {
  const sessionContext = {
    session: { kernel },
    kernelChanged: new FakeSignal<
      NotebookContext["sessionContext"],
      { newValue: KernelConnection | null }
    >(),
  };
  const context = {
    sessionContext,
    contentsModel: { writable: true },
    model: { readOnly: false, sharedModel: { cells } },
  };
  const widgets = cells.map(({ id }) => ({
    model: { id },
    promptNode: document.createElement("div"),
  }));
  return { context, content: { widgets } } satisfies NotebookPanel;
}
