"""One notebook open in one browser tab, driven as JupyterLab's own menus drive it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import nbformat

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from playwright.async_api import Page

    from tests.browser.lab import LabServer

OPEN_MS = 60_000
CELL_MS = 30_000

READY = """() => {
  const panel = window.jupyterapp?.shell?.currentWidget;
  const session = panel?.context?.sessionContext;
  return Boolean(panel?.context?.isReady && panel.content?.widgets?.length
    && session?.isReady && session.session?.kernel?.connectionStatus === 'connected'
    && ['idle', 'busy'].includes(session.session.kernel.status));
}"""

START_CELL = """index => {
  const app = window.jupyterapp;
  const notebook = app.shell.currentWidget.content;
  notebook.activeCellIndex = index;
  notebook.deselectAll();
  notebook.mode = 'command';
  const cell = notebook.widgets[index];
  cell.model.sharedModel.setMetadata('test', 'running');
  app.commands.execute('notebook:run-cell').then(
    () => cell.model.sharedModel.deleteMetadata('test'),
    () => cell.model.sharedModel.deleteMetadata('test'));
}"""

_RUN_ALL = "window.jupyterapp.commands.execute('notebook:run-all-cells')"

CELL_DONE = """index => {
  const cell = window.jupyterapp.shell.currentWidget.content.widgets[index];
  return cell.model.sharedModel.getMetadata('test') === undefined;
}"""

_CELL = """index => {
  const cell = window.jupyterapp.shell.currentWidget.content.widgets[index];
  return {count: cell.model.executionCount, outputs: cell.model.outputs.toJSON()};
}"""

ADD_CELL = """source => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  const cells = notebook.model.sharedModel;
  cells.addCell({cell_type: 'code', source});
  return cells.cells.length - 1;
}"""


def write_notebook(path: Path, cells: Sequence[str]) -> Path:
    """Write a notebook of code cells, without outputs, and return its path."""
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in cells]
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    nbformat.write(notebook, path)
    return path


class NotebookPage:
    """A tab that shows one notebook.

    Args:
        lab: The server that has the notebook.
        page: The browser's tab; closed by whoever opened it.
        path: The notebook, relative to the server's folder.
    """

    def __init__(self, lab: LabServer, page: Page, path: str) -> None:
        self.lab = lab
        self.page = page
        self.path = path

    async def open(self) -> None:
        """Load the page and wait until notebook and kernel are ready."""
        await self.page.goto(self.lab.page_url(self.path), wait_until="commit")
        await self.page.wait_for_function(READY, timeout=OPEN_MS)

    async def reload(self) -> None:
        """Load the page again, as F5 does; the kernel goes on."""
        await self.page.reload(wait_until="commit")
        await self.page.wait_for_function(READY, timeout=OPEN_MS)

    async def start(self, index: int) -> None:
        """Run the cell at *index* and return at once."""
        await self.page.evaluate(START_CELL, index)

    async def wait(self, index: int, timeout_ms: float = CELL_MS) -> str:
        """Wait until the cell has ended; return its outputs as text."""
        await self.page.wait_for_function(CELL_DONE, arg=index, timeout=timeout_ms)
        return output_text(await self.outputs(index))

    async def run(self, index: int, timeout_ms: float = CELL_MS) -> str:
        """Run the cell at *index* to its end; return its outputs as text.

        Raises:
            AssertionError: If the cell raised; the traceback is the message.
        """
        await self.start(index)
        text = await self.wait(index, timeout_ms)
        for output in await self.outputs(index):
            assert output["output_type"] != "error", text
        return text

    async def run_all(self) -> None:
        """Run every cell, as the menu's *Run All Cells* does."""
        await self.page.evaluate(_RUN_ALL)

    async def run_source(self, source: str, timeout_ms: float = CELL_MS) -> str:
        """Append a cell, run it to its end and return its outputs as text."""
        return await self.run(await self.add_cell(source), timeout_ms)

    async def add_cell(self, source: str) -> int:
        """Append a code cell and return its index."""
        return int(await self.page.evaluate(ADD_CELL, source))

    async def text(self, index: int) -> str:
        """Everything readable in the outputs of the cell at *index*."""
        return output_text(await self.outputs(index))

    async def outputs(self, index: int) -> list[dict[str, Any]]:
        """The outputs of the cell at *index*, as the notebook file holds them."""
        return (await self.page.evaluate(_CELL, index))["outputs"]

    async def execution_count(self, index: int) -> int | None:
        """The number in the cell's prompt, ``None`` before its first run."""
        return (await self.page.evaluate(_CELL, index))["count"]

    async def code_cells(self) -> list[int]:
        """Indices of the code cells, from the top."""
        return await self.page.evaluate(
            "window.jupyterapp.shell.currentWidget.content.widgets"
            ".flatMap((cell, index) => cell.model.type === 'code' ? [index] : [])"
        )

    async def save(self) -> Path:
        """Save the notebook and return its file."""
        await self.page.evaluate("window.jupyterapp.shell.currentWidget.context.save()")
        return self.lab.notebooks / self.path

    async def kernel_id(self) -> str:
        """Id of the kernel that the notebook uses."""
        return await self.page.evaluate(
            "window.jupyterapp.shell.currentWidget.context"
            ".sessionContext.session.kernel.id"
        )

    async def shut_kernel_down(self) -> None:
        """End the kernel, as the menu's entry does."""
        await self.page.evaluate(
            "window.jupyterapp.shell.currentWidget.context.sessionContext.shutdown()"
        )

    async def restart_kernel(self) -> None:
        """Restart the kernel and wait until it is ready."""
        await self.page.evaluate(
            "window.jupyterapp.shell.currentWidget.context"
            ".sessionContext.session.kernel.restart()"
        )
        await self.page.wait_for_function(READY, timeout=OPEN_MS)


def output_text(outputs: Sequence[dict[str, Any]]) -> str:
    """Everything readable in a cell's outputs, in order, without colours."""
    parts: list[str] = []
    for output in outputs:
        match output["output_type"]:
            case "stream":
                parts.append("".join(output["text"]))
            case "error":
                parts.append("\n".join(output["traceback"]))
            case _:
                parts.append("".join(output["data"].get("text/plain", "")))
    return re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(parts))
