"""A panel session on a real engine: the two agree on every seam."""

import asyncio
import threading

import numpy as np
import pytest

from reactor_runtime import (
    Audio,
    CommandError,
    Input,
    InputField,
    InputState,
    ModelMessage,
    Output,
    ReactorModel,
    ReactorPipeline,
    ReadMode,
    UploadedFile,
    Video,
    event,
)
from reactor_runtime.engine.engine import Engine
from reactor_runtime.engine.stored_file import StoredFile
from reactor_runtime.media.jpeg import decode_jpeg, encode_jpeg
from reactor_runtime.streaming.pool import EncodePool
from reactor_runtime.transports.viewers.panel_session import PanelSession
from reactor_runtime.transports.viewers.services import EngineViewers
from reactor_runtime.values import ClientId
from tests.runtime.transports.viewers.fakes import FakeLink


class Level(InputState):
    level: int = InputField(default=40, ge=0, le=255)


class Screen(Output):
    main: Video


class Ear(Audio):
    sample_rate = 16_000


class Camera(Input):
    webcam: Video
    mic: Ear


class SizeTold(ModelMessage):
    size: int


class Flat(ReactorPipeline):
    """A picture of one level."""

    state: Level
    input: Camera
    outputs = (Screen,)
    messages = (SizeTold,)
    fps = 200

    @event
    def weigh(self, image: UploadedFile) -> SizeTold:
        return SizeTold(size=len(image.data))

    @event
    def fail(self):
        raise CommandError("no_luck", "Try again.")

    def inference(self):
        while True:
            yield Screen(main=np.full((16, 16, 3), self.state.level, np.uint8))


@pytest.fixture
async def engine():
    engine = Engine(Flat, delivery=asyncio.get_running_loop())
    await engine.start()
    yield engine
    await engine.stop()


@pytest.fixture
async def panel(engine):
    pool = EncodePool(asyncio.get_running_loop())
    client = ClientId("notebook")
    panel = PanelSession(
        engine.gateway, client, name="Flat", session_id="s", viewers=EngineViewers(pool)
    )
    engine.gateway.connect(client, panel)
    yield panel
    panel.close("stopped")
    pool.close()


class DrawingLink(FakeLink):
    """A page that draws, and acknowledges, every frame at once."""

    viewer = None
    level = None

    def send(self, header, buffers):
        if header["type"] == "frame":
            self.level = int(decode_jpeg(buffers[0])[8, 8, 0])
            ack = {"type": "ack", "track": "main", "sequence": header["sequence"]}
            self.viewer.receive(ack, [])
        super().send(header, buffers)


@pytest.fixture
async def link(panel):
    link = DrawingLink()
    link.viewer = panel.attach(link, "direct")
    link.viewer.receive(
        {"type": "hello", "version": 1, "codecs": ["jpeg"], "view": "v"}, []
    )
    return link


def command(name, request_id="c-1", uploads=None, **data):
    return {
        "type": "command",
        "name": name,
        "data": data,
        "id": request_id,
        "uploads": uploads or {},
    }


async def test_the_welcome_describes_the_model(engine, link):
    schema = link.last("welcome")["schema"]
    assert schema["model"] == engine.gateway.contract.name
    assert {control["command"] for control in schema["controls"]} == {
        "set_level",
        "weigh",
        "fail",
    }
    assert {track["name"] for track in schema["tracks"]} == {"main", "webcam", "mic"}
    assert [message["type"] for message in schema["messages"]] == ["size_told"]


async def test_a_command_changes_what_is_drawn_and_the_state(link):
    await link.until(lambda: link.level is not None)
    assert abs(link.level - 40) <= 1
    link.viewer.receive(command("set_level", level=200), [])
    await link.until(lambda: abs(link.level - 200) <= 1)
    assert link.last("frame")["command"] == 1
    await link.until(lambda: link.of("answer") and link.of("state"))
    assert link.last("answer")["ok"] is True
    assert link.last("state")["values"] == {"level": 200}


async def test_a_value_out_of_range_is_refused_once_and_changes_nothing(engine, link):
    link.viewer.receive(command("set_level", level=999), [])
    await link.until(lambda: link.of("rejected"))
    shown = len(link.of("frame"))
    await link.until(lambda: len(link.of("frame")) > shown + 3)
    (rejected,) = link.of("rejected")
    assert (rejected["id"], rejected["field"]) == ("c-1", "level")
    assert rejected["value"] == 999
    assert rejected["number"] > 0
    assert "255" in rejected["constraint"]
    assert engine.gateway.state_values() == {"level": 40}
    assert abs(link.level - 40) <= 1


async def test_python_is_refused_in_the_panel_too(engine, link):
    from reactor_runtime.errors import CommandRejectedError
    from reactor_runtime.transports.base import CommandRequest

    request = CommandRequest(ClientId("notebook"), "set_level", {"level": -1})
    with pytest.raises(CommandRejectedError):
        engine.gateway.submit(request)
    await link.until(lambda: link.of("rejected"))
    assert link.last("rejected")["command"] == "set_level"
    assert link.last("rejected")["id"] is None


async def test_a_file_reaches_its_handler(link):
    def upload(event, **fields):
        return {"type": "upload", "id": "f", "event": event, **fields}

    link.viewer.receive(upload("begin", name="a.bin", mime_type="", size=7), [])
    link.viewer.receive(upload("chunk", offset=0), [b"seven.."])
    link.viewer.receive(upload("end"), [])
    await link.until(lambda: link.last("upload")["done"] or link.last("upload")["code"])
    progress = link.last("upload")
    assert progress["done"] is True, progress
    uploads = {"image": progress["upload_id"]}
    link.viewer.receive(command("weigh", uploads=uploads), [])
    await link.until(lambda: link.of("answer"))
    answer = link.last("answer")
    assert answer["message"] == {"name": "size_told", "data": {"size": 7}}


