"""Tuning a running model from Python, in a notebook's shell."""

import asyncio
import sys

import pytest

from reactor_runtime.errors import SessionStateError, TuningError
from reactor_runtime.session.entry import LogKind
from tests.notebook.conftest import until
from tests.notebook.shells import MODELS
from tests.notebook.tuning.conftest import FILE


@pytest.fixture
async def ball(notebook):
    await notebook.run(MODELS, "m1")
    await notebook.run("h = %reactor_load Ball", "c1")
    return notebook.shell.user_ns["h"]


def notes(handle):
    return [entry.text for entry in handle.log if entry.kind == LogKind.NOTE]


def contracts(handle):
    return [e for e in handle.log if e.kind == LogKind.CONTRACT_CHANGED]


async def test_a_range_is_tuned_while_the_model_runs(ball):
    told = ball.tune("brightness", le=3.0, default=1.2, step=0.1)
    assert told is ball.tuned
    assert repr(told) == (
        "<tuned brightness: le 2.0 → 3.0, brightness: default 1.0 → 1.2, "
        "brightness: step None → 0.1>"
    )
    assert ball.tuned.changes == {
        "brightness": {"le": (2.0, 3.0), "default": (1.0, 1.2), "step": (None, 0.1)}
    }
    await ball.send("set_brightness", brightness=2.5)
    assert ball.state.brightness == 2.5
    assert ball.controls["brightness"].max == 3.0


async def test_a_bound_is_taken_away(ball):
    ball.tune("brightness", le=None)
    await ball.send("set_brightness", brightness=99)
    assert ball.state.brightness == 99


async def test_a_refused_tune_changes_nothing(ball):
    for settings, reason in (
        ({"default": 5.0}, r"BallState\.brightness: the default 5\.0 is not valid"),
        ({"ge": 3.0}, r"ge=3\.0 is above le=2\.0: no value fits"),
        ({"choices": [3.0]}, "the default 1.0 is not valid"),
        ({"steps": 1}, "did you mean 'step'"),
    ):
        with pytest.raises(TypeError, match=reason):
            ball.tune("brightness", **settings)
    with pytest.raises(TuningError, match="Did you mean 'brightness'"):
        ball.tune("brightnes", le=3)
    assert ball.tuned.changes == {}
    assert contracts(ball) == []
    assert repr(ball.tuned) == "<tuned nothing>"


async def test_what_changes_nothing_is_told_to_nobody(ball):
    ball.tune("brightness", le=2.0, ge=0, description="How bright")
    ball.tune("brightness")
    assert contracts(ball) == []
    ball.tune("brightness", le=3)
    ball.tune("brightness", le=3.0)
    assert len(contracts(ball)) == 1


async def test_a_value_out_of_its_range_moves_to_the_nearest_and_says_so(ball):
    ball.tune("brightness", le=3.0)
    assert notes(ball) == []
    ball.tune("brightness", le=0.5, default=0.3)
    await until(lambda: ball.state.brightness == 0.5)
    assert notes(ball) == [
        "brightness was 1.0, which its constraints do not admit any more; it moves "
        "to 0.5"
    ]
    ball.tune("brightness", choices=[0.25, 0.3])
    await until(lambda: ball.state.brightness == 0.3)


async def test_a_value_that_was_sent_last_moves_without_a_field(lamp):
    handle, _ = lamp
    handle.tune("style", max_length=8)
    await handle.send("set_style", style="long one")
    handle.tune("style", max_length=4)
    accepted = [e for e in handle.log if e.kind == LogKind.COMMAND_ACCEPTED]
    assert accepted[-1].data["arguments"] == {"style": "long"}


async def test_a_tuned_default_is_that_of_the_next_session(ball):
    ball.tune("brightness", default=0.5)
    assert ball.state.brightness == 1.0
    await ball.disconnect()
    await ball.connect()
    assert ball.state.brightness == 0.5


async def test_a_reload_keeps_what_was_tuned(ball):
    ball.tune("brightness", le=5.0, default=4.0)
    await ball.reload()
    assert ball.state.brightness == 4.0
    await ball.send("set_brightness", brightness=4.5)
    await ball.reload(defaults=True)
    assert ball.tuned.changes == {}
    assert ball.state.brightness == 1.0


async def test_loading_again_keeps_what_was_tuned(notebook, ball):
    ball.tune("brightness", le=5.0)
    await notebook.run("h = %reactor_load Ball", "c1")
    again = notebook.shell.user_ns["h"]
    assert again.tuned.changes == {"brightness": {"le": (2.0, 5.0)}}
    await again.send("set_brightness", brightness=4.5)
    with pytest.raises(SessionStateError):
        ball.tune("brightness", le=6.0)


