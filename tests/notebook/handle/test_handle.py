import asyncio
import io
import threading

import numpy as np
import pytest
from PIL import Image

from reactor_notebook import reactor_load, reactor_stop
from reactor_runtime.errors import (
    CommandError,
    CommandRejectedError,
    SessionStateError,
    UploadError,
)
from tests.notebook.conftest import until
from tests.notebook.shells import MODELS


@pytest.fixture(params=["", "--thread"], ids=["kernel's loop", "own thread"])
async def loaded(notebook, request):
    """A notebook and the handle of its running ``Ball``, on either kind of loop."""
    await notebook.run(MODELS)
    await notebook.run(f"h = %reactor_load Ball {request.param}", "c1")
    return notebook, notebook.shell.user_ns["h"]


async def test_state_is_live(loaded):
    _, handle = loaded
    state = handle.state
    assert state.brightness == 1.0
    assert await handle.send("set_brightness", brightness=0.25) is None
    assert state.brightness == 0.25
    assert dict(state) == {"brightness": 0.25, "label": "ball"}


async def test_what_is_read_while_a_command_waits_says_so(notebook):
    await notebook.run(MODELS)
    await notebook.run("h = %reactor_load Ball", "c1")
    same = await notebook.run(
        "h.send('set_label', label='b')\nh.controls['label'].value = 'c'\n"
        "print(h.state, h, h.messages)"
    )
    assert "label='ball' (2 commands waiting; await them))" in same.printed
    assert "label='ball' (2 commands waiting; await them)>" in same.printed
    assert "(no messages yet)\n(2 commands waiting; await them)" in same.printed
    awaited = await notebook.run("await h.send('set_label', label='d')\nh.state")
    assert repr(awaited.result) == "State(brightness=1.0, label='d')"


async def test_a_command_that_ends_unanswered_or_is_refused_waits_no_longer(loaded):
    _, handle = loaded
    with pytest.raises(CommandRejectedError):
        handle.send("set_brightness", brightness=3)
    with pytest.raises(CommandError):
        await handle.send("fail")
    handle.send("set_brightness", brightness=0.5)
    await handle.stop()
    assert "waiting" not in repr(handle)


async def test_a_command_reaches_the_picture(loaded):
    _, handle = loaded
    handle.send("set_brightness", brightness=np.float32(0.5))
    await until(lambda: handle.frame()[0, 0, 0] == 50)


async def test_a_wrong_value_raises_at_once_and_changes_nothing(loaded):
    _, handle = loaded
    with pytest.raises(CommandRejectedError, match=r"brightness must be <= 2"):
        handle.send("set_brightness", brightness=3)
    with pytest.raises(CommandRejectedError, match="set_brightness"):
        handle.send("set_brightnes", brightness=1)
    assert handle.state.brightness == 1.0
    assert "command_rejected" in repr(handle.log)


async def test_whoever_has_awaited_a_command_finds_its_messages(loaded):
    _, handle = loaded
    is_free = threading.Event()
    handle._session._io.post(is_free.wait, 10)
    asyncio.get_running_loop().call_later(0.1, is_free.set)
    answer = await handle.send("count", value=3)
    assert list(handle.messages)[-1] == answer
    assert "waiting" not in repr(handle.messages)


async def test_an_answer_and_a_message_come_back(loaded):
    _, handle = loaded
    answer = await handle.send("count", value=3)
    assert answer.value == 4
    message = await handle.wait_for("counted", timeout=5)
    assert message.value == 3
    await until(lambda: {m.value for m in handle.messages} == {3, 4})


async def test_waiting_takes_the_message_s_class(loaded):
    notebook, handle = loaded
    handle.send("count", value=7)
    counted = notebook.shell.user_ns["Counted"]
    assert (await handle.wait_for(counted, timeout=5)).value == 7


async def test_waiting_in_vain_ends_with_a_timeout(loaded):
    _, handle = loaded
    with pytest.raises(TimeoutError, match="counted"):
        await handle.wait_for("counted", timeout=0.05)


async def test_a_failing_handler_answers_with_its_failure(loaded, capsys):
    _, handle = loaded
    with pytest.raises(CommandError, match="internal_error"):
        await handle.send("fail")
    assert handle.status == "running"
    await until(lambda: "the handler's own words" in repr(handle.log))


async def test_a_frame_is_a_copy(loaded):
    _, handle = loaded
    frame = handle.frame()
    frame[:] = 7
    assert handle.frame()[0, 0, 0] == 100
    assert handle.frame("picture").shape == (24, 32, 3)
    assert handle.frame("no such track") is None


async def test_pausing_holds_the_model_and_stepping_lets_it_go(loaded):
    _, handle = loaded
    await handle.pause()
    assert handle.status == "paused"
    await handle.send("set_brightness", brightness=0.5)
    assert handle.state.brightness == 0.5
    await handle.step(2)
    await until(lambda: handle.frame()[0, 0, 0] == 50)
    assert handle.status == "paused"
    await handle.resume()
    assert handle.status == "running"


async def test_leaving_and_coming_back_begins_anew(loaded):
    _, handle = loaded
    await handle.send("set_brightness", brightness=0.5)
    await handle.disconnect()
    assert handle.status == "ready"
    assert handle.state is None
    await handle.connect()
    await until(lambda: handle.status == "running")
    assert handle.state.brightness == 1.0


