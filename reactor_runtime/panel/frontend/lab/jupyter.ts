/** As much of JupyterLab as the extension uses; 4.2 has it all but what is optional. */

export interface Signal<Sender, Args> {
  connect(slot: (sender: Sender, args: Args) => void): boolean;
  disconnect(slot: (sender: Sender, args: Args) => void): boolean;
}

/** A cell's text and what belongs to it, as the document shares them. */
export interface SharedCell {
  readonly id: string;
  readonly cell_type: string;
  /** Absent before JupyterLab 4.3. */
  readonly executionState?: "idle" | "running";
  /** What Ctrl+Z in the cell asks. */
  readonly undoManager?: { stopCapturing(): void } | null;
  getSource(): string;
  getMetadata(key: string): unknown;
  updateSource(start: number, end: number, value: string): void;
  transact(change: () => void): void;
}

export interface JupyterHeader {
  readonly session: string;
  readonly msg_type: string;
}

export interface JupyterMessage {
  readonly header: JupyterHeader;
  readonly content: unknown;
}

export interface KernelConnection {
  readonly clientId: string;
  readonly username: string;
  readonly connectionStatus: string;
  readonly isDisposed: boolean;
  readonly disposed: Signal<KernelConnection, void>;
  readonly iopubMessage: Signal<KernelConnection, JupyterMessage>;
  readonly connectionStatusChanged: Signal<KernelConnection, string>;
  requestCommInfo(content: { target_name: string }): Promise<JupyterMessage>;
  sendControlMessage(message: JupyterMessage): unknown;
}

export interface SessionContext {
  readonly session: { readonly kernel: KernelConnection | null } | null;
  readonly kernelChanged: Signal<
    SessionContext,
    { readonly newValue: KernelConnection | null }
  >;
}

/** A notebook, however many views show it. */
export interface NotebookContext {
  readonly sessionContext: SessionContext;
  readonly contentsModel: { readonly writable: boolean } | null;
  readonly model: {
    readonly readOnly: boolean;
    readonly sharedModel: { readonly cells: readonly SharedCell[] };
  };
}

export interface CellView {
  readonly model: { readonly id: string };
  readonly promptNode?: HTMLElement | null;
}

/** One view of a notebook. */
export interface NotebookPanel {
  readonly context: NotebookContext;
  readonly content: { readonly widgets: readonly CellView[] };
}

export interface NotebookTracker {
  readonly widgetAdded: Signal<NotebookTracker, NotebookPanel>;
  forEach(visit: (panel: NotebookPanel) => void): void;
}

export interface Services {
  readonly KernelMessage: {
    createMessage(options: {
      msgType: string;
      channel: "control";
      session: string;
      username: string;
      content: unknown;
    }): JupyterMessage;
  };
}

export interface Plugin {
  readonly id: string;
  readonly description: string;
  readonly autoStart: boolean;
  readonly optional: readonly unknown[];
  activate(app: unknown, tracker: NotebookTracker | null): void;
}
