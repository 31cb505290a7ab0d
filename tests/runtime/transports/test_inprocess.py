from concurrent.futures import Future

import numpy as np
import pytest

from reactor_runtime.session.log import SessionLog
from reactor_runtime.session.notices import (
    AnswerNotice,
    MessageNotice,
    StateNotice,
    StatusNotice,
)
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.transports.base import SlowClientError
from reactor_runtime.transports.inprocess import (
    MOST_FRAMES,
    MOST_MESSAGES,
    InProcessClient,
)
from reactor_runtime.values import AudioBlock, Frame, UploadId, UploadReference


class FakeGateway:
    def __init__(self):
        self.log = SessionLog()
        self.ports, self.requests, self.left, self.uploads = {}, [], [], []

    def state_values(self):
        return {"level": 1}

    def connect(self, client, port):
        self.ports[client] = port

    def disconnect(self, client, reason):
        self.left.append((client, reason))

    def submit(self, request):
        self.requests.append(request)
        return Future()

    def begin_upload(self, name, mime_type, size):
        self.uploads.append((name, mime_type, size))
        return UploadId("u1")

    def write_upload(self, upload, chunk):
        self.uploads.append((upload, bytes(chunk)))
        return len(chunk)

    def finish_upload(self, upload):
        return UploadReference(upload, "a", "x/y", 3)

    def announce_upload(self, upload, client):
        self.uploads.append((upload, client))


@pytest.fixture
def gateway():
    return FakeGateway()


@pytest.fixture
def client(gateway):
    client = InProcessClient(gateway, "a")
    client.connect()
    return client


def frame(sequence, *, is_blank=False, track="main"):
    pixels = np.zeros((2, 2, 3), np.uint8)
    return Frame(track, pixels, pts=0.0, sequence=sequence, is_blank=is_blank)


def test_connecting_takes_the_state_along(gateway, client):
    assert gateway.ports == {"a": client}
    assert client.state == {"level": 1}
    client.leave("bored")
    assert gateway.left == [("a", "bored")]


def test_a_command_carries_its_files_and_the_frame_that_was_seen(gateway, client):
    reference = UploadReference(UploadId("u1"))
    client.show(frame(7))
    client.show(frame(8, is_blank=True))
    client.submit("use", "r", image=reference, size=2)
    (request,) = gateway.requests
    assert (request.client, request.name, request.request_id) == ("a", "use", "r")
    assert (request.data, request.uploads) == ({"size": 2}, {"image": reference})
    assert request.frame == 7


@pytest.mark.parametrize("name", ["self", "name", "request_id", "arguments"])
def test_an_argument_may_be_called_as_the_author_likes(gateway, client, name):
    client.submit("use", **{name: 3})
    (request,) = gateway.requests
    assert (request.name, request.request_id, request.data) == ("use", None, {name: 3})


def test_a_file_is_sent_whole_and_announced(gateway, client):
    assert client.upload("a", b"abc", "x/y").upload_id == "u1"
    assert gateway.uploads == [("a", "x/y", 3), ("u1", b"abc"), ("u1", "a")]


def test_the_last_frame_is_never_a_blank_one(client):
    assert client.frame() is None
    picture = frame(1)
    client.show(picture)
    client.show(frame(2, is_blank=True))
    client.show(frame(1, track="other"))
    assert client.frame("main") is picture
    assert client.frame().track == "other"
    assert client.frame("third") is None


def test_only_the_newest_frames_and_blocks_are_kept(client):
    block = AudioBlock("sound", np.zeros((1, 4), np.int16), 48_000, 0.0)
    for number in range(1, MOST_FRAMES + 3):
        client.show(frame(number))
        client.play(block)
    assert len(client.frames) == len(client.blocks) == MOST_FRAMES
    assert client.frames[0].sequence == 3


def test_notices_are_sorted_by_what_they_tell(client):
    status = StatusNotice(SessionStatus.RUNNING)
    client.notify(MessageNotice("told", {"a": 1}, step=1))
    client.notify(StateNotice({"level": 2}))
    client.notify(status)
    client.notify(AnswerNotice("r1", 1))
    assert client.messages == [("told", {"a": 1})]
    assert client.messages[0].type == "told"
    assert client.state == {"level": 2}
    assert client.statuses == [status]
    assert client.answers == {"r1": AnswerNotice("r1", 1)}


def test_messages_are_never_dropped_a_full_client_is_too_slow(client):
    for step in range(MOST_MESSAGES):
        client.notify(MessageNotice("told", {}, step))
    with pytest.raises(SlowClientError, match=r"messages\.clear"):
        client.notify(MessageNotice("told", {}, 0))
    client.messages.clear()
    client.notify(MessageNotice("told", {}, 0))


def test_being_closed_is_remembered_until_it_connects_again(client):
    client.close("too_slow")
    assert client.closed == "too_slow"
    client.connect()
    assert client.closed is None


def test_large_frames_drive_the_oldest_ones_out(client):
    large = np.zeros((2160, 3840, 3), np.uint8)
    for number in range(1, 21):
        client.show(Frame("main", large, pts=0.0, sequence=number))
    assert [item.sequence for item in client.frames] == list(range(11, 21))


def test_a_client_that_lets_64_mib_of_messages_pile_up_is_too_slow(client):
    notice = MessageNotice("told", {"text": "x" * 2**20}, 0)
    for _ in range(64):
        client.notify(notice)
    with pytest.raises(SlowClientError, match=r"64 messages \(64\.\d+ MiB\) wait"):
        client.notify(notice)
    del client.messages[:10]
    for _ in range(10):
        client.notify(notice)
    with pytest.raises(SlowClientError, match="64 messages"):
        client.notify(notice)


def test_of_large_answers_the_newest_are_kept(client):
    message = MessageNotice("told", {"text": "x" * 2**20}, 0)
    for number in range(80):
        client.notify(AnswerNotice(f"r{number % 70}", number, message))
    assert 60 <= len(client.answers) <= 64
    assert client.answers["r9"].number == 79
    assert "r69" in client.answers
