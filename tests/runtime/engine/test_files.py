from concurrent.futures import ThreadPoolExecutor

import pytest

from reactor_runtime import (
    InputState,
    ReactorPipeline,
    UploadedFile,
    event,
    file_uploaded,
)
from reactor_runtime.errors import CommandError, CommandRejectedError, UploadError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.testing import ModelDriver
from reactor_runtime.values import UploadId, UploadReference
from tests.runtime.engine.models import Picture, grey, texts


class Slot(InputState):
    picture: UploadedFile | None = None


class Receiving(ReactorPipeline):
    state: Slot

    def __init__(self):
        self.trace = []

    @file_uploaded
    async def on_file(self, uploaded_file: UploadedFile):
        self.trace.append(("arrived", uploaded_file.name))

    @event
    def use(self, image: UploadedFile):
        self.trace.append(("used", image.name, image.mime_type, image.size, image.data))

    @event
    def other(self):
        self.trace.append("other")

    def inference(self):
        while True:
            yield Picture(main=grey(1))


def finished(gateway):
    """Send a file whose bytes are complete, and announce it to nobody."""
    upload = gateway.begin_upload("a.bin", "x/y", 3)
    gateway.write_upload(upload, b"abc")
    return gateway.finish_upload(upload)


def test_a_handler_receives_the_file_itself():
    with ModelDriver(Receiving) as driver:
        client = driver.connect()
        file = UploadedFile.from_bytes(b"abc", "a.png", "image/png")
        client.send("use", image=file)
        used = ("used", "a.png", "image/png", 3, b"abc")
        assert driver.model.trace == [("arrived", "a.png"), used]
        assert len(texts(driver, LogKind.FILE_ARRIVED)) == 1


def test_a_handler_may_read_a_file_piece_by_piece():
    class Reading(ReactorPipeline):
        @event
        def use(self, image: UploadedFile):
            with image.open() as file:
                self.pieces = [file.read(2), file.read(2), file.read(2)]

        def inference(self):
            yield

    with ModelDriver(Reading) as driver:
        file = UploadedFile(name="a.bin", mime_type="x/y", data=b"abc")
        driver.connect().send("use", image=file)
        assert driver.model.pieces == [b"ab", b"c", b""]


def test_file_uploaded_runs_once_per_upload_whatever_uses_it():
    with ModelDriver(Receiving) as driver:
        client = driver.connect()
        reference = client.upload("a.png", b"abc")
        client.send("use", image=reference)
        client.send("use", image=reference)
        names = [entry[0] for entry in driver.model.trace]
        assert names == ["arrived", "used", "used"]


def test_file_uploaded_runs_before_the_handler_of_a_command_that_came_first():
    with ModelDriver(Receiving) as driver:
        client, engine = driver.connect(), driver.engine
        upload = engine.gateway.begin_upload("a.bin", "x/y", 3)
        reference = UploadReference(upload, "a.bin", "x/y", 3)
        answer = client.submit("use", image=reference)
        driver.advance(1.0)
        assert driver.model.trace == []
        assert engine.gateway.write_upload(upload, b"abc") == 3
        engine.gateway.finish_upload(upload)
        driver.settle()
        assert [entry[0] for entry in driver.model.trace] == ["arrived", "used"]
        assert answer.result().code is None


def test_a_finished_file_runs_file_uploaded_first_though_nobody_announced_it():
    with ModelDriver(Receiving) as driver:
        client, gateway = driver.connect(), driver.engine.gateway
        reference = finished(gateway)
        driver.settle()
        assert driver.model.trace == []
        assert texts(driver, LogKind.FILE_ARRIVED) == []
        client.send("use", image=reference)
        client.send("use", image=reference)
        names = [entry[0] for entry in driver.model.trace]
        assert names == ["arrived", "used", "used"]
        gateway.announce_upload(reference.upload_id, client.id)
        driver.settle()
        assert len(texts(driver, LogKind.FILE_ARRIVED)) == 1
        assert len(driver.model.trace) == 3


def test_an_upload_is_announced_once_however_often_it_is_asked():
    with ModelDriver(Receiving) as driver:
        client, gateway = driver.connect(), driver.engine.gateway
        other = driver.connect("other")
        reference = finished(gateway)
        gateway.announce_upload(reference.upload_id, other.id)
        gateway.announce_upload(reference.upload_id, client.id)
        driver.settle()
        gateway.announce_upload(reference.upload_id, client.id)
        driver.settle()
        assert driver.model.trace == [("arrived", "a.bin")]
        (entry,) = [
            entry for entry in gateway.log.since() if entry.kind is LogKind.FILE_ARRIVED
        ]
        assert entry.client == other.id


