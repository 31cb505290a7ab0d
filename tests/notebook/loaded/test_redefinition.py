"""A class is defined anew: the old one runs on, and a restart takes the new one."""

import os
import re
import sys

import pytest

from reactor_runtime.errors import ModelNotFoundError, TargetError
from reactor_runtime.transports.base import Action
from tests.notebook.conftest import until
from tests.notebook.loaded.gardens import advice, cell, model, notes, steps


async def test_the_panel_says_that_the_class_was_defined_anew(garden):
    notebook, handle = garden
    await notebook.run("1 + 1")
    assert advice(handle).text == ""
    await notebook.run(cell(2))
    await until(lambda: advice(handle).text == "Garden was defined anew")
    assert advice(handle).action == "reload"
    await notebook.run("1 + 1")
    assert notes(handle) == ["Garden was defined anew"]


async def test_the_old_code_runs_on_with_a_redefined_enum(garden):
    notebook, handle = garden
    await handle.send("set_palette", palette="ice")
    await notebook.run(cell(2))
    await steps(handle)
    assert handle.status == "running"
    assert handle.frame()[0, 0, 0] == 50
    await handle.send("set_palette", palette="fire")
    await until(lambda: handle.frame()[0, 0, 0] == 200)
    await handle.send("set_palette", palette="ice")
    await handle.send("is_ice", palette="ice")
    assert model(handle).answers == (True, True)
    assert model(handle).version == 1


async def test_a_restart_takes_the_class_that_was_defined_anew(garden):
    notebook, handle = garden
    await notebook.run(cell(2))
    await handle.restart()
    assert (model(handle).version, model(handle).loads) == (2, 1)
    assert any("restart has loaded it anew" in note for note in notes(handle))
    assert advice(handle).text == ""
    await steps(handle)


async def test_a_restart_of_the_same_class_does_not_load_again(garden):
    _, handle = garden
    before = model(handle)
    await handle.restart()
    assert model(handle) is before
    assert before.loads == 1


async def test_a_failed_step_is_mended_by_the_cell_and_a_restart(garden, capsys):
    notebook, handle = garden
    await notebook.run(cell(2, step="1 / 0"))
    await handle.reload()
    await until(lambda: handle.status == "failed")
    await notebook.run(cell(3))
    await handle.restart()
    await steps(handle)
    assert model(handle).version == 3


async def test_a_panel_s_restart_takes_the_new_class_too(garden):
    notebook, handle = garden
    await notebook.run(cell(2))
    comm = notebook.widgets[0]
    hello = {"type": "hello", "version": 1, "codecs": ["jpeg"], "view": "v1"}
    comm.receive({"type": "panel", "view": "v1", "header": hello})
    await until(lambda: comm.headers("welcome"))
    restart = {"type": "control", "action": "restart", "count": 1}
    comm.receive({"type": "panel", "view": "v1", "header": restart})
    await until(lambda: handle.status == "running" and model(handle).version == 2)


async def test_a_load_that_fails_is_shown_and_can_be_mended_from_the_panel(garden):
    notebook, handle = garden
    comm = notebook.widgets[0]
    hello = {"type": "hello", "version": 1, "codecs": ["jpeg"], "view": "v1"}
    reload = {"type": "control", "action": "reload", "count": 1}
    comm.receive({"type": "panel", "view": "v1", "header": hello})
    await until(lambda: comm.headers("welcome"))
    await handle.send("set_level", level=0.25)
    await notebook.run(cell(2, load="1 / 0"))
    comm.receive({"type": "panel", "view": "v1", "header": reload})
    await until(lambda: [s for s in comm.headers("status") if s["status"] == "failed"])
    told = [s for s in comm.headers("status") if s["status"] == "failed"][-1]
    assert "ZeroDivisionError" in told["detail"]
    assert "1 / 0" in told["traceback"]
    assert re.search(r'File "Cell In\[\d+\]", line \d+, in load', told["traceback"])
    await until(lambda: handle.status == "failed")
    await notebook.run(cell(3))
    comm.receive({"type": "panel", "view": "v1", "header": reload})
    await until(lambda: handle.status == "running")
    await until(lambda: handle.state.level == 0.25)
    assert model(handle).version == 3


async def test_a_class_that_was_given_as_such_is_followed_by_its_name(notebook):
    await notebook.run(cell())
    await notebook.run(
        "from reactor_notebook import reactor_load\nh = await reactor_load(Garden)"
    )
    handle = notebook.shell.user_ns["h"]
    await notebook.run(cell(2))
    await until(lambda: advice(handle).text == "Garden was defined anew")
    await handle.restart()
    assert model(handle).version == 2


async def test_a_name_that_now_means_another_model_is_not_followed(notebook):
    await notebook.run(cell())
    await notebook.run(
        "from reactor_notebook import reactor_load\n"
        "class Meadow(Garden): pass\n"
        "h = await reactor_load(Garden)\n"
        "Garden = Meadow"
    )
    handle = notebook.shell.user_ns["h"]
    await handle.reload()
    assert type(model(handle)).__name__ == "Garden"
    assert advice(handle).text == ""