async def test_reloading_loads_the_class_as_it_is_now(loaded):
    notebook, handle = loaded
    await notebook.run(MODELS.replace("100 * self", "60 * self"))
    await handle.reload()
    assert handle.status == "running"
    await until(lambda: handle.frame()[0, 0, 0] == 60)


async def test_after_the_stop_the_last_picture_and_values_are_left(loaded):
    _, handle = loaded
    await handle.send("set_brightness", brightness=0.5)
    await handle.stop()
    assert handle.status == "stopped"
    assert handle.state.brightness == 0.5
    assert handle.frame().shape == (24, 32, 3)
    assert len(handle.log) > 3
    with pytest.raises(SessionStateError, match="%reactor_load"):
        handle.send("set_brightness", brightness=1.0)
    with pytest.raises(SessionStateError, match="%reactor_load"):
        handle.pause()
    assert "stopped" in repr(handle)


async def test_who_waits_for_a_load_that_somebody_stops_is_told_so(notebook):
    await notebook.run(MODELS)
    await notebook.run(
        "class Endless(Ball):\n    async def load(self, config):\n"
        "        await asyncio.Event().wait()"
    )
    handle = reactor_load(notebook.shell.user_ns["Endless"])

    async def wait():
        await handle

    waiting = asyncio.ensure_future(wait())
    await until(lambda: handle.status == "loading")
    await handle.stop()
    with pytest.raises(SessionStateError, match="stopped while it was loading"):
        await waiting


async def test_stopping_twice_is_stopping_once(loaded):
    _, handle = loaded
    await asyncio.gather(handle.stop(), handle.stop())
    await handle.stop()


async def test_what_waits_for_a_message_is_told_of_the_stop(loaded):
    _, handle = loaded
    waiting = handle.wait_for("counted")
    await handle.stop()
    with pytest.raises(SessionStateError, match="stopped"):
        await waiting


def png():
    target = io.BytesIO()
    Image.new("RGB", (3, 2)).save(target, "PNG")
    return target.getvalue()


async def test_a_file_is_a_path_bytes_or_a_picture(loaded, tmp_path):
    _, handle = loaded
    path = tmp_path / "seed.png"
    path.write_bytes(png())
    for source in (path, str(path), png(), Image.new("RGB", (3, 2))):
        answer = await handle.send("take", file=source)
        assert answer.value == len(png())
    reference = handle.upload(path)
    assert (reference.name, reference.mime_type) == ("seed.png", "image/png")
    assert (await handle.send("take", file=reference)).value == len(png())


async def test_a_file_that_is_too_large_is_refused_before_it_is_read(loaded, tmp_path):
    _, handle = loaded
    path = tmp_path / "huge.bin"
    with path.open("wb") as stream:
        stream.truncate(300 * 2**20)
    with pytest.raises(UploadError, match=r"huge.bin.*limit"):
        handle.upload(path)
    assert handle.status == "running"


async def test_something_that_is_no_file_says_what_is(loaded):
    _, handle = loaded
    with pytest.raises(TypeError, match="path, bytes or a PIL image, got int"):
        handle.upload(3)


async def test_a_failing_step_is_printed_and_a_restart_runs_again(notebook, capsys):
    await notebook.run(MODELS)
    await notebook.run(
        "class Frail(Ball):\n"
        "    broken = True\n"
        "    def inference(self):\n"
        "        yield from [BallOutput(picture=np.zeros((4, 4, 3), np.uint8))] * 3\n"
        "        if Frail.broken:\n"
        "            raise ArithmeticError('the step gave up')\n"
        "        yield from super().inference()\n"
    )
    await notebook.run("h = %reactor_load Frail", "c1")
    handle = notebook.shell.user_ns["h"]
    await until(lambda: handle.status == "failed")
    printed = []

    def has_printed():
        printed.append(capsys.readouterr().err)
        return "ArithmeticError: the step gave up" in "".join(printed)

    await until(has_printed)
    notebook.shell.user_ns["Frail"].broken = False
    await handle.restart()
    await until(lambda: handle.frame()[0, 0, 0] == 100)


def test_without_a_loop_the_functions_block():
    namespace = {}
    exec(MODELS, namespace)

    handle = reactor_load(namespace["Ball"])
    assert handle.status == "running"
    handle.pause()
    assert handle.status == "paused"
    assert handle.send("count", value=1).result(5).value == 2
    reactor_stop()
    assert handle.status == "stopped"


async def test_a_frame_is_fed_in_place_of_a_camera(notebook):
    await notebook.run(
        MODELS
        + """
class Camera(Input):
    webcam: Video


class Mirror(ReactorPipeline):
    media: Camera

    def inference(self):
        while True:
            frames = self.media.webcam.try_read()
            yield BallOutput(picture=frames[0]) if frames else Idle
"""
    )
    await notebook.run("h = %reactor_load Mirror", "c1")
    handle = notebook.shell.user_ns["h"]
    handle.feed("webcam", Image.new("RGB", (8, 4), (9, 9, 9)), pts=1.0)
    await until(lambda: handle.frame() is not None)
    assert handle.frame().shape == (4, 8, 3)
    assert handle.frame().max() == 9
    with pytest.raises(TypeError, match="'webcam'"):
        handle.feed("webcam", "text")
    with pytest.raises(KeyError, match="it has: webcam"):
        handle.feed("mic", np.zeros((4, 4, 3), np.uint8))
    await handle.stop()
    with pytest.raises(SessionStateError):
        handle.feed("webcam", np.zeros((4, 4, 3), np.uint8))
