import gc
import inspect
import weakref

import pytest

from reactor_runtime.errors import ModelLoadError
from tests.notebook.conftest import until
from tests.notebook.shells import MODELS


@pytest.fixture
async def balls(notebook):
    """A notebook whose first cell has defined the model ``Ball``."""
    await notebook.run(MODELS)
    return notebook


async def test_loading_returns_a_handle_whose_model_runs(balls):
    result = await balls.run("h = %reactor_load Ball")
    handle = balls.shell.user_ns["h"]
    assert result.result is None
    assert handle.status == "running"
    assert handle.frame().shape == (24, 32, 3)
    assert handle.frame()[0, 0, 0] == 100


async def test_a_cell_shows_the_panel_once(balls):
    await balls.run("%reactor_load Ball", "c1")
    await balls.run("h = %reactor_load Ball", "c2")
    shown = [d for d, k, _ in balls.published if k is None]
    views = [d for d in shown if "application/vnd.jupyter.widget-view+json" in d]
    assert len(views) == 2


async def test_showing_the_handle_in_another_cell_is_a_second_view(balls):
    await balls.run("h = %reactor_load Ball", "c1")
    await balls.run("h", "c2")
    kind = "application/vnd.jupyter.widget-view+json"
    models = [d[kind]["model_id"] for d, _, _ in balls.published if kind in d]
    assert len(models) == 2
    assert len(set(models)) == 1
    assert len(balls.widgets) == 1


async def test_a_misspelt_model_is_one_line(balls):
    result = await balls.run("%reactor_load Bal", fails=True)
    assert "UsageError: No model named 'Bal'. Did you mean 'Ball'?" in result.printed
    assert "Traceback" not in result.printed


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("%reactor_load nowhere:Model", "nowhere"),
        ("%reactor_load missing.py:Model", "missing.py"),
        ("%reactor_load ./no/such/folder", "no/such/folder"),
        ("%reactor_load Ball --idle-stop 0", "idle_stop must be > 0"),
        ("%reactor_load Ball --codec av1", "invalid choice: 'av1'"),
        ("%reactor_load Ball --quality 0", "quality must be 1 to 100, got 0"),
        ("%reactor_load Ball --max-size 8", "max_size must be >= 16 pixels, got 8"),
        ("%reactor_load Ball --bogus", "unrecognized arguments"),
        ("%reactor_load", "required: target"),
        ("%reactor_load Empty", "inference"),
        ("%reactor_load Ball --config nothing.yaml", "nothing.yaml"),
        ("%reactor_stop nobody", "No session is called 'nobody'; running: none"),
        ("%reactor_stop Ball 2", "No session is called 'Ball 2'; running: none"),
        ("%reactor_load Ball --name 'x", "quotation mark is not closed"),
        ("%reactor_load it's.py:Ball", "between double quotes"),
        ("%reactor_stop it's", "quotation mark is not closed"),
        ("%reactor_status now", "unrecognized arguments"),
    ],
)
async def test_what_cannot_be_is_one_line_that_names_it(balls, line, says):
    await balls.run("class Empty(ReactorPipeline):\n    pass")
    result = await balls.run(line, fails=True)
    assert says in result.printed
    assert "Traceback" not in result.printed
    assert result.error_in_exec is not None


async def test_a_wrong_target_leaves_what_runs_alone(balls):
    await balls.run("h = %reactor_load Ball", "c1")
    await balls.run("%reactor_load Bal", "c1", fails=True)
    assert balls.shell.user_ns["h"].status == "running"


async def test_running_a_cell_again_replaces_its_session(balls):
    await balls.run("h = %reactor_load Ball", "c1")
    first = balls.shell.user_ns["h"]
    await balls.run("h = %reactor_load Ball", "c1")
    assert first.status == "stopped"
    assert balls.shell.user_ns["h"].status == "running"
    assert balls.widgets[0].is_closed