async def test_a_load_imports_a_file_once_and_a_reload_once_more(notebook, tmp_path):
    file = tmp_path / "counted.py"
    file.write_text(f"{cell()}\nimport sys\nsys.imports.append(1)")
    sys.imports = []
    try:
        await notebook.run(f"h = %reactor_load {file}:Garden", "c1")
        assert len(sys.imports) == 1
        await notebook.run("await h.reload()")
        assert len(sys.imports) == 2
    finally:
        del sys.imports


async def test_a_file_that_was_saved_anew_is_offered_and_taken(notebook, tmp_path):
    file = tmp_path / "garden.py"
    file.write_text(cell())
    await notebook.run(f"h = %reactor_load {file}:Garden", "c1")
    handle = notebook.shell.user_ns["h"]
    file.write_text(cell(22))
    os.utime(file, (1, 1))
    await until(lambda: advice(handle).text == "garden.py has changed")
    await handle.restart()
    assert model(handle).version == 22


BROKEN = {
    "a syntax error": (
        lambda text: text.replace("while True:", "while True"),
        SyntaxError,
    ),
    "an import that fails": (
        lambda text: f"import no_such_module\n{text}",
        ImportError,
    ),
    "no such class": (
        lambda text: text.replace("class Garden(", "class Lawn("),
        ModelNotFoundError,
    ),
    "a declaration that is refused": (lambda _: cell(2, default=9), TypeError),
    "a model that cannot run": (
        lambda text: text.replace("def inference", "def other"),
        TargetError,
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
async def test_a_model_that_runs_is_not_touched_where_none_can_take_its_place(
    notebook, tmp_path, monkeypatch, fault
):
    change, error = BROKEN[fault]
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "garden.py"
    file.write_text(cell())
    await notebook.run("h = %reactor_load garden.py:Garden", "c1")
    handle = notebook.shell.user_ns["h"]
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    before = model(handle)
    file.write_text(change(cell()))
    with pytest.raises(error):
        await handle.reload()
    assert model(handle) is before
    await handle.send("set_level", level=0.25)
    assert handle.state.level == 0.25
    file.write_text(cell(22))
    await handle.reload()
    assert model(handle).version == 22


async def test_a_module_that_was_imported_anew_is_taken(
    notebook, tmp_path, monkeypatch
):
    monkeypatch.syspath_prepend(tmp_path)
    file = tmp_path / "a_garden_module.py"
    file.write_text(cell())
    await notebook.run("h = %reactor_load a_garden_module:Garden", "c1")
    handle = notebook.shell.user_ns["h"]
    file.write_text(cell(22))
    await notebook.run(
        "import importlib, a_garden_module\n"
        "importlib.invalidate_caches()\n"
        "importlib.reload(a_garden_module)"
    )
    await until(lambda: advice(handle).text == "Garden was defined anew")
    await handle.restart()
    assert model(handle).version == 22
    sys.modules.pop("a_garden_module")


async def test_a_file_that_is_gone_is_no_news(notebook, tmp_path):
    file = tmp_path / "garden.py"
    file.write_text(cell())
    await notebook.run(f"h = %reactor_load {file}:Garden", "c1")
    handle = notebook.shell.user_ns["h"]
    file.unlink()
    handle._session.check_class()
    assert advice(handle).text == ""


async def test_a_panel_hears_why_a_reload_could_not_begin(garden):
    notebook, handle = garden
    await notebook.run("del Garden")
    handle._session._act(Action.RELOAD, 1)
    await until(lambda: advice(handle).text.startswith("Garden stays as it is: "))
    assert "No model named 'Garden'" in advice(handle).text
    await steps(handle)


async def test_a_panel_still_pauses_and_steps_the_model(garden):
    _, handle = garden
    handle._session._act(Action.PAUSE, 1)
    await until(lambda: handle.status == "paused")
    await handle.stop()
    handle._session._act(Action.RELOAD, 1)
    assert handle.status == "stopped"


async def test_what_runs_goes_on_where_the_name_is_gone(garden):
    notebook, handle = garden
    await notebook.run("del Garden")
    with pytest.raises(ModelNotFoundError, match="Garden"):
        await handle.reload()
    await steps(handle)
    assert handle.status == "running"


async def test_after_the_stop_nothing_of_an_older_class_is_kept(garden):
    import gc
    import weakref

    notebook, handle = garden
    old = weakref.ref(type(model(handle)))
    await notebook.run(cell(2))
    await handle.restart()
    await handle.stop()
    gc.collect()
    assert old() is None


async def test_a_model_that_exits_while_its_enums_are_renewed_ends_nothing(garden):
    notebook, handle = garden
    await notebook.run(
        "def leave(self, name, value):\n"
        "    if name == 'picked':\n"
        "        raise SystemExit(3)\n"
        "    object.__setattr__(self, name, value)\n"
        "Garden.__setattr__ = leave\n"
        "object.__setattr__(h._session.run.engine.model, 'picked', Palette.ICE)"
    )
    await notebook.run(cell(2))
    await until(lambda: any("sys.exit(3)" in entry.text for entry in handle.log))
    await steps(handle)
    await handle.send("set_label", label="still here")
