"""A cell shows the errors that a person made by the person's own lines."""

import re
import traceback

import pytest

from reactor_notebook import api as kit
from reactor_notebook.cell import tracebacks
from tests.notebook.shells import MODELS

OURS = ("reactor_notebook/", "reactor_runtime/", "/traitlets/", "/asyncio/")
FEW_LINES = 14

MISTAKES = [
    ("h.send('set_brightness', brightness=3)", "brightness must be <= 2"),
    ("h.send('set_brightnes', brightness=1)", "Did you mean 'set_brightness'?"),
    ("h.send('take', file='/no/such/file')", "No file /no/such/file"),
    ("await h.send('fail')", "internal_error"),
    ("await h.wait_for('counted', timeout=0.01)", "No message 'counted'"),
    ("h.wait_for(3)", "a subclass of ModelMessage or its type, e.g."),
    ("h.wait_for(Ball)", "a subclass of ModelMessage or its type, e.g."),
    ("h.upload(3)", "a path, bytes or a PIL image, got int"),
    ("h.upload('/no/such/file')", "No file /no/such/file"),
    ("h.controls['nothing']", "there are: brightness"),
    ("h.controls['label'].value = 3", "expected a unicode string"),
    ("h.controls['label'].value = 'much too long'", "label must"),
    ("h.state.nothing", "has no field 'nothing'"),
    ("h.state.brightness = 3", "read-only"),
    ("h.send('count').result()", "cannot block a running event loop"),
    ("reactor_stop('nobody')", "No session is called 'nobody'"),
    ("reactor_load('Bal')", "Did you mean 'Ball'?"),
    ("await reactor_load(3)", "not a model"),
    ("reactor_load(Ball, quality=0)", "quality must be 1 to 100"),
    ("reactor_load('nothing.py:Ball')", "nothing.py"),
    ("class Wrong(InputState):\n    level: int = InputField(5, le=2)", "Wrong.level"),
    ("class Twice(Ball):\n    @event(name='count')\n    def other(self): ...", "count"),
    ("with ModelDriver(Ball) as driver: ...", "asyncio.to_thread"),
]


SHORT_LABEL = 'label: str = InputField("ball", max_length=8)'


@pytest.fixture
async def balls(notebook):
    """A notebook whose ``h`` is a running ``Ball``."""
    await notebook.run("from reactor_notebook import *")
    await notebook.run(MODELS.replace('label: str = "ball"', SHORT_LABEL))
    await notebook.run("from reactor_runtime.testing import ModelDriver")
    await notebook.run("h = %reactor_load Ball", "c1")
    return notebook


@pytest.mark.parametrize(("cell", "says"), MISTAKES, ids=[m[0] for m in MISTAKES])
async def test_a_mistake_shows_the_person_s_line_and_the_message(balls, cell, says):
    result = await balls.run(f"one = 1\n\n{cell}", fails=True)
    assert says in result.printed
    assert f"----> 3 {cell.splitlines()[0]}" in result.printed
    assert not any(part in result.printed for part in OURS)
    assert len(result.printed.splitlines()) < FEW_LINES


async def test_a_mistake_in_a_function_shows_both_of_the_person_s_frames(balls):
    await balls.run("def turn(value):\n    h.send('set_brightness', brightness=value)")
    result = await balls.run("list(map(turn, [3]))", fails=True)
    assert "----> 1 list(map(turn, [3]))" in result.printed
    assert re.search(r"----> 2 +h.send\('set_brightness'", result.printed)
    assert not any(part in result.printed for part in OURS)


async def test_the_author_s_frames_below_the_runtime_are_shown(balls):
    await balls.run(
        "import json\nclass Torn(Ball):\n    def load(self, config):\n"
        "        json.loads('{')"
    )
    result = await balls.run("await reactor_load(Torn)", fails=True)
    assert re.search(r"----> 4 +json.loads\('{'\)", result.printed)
    assert "json/decoder.py" in result.printed, "what the author called is his concern"
    assert "----> 1 await reactor_load(Torn)" in result.printed
    assert not any(part in result.printed for part in OURS)


