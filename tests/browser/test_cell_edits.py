"""Tuned ranges go back into the cells of real pages; Ctrl+Z takes them out again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from textwrap import indent

import pytest
import pytest_asyncio

from tests.browser.kernel import kernel_client
from tests.browser.tabs import ARTIFACTS, open_tabs

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FIRST = """\
%load_ext reactor_notebook
import numpy as np
from reactor_runtime import *
from reactor_runtime.contract import ModelContract
from reactor_runtime.contract.tuning import settings_of
from reactor_runtime.errors import TuningError
from reactor_notebook.tuning.cells.pages import CELL_EDITOR
async def refusal():
    try: await handle.tuned.write()
    except TuningError as error: return str(error)
def said(cls, name): return {
    key[1]: value for key, value in settings_of(ModelContract.of(cls)).items()
    if key[0] == name and value is not None}"""

MODEL = """\
class {0}(ReactorPipeline):
    state: {0}State
    def inference(self):
        while True:
            yield np.full((90, 160, 3), 100 * self.state.level, np.uint8)
"""
STATE = """\
class {0}State(InputState):
    level: float = InputField(0.5, ge=0, le=2)  # light
"""


@dataclass(frozen=True)
class CellTrip:
    """A model in a cell, what is tuned of it, and what the cell holds afterwards."""

    name: str
    cell: str
    tune: str
    exchanged: tuple[tuple[str, str], ...]
    tuned: dict[str, object]
    parameter: str = "level"

    @property
    def after(self):
        text = self.cell
        for old, new in self.exchanged:
            assert text.count(old) == 1
            text = text.replace(old, new)
        return text


PLAIN = CellTrip(
    "Plain",
    STATE.format("Plain") + MODEL.format("Plain"),
    "le=3.0, default=1.25",
    (("0.5, ge=0, le=2", "1.25, ge=0, le=3.0"),),
    {"le": 3.0, "default": 1.25},
)
ODD = CellTrip(
    "Odd",
    "# 🐸 first of all\n%time frogs = 'ä🐸'\n!echo {frogs}  # a shell\n\n"
    "class OddState ( InputState ) :\n"
    "    level :float=InputField( 0.5 ,# where it begins\n"
    "         ge = 0,   le\t= 2 ,)  ; \n"
    + MODEL.format("Odd")
    + "#%%time not at the top\n!true\n\n",
    "le=3.0, ge=0.25",
    (("ge = 0,", "ge = 0.25,"), ("le\t= 2 ,", "le\t= 3.0 ,")),
    {"le": 3.0, "ge": 0.25},
)
HANDLER = CellTrip(
    "Handled",
    STATE.format("Handled")
    + MODEL.format("Handled")
    + "    @event\n    def set_salt(self, salt: int = 1, *, pepper=2):  # spicy\n"
    "        pass\n",
    "ge=0, le=9",
    (("salt: int = 1,", "salt: int = InputField(1, ge=0, le=9),"),),
    {"ge": 0, "le": 9},
    "set_salt.salt",
)
BRANCH = CellTrip(
    "Branch",
    "if True:\n"
    + indent(STATE.format("Branch"), "    ")
    + "else:\n    raise SystemError\n"
    + MODEL.format("Branch"),
    "le=3.0",
    (("le=2", "le=3.0"),),
    {"le": 3.0},
)
TWO = CellTrip(
    "Two",
    STATE.format("One")
    + "    # the other one\n"
    + STATE.format("Two")
    + MODEL.format("Two"),
    "le=3.0, step=0.5",
    (
        (
            STATE.format("Two"),
            STATE.format("Two").replace("le=2", "le=3.0")
            + '    ui = {"level": {"step": 0.5}}\n',
        ),
    ),
    {"le": 3.0, "step": 0.5},
)
TRIPS = [PLAIN, ODD, HANDLER, BRANCH, TWO]

SOURCE = """index => window.jupyterapp.shell.currentWidget.content
  .widgets[index].model.sharedModel.getSource()"""

HOLDS = """([index, text]) => window.jupyterapp.shell.currentWidget.content
  .widgets[index].model.sharedModel.getSource() === text"""

EDIT_CELL = """async index => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  notebook.activeCellIndex = index;
  await notebook.scrollToItem(index);
  notebook.mode = 'edit';
  notebook.activeCell.editor.focus();
}"""

PUT_CURSOR = """async ([index, line]) => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  await notebook.scrollToItem(index);
  notebook.activeCellIndex = index;
  notebook.mode = 'edit';
  notebook.activeCell.editor.focus();
  notebook.activeCell.editor.setCursorPosition({line, column: 4});
}"""

CURSOR = """() => {
  const {editor, node} = window.jupyterapp.shell.currentWidget.content.activeCell;
  return {...editor.getCursorPosition(), top: node.getBoundingClientRect().top};
}"""

SET_EDITABLE = """([index, value]) => window.jupyterapp.shell.currentWidget.content
  .widgets[index].model.sharedModel.setMetadata('editable', value)"""

DELETE_CELL = """index => {
  const app = window.jupyterapp;
  app.shell.currentWidget.content.activeCellIndex = index;
  app.shell.currentWidget.content.mode = 'command';
  return app.commands.execute('notebook:delete-cell');
}"""

CLOSE = "window.jupyterapp.shell.currentWidget.dispose()"

WAIT_FOR_FILE = """
import asyncio, pathlib
while not pathlib.Path({!r}).exists(): await asyncio.sleep(0.02)
print(await refusal())"""

PAGES = "CELL_EDITOR.editor is not None and len(CELL_EDITOR.editor._pages) == {}"

IS_DIRTY = "window.jupyterapp.shell.currentWidget.context.model.dirty"


class CellBook:
    """A notebook of which cells are changed by others that run in it."""

    def __init__(self, notebook, stem=""):
        self.notebook = notebook
        self.page = notebook.page
        self.stem = stem

    async def source(self, index):
        return await self.page.evaluate(SOURCE, index)

    async def holds(self, index, text):
        """Wait until the cell at *index* holds *text*."""
        try:
            await self.page.wait_for_function(HOLDS, arg=[index, text], timeout=5000)
        except TimeoutError:
            assert await self.source(index) == text

    async def press(self, index, keys):
        """Press *keys* in the editor of the cell at *index*."""
        await self.page.evaluate(EDIT_CELL, index)
        await self.page.keyboard.press(keys)

    async def load(self, trip, index):
        await self.notebook.run(index)
        await self.notebook.run_source(f"handle = %reactor_load {trip.name}")

    async def write(self, trip, more=""):
        code = (
            f"handle.tune({trip.parameter!r}, {trip.tune})\nawait handle.tuned.write()"
        )
        return await self.notebook.run_source(code + more)

    async def said(self, trip):
        """What the class that was run last says of the parameter."""
        cls = trip.name
        code = f"import json; print(json.dumps(said({cls}, {trip.parameter!r})))"
        return json.loads(await self.notebook.run_source(code))


@pytest_asyncio.fixture(
    loop_scope="session", scope="module", params=["JupyterLab", "Notebook 7"]
)
async def book(request, lab, notebook_7, browser):
    """One notebook with every model, in either application."""
    server = lab if request.param == "JupyterLab" else notebook_7
    stem = f"cell-edits-{request.param.split()[0].lower()}"
    async with open_tabs(server, browser, stem) as tabs:
        notebook = await tabs.new([FIRST, *(trip.cell for trip in TRIPS)])
        await notebook.run(0)
        yield CellBook(notebook, stem)
        assert [line for line in tabs.console if "reactor" in line] == []


@pytest.mark.parametrize("trip", TRIPS, ids=lambda trip: trip.name)
async def test_a_cell_gets_what_was_tuned_and_ctrl_z_takes_it_back(book, trip):
    index = 1 + TRIPS.index(trip)
    await book.load(trip, index)
    await book.notebook.save()
    assert not await book.page.evaluate(IS_DIRTY)
    await book.write(trip, "\nprint(handle.tuned.changes)")
    assert await book.source(index) == trip.after
    assert await book.page.evaluate(IS_DIRTY)
    await book.press(index, "Control+z")
    await book.holds(index, trip.cell)
    await book.press(index, "Control+Shift+z")
    await book.holds(index, trip.after)
    ARTIFACTS.mkdir(exist_ok=True)
    await book.page.screenshot(path=ARTIFACTS / f"{book.stem}-{trip.name}.png")

    await book.notebook.run_source("handle.tuned.undo()")
    await book.holds(index, trip.cell)
    await book.notebook.run_source("handle.tuned.redo()")
    await book.holds(index, trip.after)

    await book.load(trip, index)
    said = await book.said(trip)
    assert {key: said[key] for key in trip.tuned} == trip.tuned
    assert await book.notebook.run_source("print(handle.tuned.changes)") == "{}\n"


async def test_an_edit_leaves_cursor_and_scroll_where_they_are(book):
    trip, index = HANDLER, 1 + TRIPS.index(HANDLER)
    await book.load(trip, index)
    line = trip.after.count("\n") - 1
    await book.page.evaluate(PUT_CURSOR, [index, line])
    before = await book.page.evaluate(CURSOR)
    assert (before["line"], before["column"]) == (line, 4)
    lab, kernel_id = book.notebook.lab, await book.notebook.kernel_id()
    async with kernel_client(lab, kernel_id) as other:
        await other.run("handle.tune('level', le=7.0)\nawait handle.tuned.write()")
    await book.holds(index, trip.after.replace("le=2", "le=7.0"))
    assert await book.page.evaluate(CURSOR) == before
    await book.page.keyboard.type("#")
    assert "\n    #    pass\n" in await book.source(index)


async def test_a_cell_that_cannot_be_changed_is_refused_by_its_name(book, tmp_path):
    await book.load(PLAIN, 1)
    number = f"cell [{await book.notebook.execution_count(1)}]"
    await book.notebook.run_source("handle.tune('level', le=5.0)")
    held = await book.source(1)

    async def told():
        return await book.notebook.run_source("print(await refusal())")

    await book.page.evaluate(SET_EDITABLE, [1, False])
    assert f"{number} is locked" in await told()
    await book.page.evaluate(SET_EDITABLE, [1, True])

    signal = tmp_path / "queued"
    waiting = await book.notebook.add_cell(WAIT_FOR_FILE.format(str(signal)))
    await book.notebook.start(waiting)
    await book.notebook.start(1)
    signal.touch()
    text = await book.notebook.wait(waiting)
    assert f"{number} is being run or waits for its turn" in text
    await book.notebook.wait(1)

    await book.press(1, "Control+End")
    await book.page.keyboard.type("# mine")
    assert f"{number} no longer holds the code that ran" in await told()
    assert await book.source(1) == f"{held}# mine"

    await book.page.evaluate(DELETE_CELL, 1)
    assert f"{number} is in no open notebook of this kernel" in await told()
    await book.page.screenshot(path=ARTIFACTS / f"{book.stem}-refused.png")


async def test_pages_come_and_go_and_the_one_that_asks_is_changed(tabs):
    first = CellBook(await tabs.new(["1 + 1", FIRST, PLAIN.cell]))
    await first.notebook.run(0)
    await first.notebook.run(1)
    await first.load(PLAIN, 2)
    await first.notebook.save()
    second = CellBook(await tabs.open(first.notebook.path))
    async with kernel_client(tabs.lab, await first.notebook.kernel_id()) as other:
        await other.wait_until(PAGES.format(2))
        await first.write(PLAIN)
        assert await first.source(2) == PLAIN.after
        assert await second.source(2) == PLAIN.cell
        await first.page.close(run_before_unload=False)
        await other.wait_until(PAGES.format(1))
        await second.notebook.reload()
        await other.wait_until(PAGES.format(1))
        await second.load(PLAIN, 2)
        await second.write(PLAIN)
        assert await second.source(2) == PLAIN.after

        await second.notebook.save()
        await second.notebook.restart_kernel()
        await second.notebook.run(1)
        await second.load(PLAIN, 2)
        await second.notebook.run_source(
            "handle.tune('level', le=4.0)\nawait handle.tuned.write()"
        )
        assert await second.source(2) == PLAIN.after.replace("le=3.0", "le=4.0")
    async with kernel_client(tabs.lab, await second.notebook.kernel_id()) as other:
        await second.page.evaluate(CLOSE)
        await other.wait_until("CELL_EDITOR.editor is None")
    log = tabs.lab.log.read_text()
    assert "reactor_cells" not in log
    assert [line for line in tabs.console if "reactor" in line] == []
