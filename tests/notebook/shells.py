"""A notebook without a kernel: a shell, its displays, and comms that go nowhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from IPython.utils.capture import capture_output

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


_ANSI = re.compile(r"\x1b\[[0-9;]*m")

MODELS = '''
import asyncio
import numpy as np
from reactor_runtime import *


class BallState(InputState):
    brightness: float = InputField(1.0, ge=0.0, le=2.0, description="How bright")
    label: str = "ball"


class Counted(ModelMessage):
    value: int


class BallOutput(Output):
    picture: Video


class Ball(ReactorPipeline):
    """A plain field whose brightness is the slider's."""

    state: BallState
    fps = 50

    def inference(self):
        while True:
            level = int(100 * self.state.brightness)
            yield BallOutput(picture=np.full((24, 32, 3), level, np.uint8))

    @event
    async def count(self, value: int = InputField(1, ge=0)) -> Counted:
        await self.send(Counted(value=value))
        return Counted(value=value + 1)

    @event
    def fail(self):
        raise ValueError("the handler's own words")

    @event
    def take(self, file: UploadedFile) -> Counted:
        return Counted(value=len(file.data))
'''


class FakeComm:
    """Keeps what is sent; what a page would send comes in by :meth:`receive`."""

    def __init__(self, *, comm_id=None, data=None, **_):
        self.comm_id = comm_id or f"comm-{id(self)}"
        self.opened_with = data
        self.sent = []
        self.is_closed = False
        self._receive = None

    def on_msg(self, callback):
        self._receive = callback

    def send(self, data=None, metadata=None, buffers=None):
        self.sent.append((data, buffers or []))

    def close(self, *_, **__):
        self.is_closed = True

    def receive(self, content, buffers=()):
        data = {"method": "custom", "content": content}
        self._receive({"content": {"data": data}, "buffers": list(buffers)})

    @property
    def posted(self):
        return [data["content"] for data, _ in self.sent if data["method"] == "custom"]

    def headers(self, kind):
        """Panel messages of one type, oldest first."""
        found = [c["header"] for c in self.posted if c["type"] == "panel"]
        return [header for header in found if header["type"] == kind]


class Notebook:
    """Runs cells, with their ids, in *shell*; each shows what it displayed."""

    def __init__(self, shell: InteractiveShell, comms: list[FakeComm]) -> None:
        self.shell = shell
        self._comms = comms
        self.published = []
        shell.display_pub.publish = self._publish

    def _publish(self, data, metadata=None, *, transient=None, update=False, **_):
        key = (transient or {}).get("display_id")
        self.published.append((dict(data), key, update))

    async def run(self, cell, cell_id=None, *, fails=False):
        """Run *cell*; returns its result, with what it ``printed``."""
        with capture_output(display=False) as captured:
            result = await self._execute(cell, cell_id)
        result.printed = _ANSI.sub("", captured.stdout + captured.stderr)
        if not fails:
            result.raise_error()
        return result

    async def _execute(self, cell, cell_id):
        """Run *cell* as a kernel does: one without an ``await`` by a plain call."""
        shell = self.shell
        transformed = shell.transform_cell(cell)
        if not shell.should_run_async(cell, transformed_cell=transformed):
            return shell.run_cell(cell, store_history=True, cell_id=cell_id)
        result = None
        try:
            result = await shell.run_cell_async(
                cell, store_history=True, transformed_cell=transformed, cell_id=cell_id
            )
        finally:
            shell.events.trigger("post_execute")
            shell.events.trigger("post_run_cell", result)
        return result

    @property
    def widgets(self):
        """The comms of panels, in order of loading."""
        return [c for c in self._comms if "session_id" in c.opened_with["state"]]

    @property
    def outputs(self):
        """What a saved notebook would hold under each display id."""
        found = {}
        for data, key, _ in self.published:
            if key is not None:
                found[key] = data
        return found

    @property
    def text(self):
        """The newest static text."""
        texts = [d["text/plain"] for d, k, _ in self.published if k and "-text-" in k]
        return texts[-1]

    @property
    def picture(self):
        """The newest static picture, base64, ``None`` without one."""
        found = [d for d, k, _ in self.published if k and "-picture-" in k]
        return found[-1].get("image/jpeg")
