/** TextChange the cells of one notebook, all that are asked for or none. */

import { changesBetween } from "./changes";
import type { NotebookPanel, SharedCell } from "./jupyter";

/** Another text for a cell. */
export interface WantedEdit {
  cell: string;
  /** What the cell must hold. */
  expected: string;
  text: string;
}

/** Why nothing was changed; the kernel has the words for it. */
export interface EditRefusal {
  cell: string;
  reason: "absent" | "changed" | "running" | "locked" | "unsavable";
}

/** Carry out all of `edits`, or return why none of them. */
export function editCells(
  panel: NotebookPanel,
  edits: WantedEdit[],
): EditRefusal | null {
  const due: [SharedCell, string][] = [];
  for (const { cell: id, expected, text } of edits) {
    const { cells } = panel.context.model.sharedModel;
    const cell = cells.find((one) => one.id === id);
    if (cell === undefined) return { cell: id, reason: "absent" };
    // An answer that was lost is asked for again.
    if (cell.getSource() === text) continue;
    const reason = reasonAgainst(panel, cell, expected);
    if (reason !== null) return { cell: id, reason };
    due.push([cell, text]);
  }
  for (const [cell, text] of due) exchange(cell, text);
  return null;
}

function reasonAgainst(
  panel: NotebookPanel,
  cell: SharedCell,
  expected: string,
): EditRefusal["reason"] | null {
  const { model, contentsModel } = panel.context;
  if (model.readOnly || contentsModel?.writable === false) return "unsavable";
  if (cell.getMetadata("editable") === false) return "locked";
  if (isRunning(panel, cell)) return "running";
  const isSame = cell.cell_type === "code" && cell.getSource() === expected;
  return isSame ? null : "changed";
}

/** Whether the cell is being run, or waits for its turn. */
function isRunning(panel: NotebookPanel, cell: SharedCell): boolean {
  if (cell.executionState !== undefined) return cell.executionState === "running";
  const view = panel.content.widgets.find(({ model }) => model.id === cell.id);
  return view?.promptNode?.textContent?.includes("*") ?? false;
}

/** Give the cell another text, as one step that Ctrl+Z takes back. */
function exchange(cell: SharedCell, text: string): void {
  // What was typed just before is a step of its own, and so is what comes next.
  cell.undoManager?.stopCapturing();
  cell.transact(() => {
    for (const change of changesBetween(cell.getSource(), text).reverse()) {
      cell.updateSource(change.start, change.end, change.text);
    }
  });
  cell.undoManager?.stopCapturing();
}
