/**
 * What a notebook and its kernel say to each other.
 *
 * The kernel's half is `reactor_notebook/tuning/cells/comm.py`. What it says comes as
 * messages of a comm that nobody opens; what the page says goes to the control channel,
 * which is heard while a cell runs. A kernel without that half is asked by
 * `comm_info_request` alone, and hears nothing else.
 */

import { editCells, type WantedEdit } from "./editing";
import type {
  JupyterMessage,
  KernelConnection,
  NotebookPanel,
  Services,
} from "./jupyter";

/** The comm's id and its target, and the type of what the page sends. */
export const NAME = "reactor_cells";

/** Of the messages. */
export const VERSION = 1;

/** One kernel's connection, by which it changes the cells of one notebook. */
class KernelLink {
  private isKnown = false;

  constructor(
    private readonly kernel: KernelConnection,
    private readonly panel: NotebookPanel,
    private readonly messages: Services["KernelMessage"],
  ) {
    const leave = (): void => this.leave();
    kernel.iopubMessage.connect((_, message) => this.hear(message));
    kernel.connectionStatusChanged.connect(() => void this.look());
    window.addEventListener("pagehide", leave);
    kernel.disposed.connect(() => {
      window.removeEventListener("pagehide", leave);
      leave();
    });
    void this.look();
  }

  private get isConnected(): boolean {
    return this.kernel.connectionStatus === "connected";
  }

  private say(said: object): void {
    const { clientId: session, username } = this.kernel;
    const content = { version: VERSION, ...said };
    const options = { msgType: NAME, channel: "control", session, username } as const;
    const message = this.messages.createMessage({ ...options, content });
    this.kernel.sendControlMessage(message);
  }

  private greet(): void {
    this.isKnown = true;
    this.say({ type: "here" });
  }

  private async look(): Promise<void> {
    if (this.isConnected && (await hasOtherHalf(this.kernel))) this.greet();
  }

  private leave(): void {
    if (this.isKnown && this.isConnected) this.say({ type: "gone" });
    this.isKnown = false;
  }

  private hear(message: JupyterMessage): void {
    const said = contentOf(message);
    if (said?.type === "hello") this.greet();
    if (said?.type !== "edit" || said.client !== this.kernel.clientId) return;
    const edits = editsOf(said);
    if (edits === null) return;
    const refusal = editCells(this.panel, edits);
    const answer =
      refusal === null ? { type: "edited" } : { type: "refused", ...refusal };
    this.say({ ...answer, ask: said.ask });
  }
}

/** Let `kernel` change the cells of `panel`, as long as the two are connected. */
export function linkKernel(
  kernel: KernelConnection,
  panel: NotebookPanel,
  messages: Services["KernelMessage"],
): void {
  new KernelLink(kernel, panel, messages);
}

async function hasOtherHalf(kernel: KernelConnection): Promise<boolean> {
  try {
    const reply = await kernel.requestCommInfo({ target_name: NAME });
    return NAME in ((reply.content as { comms?: object }).comms ?? {});
  } catch {
    return false; // it ended, or was restarted, before it had answered
  }
}

/** Return what the kernel's half says by `message`, `null` if it is not of that. */
function contentOf({
  header,
  content,
}: JupyterMessage): Record<string, unknown> | null {
  if (header.msg_type !== "comm_msg") return null;
  const { comm_id, data } = content as { comm_id: string; data?: unknown };
  if (comm_id !== NAME || typeof data !== "object" || data === null) return null;
  const said = data as Record<string, unknown>;
  return said.version === VERSION ? said : null;
}

function editsOf({ edits }: Record<string, unknown>): WantedEdit[] | null {
  const isEdit = (one: unknown): one is WantedEdit =>
    typeof one === "object" &&
    one !== null &&
    ["cell", "expected", "text"].every(
      (key) => typeof (one as Record<string, unknown>)[key] === "string",
    );
  return Array.isArray(edits) && edits.every(isEdit) ? edits : null;
}
