"""Tuned ranges go back into the cell that declares them."""

import gc
import weakref
from concurrent.futures import Future

import pytest

from reactor_notebook.tuning.cells.pages import CELL_EDITOR
from reactor_notebook.tuning.cells.sources import CELL_SOURCES, is_cell_file
from reactor_notebook.tuning.source.places import NoSource, place_of
from reactor_runtime.errors import TuningError

STATE = """\
%matplotlib --list
from reactor_runtime import *
class DishState(InputState):
    heat: float = InputField(1.0, ge=0.0, le=2.0)  # how hot
!true
"""
MODEL = """\
class Dish(ReactorPipeline):
    state: DishState
    def inference(self):
        while True:
            yield np.zeros((8, 8, 3), np.uint8)
    @event
    def set_salt(self, salt: int = 1):
        pass
"""


class CellPage:
    """The page of a notebook: its cells by id."""

    def __init__(self, **cells):
        self.cells = cells
        self.asked = []

    def replace(self, edits):
        answer = Future()
        self.asked.append((edits, answer))
        return answer

    def answer(self):
        while self.asked:
            edits, answer = self.asked.pop(0)
            if refused := [why for edit in edits if (why := self.refusal(edit))]:
                answer.set_exception(TuningError(refused[0]))
                continue
            self.cells.update({edit.cell_id: edit.text for edit in edits})
            answer.set_result(None)

    def refusal(self, edit):
        if edit.cell_id not in self.cells:
            return f"the cell {edit.cell_id} was deleted"
        if self.cells[edit.cell_id] != edit.expected:
            return f"the cell {edit.cell_id} has changed"
        return ""


@pytest.fixture
async def dish(notebook):
    await notebook.run("import numpy as np")
    await notebook.run(STATE, "state")
    await notebook.run(MODEL, "model")
    await notebook.run("h = %reactor_load Dish", "load")
    return notebook.shell.user_ns["h"]


@pytest.fixture
def page():
    made = CellPage(state=STATE, model=MODEL)
    CELL_EDITOR.connect(made)
    yield made
    CELL_EDITOR.disconnect(made)


async def test_without_a_page_the_new_text_goes_into_a_new_cell(notebook, dish):
    dish.tune("heat", le=3.0)
    shown = await notebook.run("w = h.tuned.write()")
    number = place_of(notebook.shell.user_ns["DishState"]).source.number
    assert shown.printed.startswith(f"--- cell [{number}]\n+++ cell [{number}]\n@@")
    assert (
        "+    heat: float = InputField(1.0, ge=0.0, le=3.0)  # how hot" in shown.printed
    )
    assert notebook.shell.rl_next_input == STATE.replace("le=2.0", "le=3.0")
    assert repr(notebook.shell.user_ns["w"]) == f"cell [{number}] is proposed below"
    assert dish.tuned.changes == {"heat": {"le": (2.0, 3.0)}}
    await notebook.run(notebook.shell.rl_next_input)
    await notebook.run(MODEL)
    await dish.reload()
    assert dish.tuned.changes == {}
    await dish.send("set_heat", heat=2.9)


async def test_several_cells_are_proposed_as_one(notebook, dish):
    dish.tune("heat", le=3.0)
    dish.tune("salt", le=9, step=2)
    await notebook.run("h.tuned.write()")
    assert notebook.shell.rl_next_input == "\n\n".join(
        [
            STATE.replace("le=2.0", "le=3.0"),
            MODEL.replace("salt: int = 1", "salt: int = InputField(1, le=9)").replace(
                "state: DishState\n",
                'state: DishState\n    ui = {"salt": {"step": 2.0}}\n',
            ),
        ]
    )


async def test_a_page_changes_the_cell_and_is_waited_for(dish, page):
    dish.tune("heat", le=3.0)
    writing = dish.tuned.write()
    assert not writing.done()
    assert repr(writing).endswith("sent to the page")
    assert dish.tuned.changes
    page.answer()
    await writing
    assert dish.tuned.changes == {}
    assert page.cells["state"] == STATE.replace("le=2.0", "le=3.0")
    dish.tune("heat", le=4.0)
    writing = dish.tuned.write()
    page.answer()
    await writing
    assert page.cells["state"] == STATE.replace("le=2.0", "le=4.0")
    dish.tuned.undo()
    page.answer()
    assert page.cells["state"] == STATE.replace("le=2.0", "le=3.0")
    assert dish.tuned.changes == {"heat": {"le": (3.0, 4.0)}}


async def test_two_cells_are_one_write(dish, page):
    dish.tune("heat", le=3.0)
    dish.tune("salt", le=9)
    writing = dish.tuned.write()
    assert "cell [" in repr(writing)
    page.answer()
    await writing
    assert "le=3.0" in page.cells["state"]
    assert "le=9" in page.cells["model"]


async def test_a_cell_that_was_deleted_or_changed_is_refused_by_the_page(dish, page):
    dish.tune("heat", le=3.0)
    del page.cells["state"]
    writing = dish.tuned.write()
    page.answer()
    with pytest.raises(TuningError, match="the cell state was deleted"):
        await writing
    page.cells["state"] = "# mine"
    writing = dish.tuned.write()
    page.answer()
    with pytest.raises(TuningError, match="the cell state has changed"):
        writing.result()
    assert dish.tuned.changes == {"heat": {"le": (2.0, 3.0)}}


