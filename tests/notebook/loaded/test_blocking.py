"""The kit where no event loop runs: calls block, and the exit ends what is left."""

import threading
import time

import pytest

from reactor_notebook import api as kit
from reactor_notebook import reactor_load, reactor_status, reactor_stop
from reactor_notebook.handle import handle as handle_module
from reactor_runtime.errors import ModelLoadError, SessionStateError
from tests.notebook.shells import MODELS


@pytest.fixture
def models():
    kit.controller.cache_clear()
    namespace = {}
    exec(MODELS, namespace)
    yield namespace
    reactor_stop()
    kit.controller.cache_clear()


def define(models, source):
    exec(source, models)
    return models


def test_a_load_that_fails_raises_and_leaves_no_session(models):
    define(models, "class Broken(Ball):\n    def load(self, config):\n        1 / 0\n")
    with pytest.raises(ModelLoadError, match="division by zero"):
        reactor_load(models["Broken"])
    assert reactor_status().startswith("No model is loaded")


def test_an_interrupt_ends_a_load_that_blocks(models, monkeypatch):
    define(models, "class Ready(Ball):\n    pass\n")

    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(handle_module, "block_for", interrupted)
    with pytest.raises(KeyboardInterrupt):
        reactor_load(models["Ready"])
    assert reactor_status().startswith("No model is loaded")


def test_the_exit_ends_every_session(models):
    first = reactor_load(models["Ball"], name="first")
    second = reactor_load(models["Ball"], name="second")
    second.stop().result(5)
    kit.controller().close()
    assert first.status == "stopped"
    assert first.frame() is not None
    names = {thread.name for thread in threading.enumerate()}
    assert not {name for name in names if name.startswith("reactor-")}
    kit.controller().close()


def test_a_handle_shows_what_it_holds(models):
    handle = reactor_load(models["Ball"])
    assert "brightness" in dir(handle.state)
    assert len(handle.state) == 2
    assert set(handle.state) == {"brightness", "label"}
    assert handle.state["label"] == "ball"
    assert len(handle.log) == len(list(handle.log)) > 0
    assert handle.log[0].number == 1
    assert repr(handle.messages) == "(no messages yet)"
    for value in range(25):
        handle.send("count", value=value).result(5)
    end = time.monotonic() + 10
    # The answer and the message take two ways, and either may be first.
    while len(handle.messages) < 50:
        assert time.monotonic() < end, len(handle.messages)
        time.sleep(0.005)
    assert len(handle.messages) == 50
    assert handle.messages[0].value in (0, 1)
    assert "… 30 earlier" in repr(handle.messages)
    assert len(handle.controls) == len(list(handle.controls))
    assert repr(handle.controls).startswith("Controls(")
    bundle = handle._repr_mimebundle_()
    assert bundle["text/plain"].startswith("Reactor: Ball · last seen running")
    assert "image/jpeg" in bundle


def until(condition):
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "the condition did not come true in time"
        time.sleep(0.005)


def test_a_control_and_the_state_follow_each_other(models):
    define(models, "class Noted(BallState):\n    note: str | None = None\n")
    define(models, "class Noting(Ball):\n    state: Noted\n")
    handle = reactor_load(models["Noting"])
    brightness, note = handle.controls["brightness"], handle.controls["note"]
    assert (brightness.description, note.description) == ("Brightness", "Note")
    for level in (0.0, 0.5, 2.0):
        brightness.value = level
    until(lambda: handle.state.brightness == 2.0)
    note.value = ""
    until(lambda: handle.state.note == "")
    handle.send("set_note", note=None).result(5)
    handle.send("set_brightness", brightness=0.25).result(5)
    until(lambda: (brightness.value, note.value) == (0.25, None))


def test_a_session_that_ended_takes_no_work(models):
    handle = reactor_load(models["Ball"])
    handle.stop().result(5)
    with pytest.raises(SessionStateError, match="is stopped; load it again"):
        handle.pause()
    with pytest.raises(SessionStateError, match="load it again"):
        handle.send("count", value=1)
    assert handle.frame("nothing") is None
    assert "image/jpeg" in handle._repr_mimebundle_()


def test_a_reload_that_fails_says_so(models):
    define(
        models,
        "class Frail(Ball):\n"
        "    broken = False\n"
        "    def load(self, config):\n"
        "        if type(self).broken:\n"
        "            raise ValueError('no weights')\n",
    )
    handle = reactor_load(models["Frail"])
    models["Frail"].broken = True
    with pytest.raises(ModelLoadError, match="no weights"):
        handle.reload().result(10)
    assert handle.status == "failed"
    models["Frail"].broken = False
    handle.reload().result(10)
    assert handle.status == "running"