async def test_another_cell_has_a_session_of_its_own(balls):
    await balls.run("a = %reactor_load Ball", "c1")
    await balls.run("b = %reactor_load Ball", "c2")
    names = balls.shell.user_ns
    assert [names["a"].status, names["b"].status] == ["running", "running"]


async def test_a_name_is_one_session_whatever_the_cell(balls):
    await balls.run("a = %reactor_load Ball --name x", "c1")
    await balls.run("b = %reactor_load Ball --name x", "c2")
    names = balls.shell.user_ns
    assert [names["a"].status, names["b"].status] == ["stopped", "running"]


@pytest.mark.parametrize("option", ["", "--thread"])
async def test_nothing_keeps_a_replaced_model_alive(balls, option):
    await balls.run("import weakref\nmodels = []")
    await balls.run(
        "class Kept(Ball):\n    def load(self, config):\n"
        "        models.append(weakref.ref(self))"
    )
    await balls.run(f"%reactor_load Kept {option}", "c1")
    await balls.run("h = _\nawait h.send('set_brightness', brightness=0.5)", "c2")
    await balls.run("h.controls['brightness'].value = 0.75", "c3")
    await balls.run(f"%reactor_load Kept {option}", "c1")
    gc.collect()
    old, new = (ref() for ref in balls.shell.user_ns["models"])
    assert old is None
    assert new is not None
    del new
    await balls.run("%reactor_stop")
    gc.collect()
    assert [ref() for ref in balls.shell.user_ns["models"]] == [None, None]


async def test_a_redefined_class_is_let_go(balls):
    await balls.run("h = %reactor_load Ball", "c1")
    old = weakref.ref(balls.shell.user_ns["Ball"])
    await balls.run(MODELS)
    await balls.run("h = %reactor_load Ball", "c1")
    await until(lambda: (gc.collect(), old())[1] is None)


async def test_a_failing_load_raises_in_the_cell_with_the_author_s_traceback(balls):
    await balls.run(
        "class Broken(Ball):\n    def load(self, config):\n"
        "        weights = None\n        weights.cuda()"
    )
    result = await balls.run("%reactor_load Broken", "c1", fails=True)
    assert isinstance(result.error_in_exec, ModelLoadError)
    assert "weights.cuda()" in result.printed
    assert "'NoneType' object has no attribute 'cuda'" in result.printed
    assert "reactor_runtime/engine" not in result.printed
    assert "failed" in balls.text
    assert balls.widgets[0].is_closed
    await balls.run("h = %reactor_load Ball", "c1")
    assert balls.shell.user_ns["h"].status == "running"


async def test_stopping_without_a_name_stops_every_session(balls):
    await balls.run("a = %reactor_load Ball", "c1")
    await balls.run("b = %reactor_load Ball --name two", "c2")
    result = await balls.run("%reactor_stop")
    names = balls.shell.user_ns
    assert result.result is None
    assert [names["a"].status, names["b"].status] == ["stopped", "stopped"]


async def test_stopping_by_name_leaves_the_others(balls):
    await balls.run("a = %reactor_load Ball", "c1")
    await balls.run("b = %reactor_load Ball --name two", "c2")
    await balls.run("%reactor_stop two")
    names = balls.shell.user_ns
    assert [names["a"].status, names["b"].status] == ["running", "stopped"]


async def test_status_lists_the_sessions(balls):
    result = await balls.run("%reactor_status")
    assert "No model is loaded" in result.printed
    await balls.run("a = %reactor_load Ball", "c1")
    result = await balls.run("%reactor_status")
    assert "Ball · running" in result.printed
    assert "brightness=1.0" in result.printed