async def test_no_frame_is_lost_and_nobody_leaves_while_it_is_tuned(ball):
    panel = ball._session.run.panel
    shown = []
    panel.add_observer(lambda kind, notice: shown.append(kind))
    sequence = [e for e in ball.log if e.kind == LogKind.FRAME_SHOWN][-1]
    first = sequence.data["sequence"]
    for n in range(20):
        ball.tune("brightness", le=3.0 + n)
        await asyncio.sleep(0)
    await until(lambda: shown_frames(ball)[-1] > first + 12)
    after = [number for number in shown_frames(ball) if number >= first]
    assert after == list(range(first, after[-1] + 1))
    assert not [e for e in ball.log if e.kind == LogKind.CLIENT_LEFT]
    assert len(contracts(ball)) == 20


def shown_frames(handle):
    frames = [e for e in handle.log if e.kind == LogKind.FRAME_SHOWN]
    return [e.data["sequence"] for e in frames]


async def test_one_history_for_tunes_and_writes(lamp):
    handle, path = lamp
    before = path.read_bytes()
    handle.tune("brightness", le=3.0)
    handle.tune("brightness", le=4.0)
    handle.tuned.undo()
    assert handle.tuned.changes["brightness"]["le"] == (2.0, 3.0)
    handle.tuned.redo()
    done = handle.tuned.write()
    await done
    assert done.done()
    assert handle.tuned.changes == {}
    assert b"ge=LO, le=4.0)  # how bright" in path.read_bytes()
    handle.tuned.undo()
    assert path.read_bytes() == before
    assert handle.tuned.changes["brightness"]["le"] == (2.0, 4.0)
    handle.tuned.redo()
    assert handle.tuned.changes == {}
    handle.tuned.undo()
    handle.tuned.undo()
    handle.tuned.undo()
    assert handle.tuned.changes == {}
    with pytest.raises(TuningError, match="nothing to undo"):
        handle.tuned.undo()
    handle.tuned.redo()
    handle.tune("brightness", le=9.0)
    with pytest.raises(TuningError, match="nothing to redo"):
        handle.tuned.redo()
    handle.tuned.reset()
    assert handle.tuned.changes == {}
    handle.tuned.reset()
    handle.tuned.undo()
    assert handle.tuned.changes["brightness"]["le"] == (2.0, 9.0)


async def test_what_is_written_is_what_the_next_load_declares(lamp):
    handle, path = lamp
    handle.tune("brightness", le=3.0, ge=-1.0, default=1.5)
    handle.tune("set_style.style", default="long style", max_length=20)
    handle.tune("set_count.count", step=2)
    shown = handle._session.run.gateway.contract.controls_json()
    diff = handle.tuned.diff()
    assert diff.startswith("# brightness: ge was LO, which keeps its own value\n--- ")
    assert (
        "+    brightness: float = InputField(1.5, ge=-1.0, le=3.0)  # how bright"
        in diff
    )
    assert repr(handle.tuned.write()) == (
        f"{path} is written; brightness: ge was LO, which keeps its own value"
    )
    await handle.reload()
    assert handle.tuned.changes == {}
    assert handle._session.run.gateway.contract.controls_json() == shown
    assert handle.state.brightness == 1.5
    handle.tuned.undo()
    assert path.read_text() == FILE
    assert handle.tuned.changes["brightness"]["le"] == (2.0, 3.0)
    handle.tuned.undo()
    handle.tuned.undo()
    handle.tuned.undo()
    assert handle.tuned.changes == {}
    await handle.reload()
    assert handle.state.brightness == 1.0


async def test_what_the_author_changes_goes_before_what_was_tuned(lamp):
    handle, path = lamp
    handle.tune("brightness", le=3.0, default=1.5)
    handle.tune("tint", default="cold")
    path.write_text(FILE.replace("le=2.0", "le=1.75").replace('"warm"', '"cold"'))
    await handle.reload()
    assert handle.tuned.changes == {"brightness": {"default": (1.0, 1.5)}}
    assert "brightness: le is 1.75 in the source now; the tuned 3.0 is let go" in notes(
        handle
    )
    path.write_text(FILE.replace("brightness", "light").replace("le=2.0", "le=1.75"))
    await handle.reload()
    assert handle.tuned.changes == {}
    assert "brightness is gone, and what was tuned of it with it" in notes(handle)
    handle.tuned.undo()
    assert handle.tuned.changes == {}
    with pytest.raises(TuningError, match="nothing to undo"):
        handle.tuned.undo()


async def test_what_does_not_fit_the_new_class_is_let_go(lamp):
    handle, path = lamp
    handle.tune("brightness", default=0.25)
    path.write_text(FILE.replace("ge=LO", "ge=0.5"))
    await handle.reload()
    assert handle.tuned.changes == {}
    assert any("What was tuned does not fit any more" in text for text in notes(handle))