@pytest.mark.parametrize(
    ("code", "line", "says"),
    [
        ("class Torn(ReactorPipeline:\n    pass\n", 1, "SyntaxError"),
        ("\nimport no_such_module\n", 2, "No module named 'no_such_module'"),
        ("\nint('many')\n", 2, "invalid literal for int"),
    ],
)
@pytest.mark.parametrize("load", ["%reactor_load {}:M", "reactor_load('{}:M')"])
async def test_a_model_file_that_cannot_be_read_shows_its_own_line(
    balls, tmp_path, code, line, says, load
):
    file = tmp_path / "torn.py"
    file.write_text(code)
    result = await balls.run(load.format(file), fails=True)
    assert says in result.printed
    assert re.search(rf"torn.py:{line}\n", result.printed)
    assert not any(part in result.printed for part in (*OURS, "importlib"))


async def test_an_installed_model_that_cannot_be_imported_shows_its_own_line(
    balls, tmp_path, monkeypatch
):
    monkeypatch.setattr(
        tracebacks, "_LIBRARIES", (*tracebacks._LIBRARIES, f"{tmp_path}/")
    )
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "packed_model.py").write_text("import json\n\njson.loads('{')\n")
    result = await balls.run("%reactor_load packed_model:M", fails=True)
    assert re.search(r"packed_model.py:3\n", result.printed)
    assert "json/decoder.py" in result.printed
    assert not any(part in result.printed for part in (*OURS, "importlib"))


async def test_the_whole_traceback_can_be_had(balls):
    cell = "h.send('set_brightness', brightness=3)"
    short = await balls.run(cell, fails=True)
    frames = traceback.extract_tb(short.error_in_exec.__traceback__)
    assert any("reactor_runtime" in frame.filename for frame in frames)
    await balls.run("%xmode Verbose")
    assert "reactor_runtime/" in (await balls.run(cell, fails=True)).printed
    await balls.run("%xmode Context")
    assert "reactor_runtime/" not in (await balls.run(cell, fails=True)).printed


async def test_showing_an_error_leaves_its_causes_as_they_are(balls):
    await balls.run("class Torn(Ball):\n    def load(self, config):\n        1 / 0")
    result = await balls.run("await reactor_load(Torn)", fails=True)
    shown = result.error_in_exec
    cause = shown.__cause__
    assert isinstance(cause, ZeroDivisionError)
    assert shown.__suppress_context__
    balls.shell.showtraceback((type(shown), shown, shown.__traceback__))
    assert shown.__cause__ is cause
    assert cause.__traceback__ is not None


async def test_a_person_s_own_error_is_shown_as_ever(balls):
    cell = "import json\njson.loads('{')"
    short = (await balls.run(cell, fails=True)).printed
    await balls.run("%unload_ext reactor_notebook")
    whole = (await balls.run(cell, fails=True)).printed
    assert "json/decoder.py" in short
    assert short.partition("json.loads")[2] == whole.partition("json.loads")[2]


async def test_a_fault_of_the_project_shows_all_of_its_frames(balls):
    await balls.run("from reactor_notebook.loaded.client import finish_answer")
    result = await balls.run("finish_answer('no answer')", fails=True)
    assert isinstance(result.error_in_exec, AssertionError)
    assert "reactor_notebook/loaded/client.py" in result.printed


async def test_without_the_extension_loading_a_model_is_enough(notebook):
    await notebook.run("%unload_ext reactor_notebook")
    kit.controller.cache_clear()
    await notebook.run("from reactor_notebook import reactor_load")
    result = await notebook.run("reactor_load('Bal')", fails=True)
    assert "No model named 'Bal'" in result.printed
    assert not any(part in result.printed for part in OURS)


async def test_unloading_shows_errors_whole_again(balls):
    await balls.run("%unload_ext reactor_notebook")
    wrong = "class Wrong(InputState):\n    level: int = InputField(5, le=2)"
    assert "reactor_runtime/" in (await balls.run(wrong, fails=True)).printed