async def test_sessions_of_one_class_have_names_that_stopping_takes(balls):
    for cell in ("a", "b", "c"):
        await balls.run(f"{cell} = %reactor_load Ball", cell)
    names = balls.shell.user_ns
    assert [names[n].name for n in "abc"] == ["Ball", "Ball 2", "Ball 3"]
    listed = (await balls.run("%reactor_status")).printed
    starts = [line.split(" · ")[0] for line in listed.strip().splitlines()]
    assert starts == ["Reactor: Ball", "Reactor: Ball 2", "Reactor: Ball 3"]
    await balls.run("%reactor_stop Ball 2")
    assert [names[n].status for n in "abc"] == ["running", "stopped", "running"]
    await balls.run('%reactor_stop "Ball"')
    assert [names[n].status for n in "abc"] == ["stopped", "stopped", "running"]
    await balls.run("d = %reactor_load Ball", "d")
    assert names["d"].name == "Ball", "a name that is free again is given again"


async def test_a_cell_run_again_keeps_its_session_s_name(balls):
    await balls.run("a = %reactor_load Ball", "c1")
    await balls.run("b = %reactor_load Ball", "c2")
    await balls.run("b = %reactor_load Ball", "c2")
    await balls.run("a = %reactor_load Ball", "c1")
    names = balls.shell.user_ns
    assert [names["a"].name, names["b"].name] == ["Ball", "Ball 2"]


async def test_loading_under_the_name_of_a_session_replaces_it(balls):
    await balls.run("a = %reactor_load Ball", "c1")
    await balls.run("b = %reactor_load Ball", "c2")
    await balls.run("c = %reactor_load Ball --name 'Ball 2'", "c3")
    names = balls.shell.user_ns
    assert [names[n].status for n in "abc"] == ["running", "stopped", "running"]
    assert names["c"].name == "Ball 2"


async def test_quotes_keep_the_words_of_a_path_together(balls, tmp_path):
    folder = tmp_path / "my models"
    folder.mkdir()
    (folder / "ball.py").write_text(MODELS)
    await balls.run(f'h = %reactor_load "{folder}/ball.py:Ball" --name="big ball"')
    assert balls.shell.user_ns["h"].name == "big ball"


async def test_without_an_await_the_handle_loads_by_itself(balls):
    await balls.run("from reactor_notebook import reactor_load\nh = reactor_load(Ball)")
    handle = balls.shell.user_ns["h"]
    await until(lambda: handle.status == "running")
    assert (await handle) is handle


async def test_with_a_thread_the_engine_has_its_own_loop(balls):
    await balls.run("h = %reactor_load Ball --thread")
    handle = balls.shell.user_ns["h"]
    await handle.send("set_brightness", brightness=0.5)
    assert handle.state.brightness == 0.5
    await handle.pause()
    assert handle.status == "paused"
    await handle.stop()


async def test_help_names_every_option(balls):
    text = inspect.getdoc(balls.shell.find_line_magic("reactor_load"))
    assert all(o in text for o in ("--config", "--thread", "--name", "--idle-stop"))


async def test_a_config_file_reaches_load(balls, tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("speed: 3\n")
    await balls.run(
        "class Fast(Ball):\n    def load(self, config):\n        got.append(config)\n"
        "got = []"
    )
    await balls.run(f"%reactor_load Fast --config {path}")
    assert balls.shell.user_ns["got"] == [{"speed": 3}]


async def test_a_file_and_a_folder_can_be_loaded(balls, tmp_path):
    (tmp_path / "pipeline.py").write_text(MODELS)
    (tmp_path / "reactor.yaml").write_text(
        "model: {name: my-ball}\nruntime: {import: 'pipeline:Ball'}\n"
    )
    await balls.run(f"a = %reactor_load {tmp_path}/pipeline.py:Ball", "c1")
    await balls.run(f"b = %reactor_load {tmp_path}", "c2")
    assert balls.shell.user_ns["a"].name == "Ball"
    assert balls.shell.user_ns["b"].name == "my-ball"


async def test_unloading_the_extension_stops_everything(balls):
    await balls.run("h = %reactor_load Ball")
    handle = balls.shell.user_ns["h"]
    await balls.run("%unload_ext reactor_notebook")
    await until(lambda: handle.status == "stopped")
    assert balls.shell.find_line_magic("reactor_load") is None