async def test_a_file_that_changed_elsewhere_keeps_both(lamp):
    handle, path = lamp
    handle.tune("brightness", le=3.0)
    path.write_text(FILE.replace("fps = 50", "fps = 25"))
    await handle.tuned.write()
    text = path.read_text()
    assert "fps = 25" in text
    assert "le=3.0" in text
    path.write_text(text.replace("fps = 25", "fps = 5"))
    with pytest.raises(TuningError, match="has changed since it was written"):
        handle.tuned.undo()
    assert "le=3.0" in path.read_text()


async def test_a_declaration_that_changed_is_not_overwritten(lamp):
    handle, path = lamp
    handle.tune("brightness", le=3.0)
    handle.tune("tint", default="cold")
    changed = FILE.replace("le=2.0", "le=2.5")
    path.write_text(changed)
    with pytest.raises(TuningError) as caught:
        handle.tuned.write()
    assert path.read_text() == changed
    told = str(caught.value)
    assert "Nothing was written" in told
    assert "since it was loaded" in told
    assert "brightness: float = InputField(default=1.0, ge=0.0, le=3.0)" in told
    assert "tint" not in told
    handle.tuned.write("tint")
    assert path.read_text() == changed.replace('"warm"', '"cold"')
    with pytest.raises(TuningError, match="'tint' is not changed; changed are: bright"):
        handle.tuned.write("tint")


async def test_inherited_fields_are_edited_where_they_are_declared_or_anew(lamp):
    handle, path = lamp
    handle.tune("tint", default="cold", max_length=9)
    assert '+    tint: str = InputField("cold", max_length=9)  # inherited' in (
        handle.tuned.diff()
    )
    handle.tuned.write(into="subclass")
    assert (
        '    count: int = 3\n    tint: str = InputField(default="cold", max_length=9)\n'
    ) in path.read_text()
    await handle.reload()
    assert handle.tuned.changes == {}
    handle.tuned.undo()
    assert path.read_text() == FILE
    with pytest.raises(TuningError, match="into is 'subclass' or left out, got 'x'"):
        handle.tuned.write(into="x")
    handle.tune("set_count.count", le=5)
    assert "cannot be declared anew without its handler" in handle.tuned.diff(
        "set_count.count", into="subclass"
    )


async def test_the_code_can_be_pasted(lamp):
    handle, _ = lamp
    handle.tune("set_count.count", le=5, step=2)
    handle.tune("brightness", le=None)
    assert handle.tuned.code() == (
        "# in Lamp.set_count\n"
        "count: int = InputField(default=3, le=5)\n"
        "# in LampState\n"
        "brightness: float = InputField(default=1.0, ge=0.0)\n"
        "ui = {'count': {'step': 2.0}}"
    )


async def test_the_magic_shows_and_writes(notebook, lamp):
    handle, path = lamp
    empty = await notebook.run("%reactor_export")
    assert empty.printed == "Nothing is tuned that the source does not say.\n"
    handle.tune("brightness", le=3.0)
    shown = await notebook.run(f"%reactor_export {handle.name}")
    assert "+    brightness: float = InputField(1.0, ge=LO, le=3.0)" in shown.printed
    assert path.read_text() == FILE
    written = await notebook.run("%reactor_export --write")
    assert written.printed == f"{path} is written\n"
    assert "le=3.0" in path.read_text()
    other = await notebook.run("%reactor_export Other", fails=True)
    assert "No session is called 'Other'" in other.printed


async def test_before_the_load_and_after_the_end(notebook, lamp):
    handle, path = lamp
    handle.tune("brightness", le=3.0)
    await handle.stop()
    with pytest.raises(SessionStateError):
        handle.tune("brightness", le=4.0)
    with pytest.raises(SessionStateError, match="No model runs"):
        handle.tuned.undo()
    assert "le=3.0" in handle.tuned.diff()
    handle.tuned.write()
    assert "le=3.0" in path.read_text()
    for name in [name for name in sys.modules if name.startswith("lamp")]:
        del sys.modules[name]
    handle.tuned.undo()
    assert path.read_text() == FILE


async def test_a_value_that_nobody_can_move_stays_and_says_so(ball):
    session = ball._session.run.engine._core.session
    session.defect = "a part of the engine ended"
    ball.tune("brightness", le=0.5, default=0.5)
    session.defect = ""
    assert "it stays: The session serves no commands" in notes(ball)[-1]


async def test_while_nobody_is_there_nothing_moves(lamp):
    handle, _ = lamp
    await handle.send("set_style", style="long one")
    await handle.disconnect()
    handle.tune("style", max_length=4)
    handle.tune("brightness", le=0.5, default=0.5)
    assert notes(handle) == []
