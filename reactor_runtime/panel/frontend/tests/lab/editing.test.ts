/** When a cell may be changed, and how it is. */

import { expect, test } from "vitest";
import { editCells } from "../../lab/editing";
import { FakeCell, notebookOf } from "../fakes/jupyter";

const BEFORE = "import numpy as np\nx = 1\ny = 2\n";
const AFTER = "import numpy as np\nx = 11\ny = 2\nz = 3\n";

const edit = (cell: string, expected = BEFORE, text = AFTER) => ({
  cell,
  expected,
  text,
});

test("several places of a cell change in one step, apart from what was typed", () => {
  const cell = new FakeCell("one", "import numpy as np\nx = 1\n");
  cell.type("y = 2\n");
  expect(editCells(notebookOf([cell]), [edit("one")])).toBe(null);
  expect(cell.getSource()).toBe(AFTER);
  // From the end, so that no place moves before its turn.
  expect(cell.edits.slice(1)).toEqual([
    [31, 31, "z = 3\n"],
    [24, 24, "1"],
  ]);
  cell.type("# mine");
  expect(cell.steps).toBe(3);
});

test.each([
  ["changed", (cell: FakeCell) => cell.type("# mine")],
  ["changed", (cell: FakeCell) => Object.assign(cell, { cell_type: "markdown" })],
  ["running", (cell: FakeCell) => Object.assign(cell, { executionState: "running" })],
  ["locked", (cell: FakeCell) => Object.assign(cell.metadata, { editable: false })],
])("a cell is refused as %s", (reason, happen) => {
  const [first, second] = [new FakeCell("one", BEFORE), new FakeCell("two", BEFORE)];
  happen(second);
  const held = second.getSource();
  const refusal = editCells(notebookOf([first, second]), [edit("one"), edit("two")]);
  expect(refusal).toEqual({ cell: "two", reason });
  expect([first.getSource(), second.getSource()]).toEqual([BEFORE, held]);
});

test("a cell that is not there is refused, and so are those with it", () => {
  const cell = new FakeCell("one", BEFORE);
  const refusal = editCells(notebookOf([cell]), [edit("one"), edit("gone")]);
  expect(refusal).toEqual({ cell: "gone", reason: "absent" });
  expect(cell.getSource()).toBe(BEFORE);
});

test("a notebook that cannot be saved is refused", () => {
  const notebook = notebookOf([new FakeCell("one", BEFORE)]);
  notebook.context.contentsModel.writable = false;
  expect(editCells(notebook, [edit("one")])?.reason).toBe("unsavable");
  const other = notebookOf([new FakeCell("one", BEFORE)]);
  other.context.model.readOnly = true;
  expect(editCells(other, [edit("one")])?.reason).toBe("unsavable");
});

test("an older JupyterLab shows by its prompt that a cell is being run", () => {
  const cell = new FakeCell("one", BEFORE);
  delete cell.executionState;
  const notebook = notebookOf([cell]);
  const prompt = notebook.content.widgets[0]?.promptNode;
  prompt?.append("[*]:");
  expect(editCells(notebook, [edit("one")])?.reason).toBe("running");
  prompt?.replaceChildren("[3]:");
  expect(editCells(notebook, [edit("one")])).toBe(null);
});

test("what a cell holds already is done, even while it runs", () => {
  const cell = new FakeCell("one", AFTER);
  cell.executionState = "running";
  expect(editCells(notebookOf([cell]), [edit("one")])).toBe(null);
  expect(cell.steps).toBe(0);
});
