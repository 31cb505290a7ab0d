"""The two walks of docs/architecture.md, held against what really runs.

A function is on the walk of a command, or of a frame, where it stands on the stack
while that is handed on: to another loop or thread, to a task that waits, to the model's
own code, to the socket.
"""

import asyncio
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from reactor_runtime import (
    InputField,
    InputState,
    Output,
    ReactorModel,
    ReactorPipeline,
    Video,
)
from reactor_runtime.engine.engine import Engine
from reactor_runtime.streaming.pool import EncodePool
from reactor_runtime.transports.viewers.carrying import pass_on
from reactor_runtime.transports.viewers.panel_session import PanelSession
from reactor_runtime.transports.viewers.services import EngineViewers
from reactor_runtime.transports.viewers.socket_link import SocketLink
from reactor_runtime.transports.viewers.translation import entry_json
from reactor_runtime.values import ClientId
from reactor_runtime.wire.packing import pack, unpack

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "reactor_runtime"
MOST_FUNCTIONS = 45
HELLO = {"type": "hello", "version": 1, "codecs": ["jpeg"], "view": "v"}
COMMAND = {"type": "command", "name": "set_level", "data": {"level": 0.7}}
HANDED_ON = {"call_soon", "call_soon_threadsafe", "set", "set_result", "submit"}
BESIDE = {
    "engine/control.py: SessionControl.step",
    "engine/pulse.py: _expire",
    "engine/running/steps.py: Steps.end",
    "streaming/feed.py: FrameFeed._watch_for_rest",
}
"""What goes on beside a frame: a held model is let through, timers run out."""


class WalkedLevel(InputState):
    level: float = InputField(default=0.5, ge=0, le=1)


class WalkedPicture(Output):
    main: Video


class Still(ReactorModel):
    state: WalkedLevel
    outputs = (WalkedPicture,)

    async def run(self):
        await asyncio.Event().wait()


class Grey(ReactorPipeline):
    state: WalkedLevel
    outputs = (WalkedPicture,)

    def inference(self):
        while True:
            yield np.full((48, 64, 3), 7, np.uint8)


class Connection:
    """A WebSocket that keeps the headers of what is sent."""

    def __init__(self):
        self.sent, self.came = [], asyncio.Event()

    async def send(self, message):
        self.sent.append(unpack(message)[0])
        self.came.set()

    async def until(self, kind, **facts):
        wanted = {"type": kind, **facts}
        while not (found := [h for h in self.sent if h == {**h, **wanted}]):
            self.came.clear()
            await asyncio.wait_for(self.came.wait(), 10)
        return found[-1]


class Walk:
    """Notes, in order, the runtime's functions through which something is handed on.

    What is called by one of those *beside* is left out.
    """

    def __init__(self, beside=frozenset()):
        self.functions = []
        self._beside = beside

    def __enter__(self):
        # A tracer of a coverage run is a profiler's peer, not its rival.
        sys.setprofile(self._look)
        return self

    def __exit__(self, *_):
        sys.setprofile(None)

    def _look(self, frame, event, argument):
        if event == "c_call":
            if getattr(argument, "__name__", "") in ("set_result", "setattr"):
                self._note(frame)
        elif event == "call":
            code = frame.f_code
            is_ours = code.co_filename == __file__
            is_library = not (is_ours or place_of(code))
            if (is_library and code.co_name in HANDED_ON) or (
                is_ours and code.co_name in ("send", "inference")
            ):
                self._note(frame)

    def _note(self, frame):
        stack = []
        while frame is not None:
            if (place := place_of(frame.f_code)) and frame.f_code.co_name[0] != "<":
                stack.append(place)
            frame = frame.f_back
        if not self._beside.isdisjoint(stack):
            return
        for function in reversed(stack):
            if function not in self.functions:
                self.functions.append(function)


def place_of(code):
    path = Path(code.co_filename)
    if PACKAGE not in path.parents:
        return ""
    return f"{path.relative_to(PACKAGE)}: {code.co_qualname}"


@pytest.fixture
async def make_panel():
    """Start a model, held, with one viewer; returns engine, connection and viewer."""
    pool = EncodePool(asyncio.get_running_loop())
    ends = []

    async def make(model):
        engine = Engine(model, delivery=asyncio.get_running_loop())
        await engine.control.pause()
        await engine.start()
        client = ClientId("walker")
        panel = PanelSession(
            engine.gateway,
            client,
            name="Walked",
            session_id="s",
            viewers=EngineViewers(pool),
        )
        connection = Connection()
        link = SocketLink(connection)
        sending = asyncio.create_task(link.run())
        viewer = panel.attach(link, "direct")
        viewer.receive(HELLO, [])
        await engine.attend(client, panel)
        # The last news of the beginning: what is walked is the command's alone.
        await connection.until("status", status="paused")
        await connection.until(
            "log", entry=entry_json(list(engine.gateway.log.since())[-1])
        )
        ends.append((engine, sending))
        return engine, connection, viewer

    yield make
    for engine, sending in ends:
        await engine.stop()
        sending.cancel()
    pool.close()


def documented(title):
    """The functions that a numbered list of docs/architecture.md names, in order."""
    text = (ROOT / "docs" / "architecture.md").read_text()
    section = text.split(f"\n## {title}\n")[1].split("\n## ")[0]
    found = re.findall(r"^\d+\. `([^`]+)` `([^`]+)`", section, re.M)
    assert found, f"{title!r} has no numbered list"
    return found


def in_python(walk):
    return [f"{path}: {name}" for path, name in walk if path.endswith(".py")]


async def test_a_command_goes_the_way_that_is_documented(make_panel):
    _, connection, viewer = await make_panel(Still)
    connection.sent.clear()
    with Walk() as walk:
        pass_on(pack(COMMAND, []), viewer)
        await connection.until("state")
    assert walk.functions == in_python(documented("A command's way"))


async def test_a_frame_goes_the_way_that_is_documented(make_panel):
    engine, connection, viewer = await make_panel(Grey)
    await engine.control.step()
    first = await connection.until("frame")
    # The second step is walked: the first one also makes what the later ones find.
    viewer.receive({"type": "ack", "track": "main", "sequence": first["sequence"]}, [])
    connection.sent.clear()
    with Walk(BESIDE) as walk:
        stepping = asyncio.ensure_future(engine.control.step())
        await connection.until("frame")
    await stepping
    assert walk.functions == in_python(documented("A frame's way"))


@pytest.mark.parametrize("title", ["A command's way", "A frame's way"])
def test_a_walk_is_short_and_names_what_there_is(title):
    walk = documented(title)
    assert len(walk) <= MOST_FUNCTIONS
    for path, name in walk:
        if path.endswith(".ts"):
            source = (PACKAGE / "panel" / "frontend" / "src" / path).read_text()
            last = re.escape(name.split(".")[-1])
            assert re.search(rf"\b{last}\b *(?:[=(<:])", source), f"{path}: {name}"
