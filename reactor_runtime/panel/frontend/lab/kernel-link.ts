/**
 * What a notebook and its kernel say to each other.
 *
 * The kernel's half is `reactor_notebook/tuning/cell_comm.py`. What it says comes as
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

/** Let `kernel` change the cells of `panel`, as long as the two are connected. */
export function linkKernel(
  kernel: KernelConnection,
  panel: NotebookPanel,
  messages: Services["KernelMessage"],
): void {
  const say = (content: object): void => {
    const { clientId: session, username } = kernel;
    const content_ = { version: VERSION, ...content };
    kernel.sendControlMessage(
      messages.createMessage({
        msgType: NAME,
        channel: "control",
        session,
        username,
        content: content_,
      }),
    );
  };
  let isKnown = false;
  const greet = (): void => {
    isKnown = true;
    say({ type: "here" });
  };
  const look = async (): Promise<void> => {
    if (kernel.connectionStatus === "connected" && (await hasOtherHalf(kernel))) {
      greet();
    }
  };
  const leave = (): void => {
    if (isKnown && kernel.connectionStatus === "connected") say({ type: "gone" });
    isKnown = false;
  };

  kernel.iopubMessage.connect((_, message) => {
    const said = contentOf(message);
    if (said?.type === "hello") greet();
    else if (said?.type === "edit" && said.client === kernel.clientId) {
      const edits = editsOf(said);
      if (edits === null) return;
      const refusal = editCells(panel, edits);
      const answer =
        refusal === null ? { type: "edited" } : { type: "refused", ...refusal };
      say({ ...answer, ask: said.ask });
    }
  });
  kernel.connectionStatusChanged.connect(() => void look());
  window.addEventListener("pagehide", leave);
  kernel.disposed.connect(() => {
    window.removeEventListener("pagehide", leave);
    leave();
  });
  void look();
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