def test_what_is_not_finished_or_not_of_the_session_is_not_announced():
    with ModelDriver(Receiving) as driver:
        client, gateway = driver.connect(), driver.engine.gateway
        upload = gateway.begin_upload("a.bin", "x/y", 1)
        with pytest.raises(UploadError, match="finish it before you announce it"):
            gateway.announce_upload(upload, client.id)
        with pytest.raises(UploadError, match="no complete file of this session"):
            gateway.announce_upload(UploadId("nope"), client.id)
        client.leave()
        with pytest.raises(UploadError, match="No client is connected"):
            gateway.announce_upload(upload, client.id)
        assert texts(driver, LogKind.FILE_ARRIVED) == []


def test_the_bytes_are_completed_in_any_thread():
    with ModelDriver(Receiving) as driver, ThreadPoolExecutor(1) as thread:
        client, gateway = driver.connect(), driver.engine.gateway
        reference = thread.submit(finished, gateway).result(10)
        gateway.announce_upload(reference.upload_id, client.id)
        driver.settle()
        assert driver.model.trace == [("arrived", "a.bin")]


def test_a_command_waits_three_seconds_for_its_upload_without_blocking_steps():
    with ModelDriver(Receiving) as driver:
        client = driver.connect()
        upload = driver.engine.gateway.begin_upload("a.bin", "x/y", 3)
        answer = client.submit("use", image=UploadReference(upload, "a.bin"))
        later = client.submit("other")
        driver.run_for(2.9)
        assert not answer.done()
        assert not later.done()
        assert len(client.frames) > 50
        driver.run_for(0.2)
        assert answer.result().code == "unresolved_upload"
        assert "a.bin" in answer.result().text
        assert later.result().code is None
        assert driver.model.trace == ["other"]


def test_an_unknown_upload_is_refused_at_once():
    with ModelDriver(Receiving) as driver:
        client = driver.connect()
        with pytest.raises(CommandRejectedError) as caught:
            client.send("use", image=UploadReference(UploadId("nope")))
        assert caught.value.code == "unresolved_upload"


def test_an_upload_of_another_session_is_unknown():
    with ModelDriver(Receiving) as one, ModelDriver(Receiving) as two:
        reference = one.connect().upload("a.png", b"abc")
        with pytest.raises(CommandRejectedError):
            two.connect().send("use", image=reference)


def test_files_are_deleted_with_their_session():
    with ModelDriver(Receiving) as driver:
        client = driver.connect()
        client.send("set_picture", picture=UploadedFile.from_bytes(b"abc", "a.png"))
        kept = driver.state.picture
        client.leave()
        with pytest.raises(UploadError, match="deleted with its session"):
            _ = kept.data


def test_a_state_field_may_be_an_upload():
    with ModelDriver(Receiving) as driver:
        client = driver.connect()
        client.send("set_picture", picture=UploadedFile.from_bytes(b"abc", "a.png"))
        assert driver.state.picture.data == b"abc"
        assert client.state["picture"]["name"] == "a.png"


def test_a_file_over_the_limit_is_refused_before_its_bytes():
    with ModelDriver(Receiving) as driver:
        driver.connect()
        with pytest.raises(UploadError, match="limit is 256 MiB") as caught:
            driver.engine.gateway.begin_upload("big.bin", "x/y", 300 * 2**20)
        assert caught.value.code == "too_large"


def test_without_a_client_nothing_can_be_uploaded():
    no_client = pytest.raises(UploadError, match="No client is connected")
    with ModelDriver(Receiving) as driver, no_client:
        driver.engine.gateway.begin_upload("a", "x/y", 1)


def test_a_file_uploaded_hook_that_raises_does_not_stop_the_command():
    class Clumsy(Receiving):
        @file_uploaded
        def on_file(self, uploaded_file: UploadedFile):
            raise RuntimeError("cannot decode")

    with ModelDriver(Clumsy) as driver:
        client = driver.connect()
        client.send("use", image=UploadedFile.from_bytes(b"abc"))
        assert driver.model.trace[0][0] == "used"
        assert "cannot decode" in driver.last_error()


def test_a_handler_that_raises_leaves_the_file_for_others():
    class Once(Receiving):
        @event
        def use(self, image: UploadedFile):
            self.trace.append(image.data)
            if len(self.trace) == 2:
                raise ValueError(image.name)

    with ModelDriver(Once) as driver:
        client = driver.connect()
        reference = client.upload("a.png", b"abc")
        with pytest.raises(CommandError, match=r"a\.png"):
            client.send("use", image=reference)
        client.send("use", image=reference)
        assert driver.model.trace[1:] == [b"abc", b"abc"]