async def test_pictures_and_commands_go_on_while_a_file_waits_for_the_disk(
    link, monkeypatch
):
    def upload(event, **fields):
        return {"type": "upload", "id": "f", "event": event, **fields}

    disk, write = threading.Event(), StoredFile.write

    def write_slowly(self, chunk):
        assert disk.wait(10)
        write(self, chunk)

    monkeypatch.setattr(StoredFile, "write", write_slowly)
    link.viewer.receive(upload("begin", name="a.bin", mime_type="", size=7), [])
    link.viewer.receive(upload("chunk", offset=0), [b"seven.."])
    link.viewer.receive(upload("end"), [])
    link.viewer.receive(command("set_level", level=200), [])
    await link.until(lambda: link.of("answer") and abs((link.level or 0) - 200) <= 1)
    shown = len(link.of("frame"))
    await link.until(lambda: len(link.of("frame")) > shown + 3)
    assert link.last("upload")["received"] == 0
    disk.set()
    await link.until(lambda: link.last("upload")["done"])
    assert link.last("upload")["received"] == 7


async def test_300_megabytes_are_refused_by_the_engine(link):
    begin = {"type": "upload", "id": "f", "event": "begin", "name": "big.bin"}
    link.viewer.receive({**begin, "size": 300 * 2**20}, [])
    reply = link.last("upload")
    assert reply["code"] == "too_large"
    for part in ("big.bin", "300 MiB", "256 MiB"):
        assert part in reply["text"]


async def test_a_failing_handler_answers_its_code(link):
    link.viewer.receive(command("fail"), [])
    await link.until(lambda: link.of("answer"))
    answer = link.last("answer")
    assert (answer["ok"], answer["code"]) == (False, "no_luck")
    assert answer["text"] == "Try again."


async def test_the_model_is_held_from_the_panel(link):
    await link.until(lambda: link.of("frame"))
    link.viewer.receive({"type": "control", "action": "pause"}, [])
    await link.until(
        lambda: link.of("status") and link.last("status")["status"] == "paused"
    )
    link.viewer.receive({"type": "control", "action": "resume"}, [])
    await link.until(lambda: link.last("status")["status"] == "running")


async def test_a_camera_frame_reaches_the_input_track(engine, link):
    picture = encode_jpeg(np.full((8, 8, 3), 90, np.uint8))
    media = {"type": "media", "track": "webcam", "codec": "jpeg", "pts": 0.0}
    link.viewer.receive(media, [picture])
    buffer = engine.model.input.webcam
    (frame,) = await buffer.read(timeout=5)
    assert frame.pts == 0.0
    assert link.of("error") == []


@pytest.mark.parametrize("rate", [16_000, 48_000])
async def test_the_microphone_s_sound_reaches_the_input_track(engine, link, rate):
    seconds, blocks = 0.02, 25
    tone = np.sin(2 * np.pi * 440 * np.arange(int(blocks * seconds * rate)) / rate)
    media = {"type": "media", "track": "mic", "codec": "pcm_s16le", "sample_rate": rate}
    for index, block in enumerate(np.split((tone * 16_384).astype("<i2"), blocks)):
        header = {**media, "pts": index * seconds}
        link.viewer.receive(header, [block.tobytes()])
    frames = engine.model.input.mic.try_read(blocks, ReadMode.FIFO)
    assert [frame.pts for frame in frames] == [i * seconds for i in range(blocks)]
    heard = np.concatenate([frame.data[0] for frame in frames])
    assert len(heard) == pytest.approx(16_000 * blocks * seconds, abs=100)
    assert heard.max() == pytest.approx(16_384, rel=0.05)
    assert link.of("error") == []


async def test_leaving_and_coming_back_keeps_the_panel(engine, panel, link):
    await link.until(lambda: link.of("frame"))
    engine.gateway.disconnect(ClientId("notebook"))
    await link.until(
        lambda: link.of("status") and link.last("status")["status"] == "ready"
    )
    shown = len(link.of("frame"))
    engine.gateway.connect(ClientId("notebook"), panel)
    await link.until(lambda: len(link.of("frame")) > shown)
    assert not link.is_closed


async def emit_elsewhere(model):
    """What no reading of the class's own code finds."""
    while True:
        await getattr(model, "em" + "it")(np.full((16, 16, 3), 90, np.uint8))


class Hidden(ReactorModel):
    __module__ = "elsewhere"  # Screen is not this model's
    fps = 200

    async def run(self):
        await emit_elsewhere(self)


async def test_a_panel_shows_a_track_that_began_with_the_first_bare_frame():
    engine = Engine(Hidden, delivery=asyncio.get_running_loop())
    await engine.control.pause()
    await engine.start()
    pool = EncodePool(asyncio.get_running_loop())
    client = ClientId("notebook")
    panel = PanelSession(
        engine.gateway,
        client,
        name="Hidden",
        session_id="s",
        viewers=EngineViewers(pool),
    )
    engine.gateway.connect(client, panel)
    link = FakeLink()
    hello = {"type": "hello", "version": 1, "codecs": ["jpeg"], "view": "v"}
    panel.attach(link, "direct").receive(hello, [])
    try:
        await link.until(lambda: link.of("welcome"))
        assert link.last("welcome")["schema"]["tracks"] == []
        await engine.control.resume()
        await link.until(lambda: link.of("frame"))
        (changed,) = link.of("contract")
        assert [track["name"] for track in changed["schema"]["tracks"]] == [
            "main_video"
        ]
        assert link.of("frame")[0]["track"] == "main_video"
    finally:
        await engine.stop()
        pool.close()
