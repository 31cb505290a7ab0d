"""An engine and a link that do what a test says."""

import asyncio
import threading
from collections import Counter
from concurrent.futures import Future
from types import SimpleNamespace

import numpy as np

from reactor_runtime.errors import CommandRejectedError, PublishError, UploadError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.log import SessionLog
from reactor_runtime.session.notices import AnswerNotice, StatusNotice
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.values import (
    Frame,
    TrackDirection,
    TrackInfo,
    TrackKind,
    UploadId,
    UploadReference,
)

LIMIT = 256 * 2**20
CONTROLS = [{"kind": "slider", "name": "brightness", "command": "set_brightness"}]


def contract(name="Plasma", *, file_uploaded=None):
    return SimpleNamespace(
        name=name,
        description="Swirling colours.",
        controls_json=lambda: CONTROLS,
        tracks=(
            TrackInfo("main", TrackKind.VIDEO, TrackDirection.OUT),
            TrackInfo("webcam", TrackKind.VIDEO, TrackDirection.IN),
            TrackInfo("mic", TrackKind.AUDIO, TrackDirection.IN, 16_000),
        ),
        messages={"seed_used": SimpleNamespace(description="The seed.")},
        hooks=SimpleNamespace(file_uploaded=file_uploaded),
        hints=SimpleNamespace(keys=()),
    )


class FakeGateway:
    """Takes ``set_brightness`` up to 2.0 and files up to 256 MiB.

    While ``disk`` is not set, a write waits.
    """

    def __init__(self):
        self.contract = contract()
        self.status = StatusNotice(SessionStatus.RUNNING, traceback="secret")
        self.log = SessionLog()
        self.state = {"brightness": 1.0}
        self.requests = []
        self.actions = []
        self.upload_limit = LIMIT
        self.refuse_action_with = None
        self.publishers = {}
        self.fed = []
        self.fed_at = []
        self.fed_in = set()
        self.files = {}
        self.aborted = []
        self.announced = []
        self.disk = threading.Event()
        self.disk.set()
        self.refuse_with = None
        self.has_fed = asyncio.Event()
        self.has_changed = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def report(self, what, error):
        self.log.append(0.0, LogKind.ERROR, f"{what}: {error}")
        self.has_changed.set()

    def state_values(self):
        return self.state

    def submit(self, request):
        if self.refuse_with is not None:
            raise self.refuse_with
        value = request.data.get("brightness", 0)
        if request.name != "set_brightness" or value > 2.0:
            error = CommandRejectedError(
                f"{request.name}: brightness must be <= 2.0, got {value}",
                command=request.name,
                field="brightness",
                value=value,
                constraint="<= 2.0",
                reason=f"must be <= 2.0, got {value}",
            )
            self.reject(error, request.client)
            raise error
        self.requests.append(request)
        return Future()

    def reject(self, error, client=None):
        error.number = self.log.append(
            0.0,
            LogKind.COMMAND_REJECTED,
            error.message,
            client=client,
            data={
                "name": error.command,
                "code": error.code,
                "field": error.field,
                "value": error.value,
                "constraint": error.constraint,
                "reason": error.reason,
            },
        ).number

    def begin_upload(self, name, mime_type, size):
        if size > LIMIT:
            raise UploadError(
                "too_large",
                f"{name!r} has {size} bytes, at most {LIMIT} are taken; "
                "send a smaller file",
            )
        upload = UploadId(f"u-{len(self.files) + 1}")
        self.files[upload] = (name, mime_type, size, bytearray())
        return upload

    def write_upload(self, upload, chunk):
        assert self.disk.wait(10)
        self.files[upload][3].extend(chunk)
        return len(self.files[upload][3])

    def finish_upload(self, upload):
        assert self.disk.wait(10)
        name, mime_type, size, data = self.files[upload]
        if len(data) < size:
            raise UploadError("invalid_upload", f"{size - len(data)} bytes are missing")
        return UploadReference(upload, name, mime_type, size)

    def announce_upload(self, upload, client):
        self.announced.append((upload, client))

    def abort_upload(self, upload):
        self.aborted.append(upload)
        self._loop.call_soon_threadsafe(self.has_changed.set)

    async def until(self, condition):
        """Wait until what it was told fulfils *condition*."""
        async with asyncio.timeout(5):
            while not condition():
                self.has_changed.clear()
                await self.has_changed.wait()

    def publish(self, client, track):
        if self.publishers.setdefault(track, client) != client:
            raise PublishError(track, self.publishers[track])

    def unpublish(self, client, track):
        if self.publishers.get(track) == client:
            del self.publishers[track]

    def feed(self, client, track, data, *, pts=None, sample_rate=None):
        assert self.publishers[track] == client
        self.fed_in.add(threading.get_ident())
        self.fed.append((track, data.shape))
        self.fed_at.append((pts, sample_rate))
        self._loop.call_soon_threadsafe(self.has_fed.set)

    def act(self, action, count=1):
        if self.refuse_action_with is not None:
            raise self.refuse_action_with
        self.actions.append((action, count))

    def answer(self, request, **fields):
        return AnswerNotice(request.request_id, len(self.requests), **fields)


class FakeLink:
    """Keeps what was sent; tests wait for it by condition."""

    def __init__(self):
        self.sent = []
        self.is_closed = False
        self.fails = False
        self._changed = asyncio.Event()

    def send(self, header, buffers):
        if self.fails:
            raise OSError("the comm is gone")
        assert not self.is_closed
        self.sent.append((header, buffers))
        self._changed.set()

    def close(self):
        self.is_closed = True
        self._changed.set()

    def of(self, *types):
        return [header for header, _ in self.sent if header["type"] in types]

    def last(self, kind):
        return self.of(kind)[-1]

    def sequences(self):
        return [header["sequence"] for header in self.of("frame")]

    def counts(self):
        return Counter(header["type"] for header, _ in self.sent)

    async def until(self, condition):
        async with asyncio.timeout(5):
            while not condition():
                self._changed.clear()
                await self._changed.wait()


class FakeClock:
    def __init__(self):
        self.time = 100.0

    def now(self):
        return self.time


def frame(sequence, *, track="main", size=(8, 8), is_blank=False, **fields):
    pixels = np.full((*size, 3), sequence % 256, np.uint8)
    return Frame(track, pixels, pts=0.0, sequence=sequence, is_blank=is_blank, **fields)