async def test_an_undo_that_the_page_refuses_is_told(dish, page, capsys):
    dish.tune("heat", le=3.0)
    writing = dish.tuned.write()
    page.answer()
    await writing
    page.cells["state"] += "# mine"
    dish.tuned.undo()
    page.answer()
    assert "was not changed: the cell state has changed" in capsys.readouterr().err


async def test_a_cell_that_is_being_run_is_refused(notebook, page):
    await notebook.run("import numpy as np")
    whole = f"{STATE}\n{MODEL}\nh = await reactor_load(Dish)\n"
    cell = f"from reactor_notebook import reactor_load\n{whole}h.tune('heat', le=3.0)\n"
    result = await notebook.run(f"{cell}h.tuned.write()", "state", fails=True)
    assert "is being run, so its text stays; write again" in result.printed
    assert page.asked == []
    assert "le=3.0" in notebook.shell.user_ns["h"].tuned.diff()


async def test_what_cell_magics_run_belongs_to_the_cell(notebook):
    await notebook.run("import numpy as np")
    await notebook.run(f"%%capture\n{STATE.replace('!true', '')}", "state")
    await notebook.run(f"%%time\n{MODEL}", "model")
    await notebook.run("h = %reactor_load Dish", "load")
    handle = notebook.shell.user_ns["h"]
    handle.tune("heat", le=3.0)
    handle.tune("salt", le=9)
    diff = handle.tuned.diff()
    assert "+    heat: float = InputField(1.0, ge=0.0, le=3.0)  # how hot" in diff
    assert "+    def set_salt(self, salt: int = InputField(1, le=9)):" in diff
    after = [change.after for change in handle._tuning.plan().changes]
    assert after[0].startswith("%%capture\n%matplotlib --list\n")
    assert after[1].startswith("%%time\nclass Dish")


async def test_a_class_of_before_the_extension_is_found_in_the_history(notebook):
    shell = notebook.shell
    await notebook.run("import numpy as np")
    await notebook.run(STATE + MODEL)
    state = shell.user_ns["DishState"]
    CELL_SOURCES._cells[state] = None
    place = place_of(state)
    assert place.source.text == (STATE + MODEL).rstrip()
    assert place.source.cell_id is None
    assert is_cell_file(vars(state)["_reactor_place"][0])
    page = CellPage()
    CELL_EDITOR.connect(page)
    await notebook.run("h = %reactor_load Dish")
    shell.user_ns["h"].tune("heat", le=3.0)
    await notebook.run("h.tuned.write()")
    CELL_EDITOR.disconnect(CellPage())
    assert CELL_EDITOR.editor is page
    CELL_EDITOR.disconnect(page)
    assert page.asked == []
    assert "le=3.0" in shell.rl_next_input


async def test_a_script_that_is_run_is_a_file(notebook, tmp_path):
    path = tmp_path / "dish.py"
    source = "import numpy as np\n" + STATE.replace("%m", "#").replace("!", "#") + MODEL
    path.write_text(source)
    await notebook.run(f"%run {path}")
    await notebook.run("h = %reactor_load Dish")
    handle = notebook.shell.user_ns["h"]
    handle.tune("heat", le=3.0)
    handle.tuned.write()
    assert path.read_text() == source.replace("le=2.0", "le=3.0")


async def test_a_class_that_nobody_has_the_text_of_is_refused(notebook):
    shell = notebook.shell
    await notebook.run("import numpy as np\nfrom reactor_runtime import *")
    code = "\n".join(STATE.split("\n")[2:4]) + "\n" + MODEL
    shell.user_ns["code"] = code
    await notebook.run("exec(code)")
    await notebook.run("h = %reactor_load Dish")
    handle = shell.user_ns["h"]
    handle.tune("heat", le=3.0)
    assert handle.tuned.diff().startswith("# heat: cell [")
    assert "has no class statement DishState" in handle.tuned.diff()
    with pytest.raises(TuningError, match=r"heat: float = InputField\(default=1\.0"):
        handle.tuned.write()


def test_a_class_typed_at_a_prompt_has_no_source():
    namespace = {"__name__": "__main__"}
    code = "from reactor_runtime import *\nclass Typed(InputState):\n    x: int = 1\n"
    exec(compile(code, "<stdin>", "exec"), namespace)
    place = place_of(namespace["Typed"])
    assert isinstance(place.source, NoSource)
    assert str(place.source) == "no source"
    assert "typed at a prompt" in place.source.reason
    gone = {"__name__": "gone_module"}
    exec(compile(code, "/no/such/file.py", "exec"), gone)
    assert (
        "its file /no/such/file.py is not there"
        in place_of(gone["Typed"]).source.reason
    )
    assert place_of(gone["Typed"]).namespace() == {}


async def test_nothing_keeps_the_classes_once_the_session_has_ended(notebook, dish):
    dish.tune("heat", le=3.0)
    kept = weakref.ref(notebook.shell.user_ns["DishState"])
    await dish.stop()
    for name in ("Dish", "DishState"):
        del notebook.shell.user_ns[name]
    notebook.shell.user_ns.pop("_", None)
    gc.collect()
    assert kept() is None
    assert dish.tuned.changes == {"heat": {"le": (2.0, 3.0)}}
