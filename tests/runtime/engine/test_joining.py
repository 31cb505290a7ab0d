"""Outputs and messages that nobody found join the contract at their first use."""

import numpy as np
import pytest

from reactor_runtime import (
    InputState,
    ModelMessage,
    Output,
    ReactorModel,
    ReactorPipeline,
    Video,
    event,
)
from reactor_runtime.errors import ModelError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.notices import ContractNotice
from reactor_runtime.testing import ModelDriver

BLACK = np.zeros((4, 4, 3), np.uint8)


def made(name, base, **fields):
    """Return a class that no code names: a search cannot find it."""
    return type(name, (base,), {"__annotations__": fields})


class Main(Output):
    main_video: Video


class Knobs(InputState):
    level: int = 0


class Late(ReactorPipeline):
    """Shows a second track, and says something, once its level is 1."""

    state: Knobs
    outputs = (Main,)
    messages = ()

    def load(self, config):
        self.makers = config

    def inference(self):
        while True:
            yield Main(main_video=BLACK)
            if self.state.level:
                yield self.makers["depth"](depth=BLACK)

    @event
    def ask(self):
        return self.makers["answer"](text="here")

    @event
    async def tell(self):
        await self.send(self.makers["answer"](text="there"))


@pytest.fixture
def makers():
    return {
        "depth": made("Depth", Output, depth=Video),
        "answer": made("Answer", ModelMessage, text=str),
    }


@pytest.fixture
def driver(makers):
    with ModelDriver(Late, config=makers) as driver:
        yield driver


def notes(driver):
    return [e.text for e in driver.log.since() if e.kind is LogKind.NOTE]


def tracks(driver):
    return [track.name for track in driver.engine.gateway.contract.tracks]


def test_an_output_that_is_first_seen_at_a_yield_is_shown_and_told_once(driver):
    client, other = driver.connect("a"), driver.connect("b")
    heard = []
    other.notify = heard.append
    driver.step()
    assert tracks(driver) == ["main_video"]
    client.send("set_level", level=1)
    driver.step(4)
    assert tracks(driver) == ["main_video", "depth"]
    assert client.frame("depth").pixels.shape == BLACK.shape
    assert client.frame("main_video") is not None
    assert client.closed is None
    contracts = [n.contract for n in heard if isinstance(n, ContractNotice)]
    assert contracts == [driver.engine.gateway.contract]
    (note,) = [text for text in notes(driver) if "first seen" in text]
    assert note.startswith("Depth was first seen when it was emitted")
    assert "outputs = (Main, Depth,) in the class" in note


def test_frames_of_a_track_that_joins_keep_their_order(driver):
    client = driver.connect()
    client.send("set_level", level=1)
    driver.step(6)
    shown = [(f.track, f.sequence) for f in client.frames if not f.is_blank]
    assert shown == [
        (track, number) for number in (1, 2, 3) for track in ("main_video", "depth")
    ]


@pytest.mark.parametrize("command", ["ask", "tell"])
def test_a_message_that_is_first_seen_when_it_is_sent_joins(driver, command):
    client = driver.connect()
    assert "answer" not in driver.engine.gateway.contract.messages
    for _ in range(3):
        answer = client.send(command)
    assert "answer" in driver.engine.gateway.contract.messages
    if command == "ask":
        assert (answer.type, answer.data) == ("answer", {"text": "here"})
    else:
        assert [m.data for m in client.messages] == [{"text": "there"}] * 3
    (note,) = [text for text in notes(driver) if "first seen" in text]
    assert "messages = (Answer,) in the class" in note


def test_what_has_joined_stays_for_the_next_presence_and_after_a_restart(driver):
    client = driver.connect()
    client.send("set_level", level=1)
    driver.step(2)
    client.leave()
    driver.connect("next")
    driver.restart()
    assert tracks(driver) == ["main_video", "depth"]
    with ModelDriver(Late) as afresh:
        assert tracks(afresh) == ["main_video"]


def test_a_track_of_a_name_that_is_taken_fails_with_both_classes(driver):
    other = made("Other", Output, main_video=Video)
    driver.model.makers["depth"] = lambda depth: other(depth)
    client = driver.connect()
    client.send("set_level", level=1)
    with pytest.raises(ModelError, match=r"Main and .*Other both have a track"):
        driver.step(2)
    assert tracks(driver) == ["main_video"]


def test_a_bare_frame_beside_several_tracks_names_the_outputs(driver):
    class Two(ReactorModel):
        outputs = (made("Pair", Output, left=Video, right=Video),)

        async def run(self):
            await self.connected.wait()
            while True:
                await self.emit(BLACK)

    with ModelDriver(Two) as two:
        two.connect()
        with pytest.raises(ModelError, match=r"has 2 output tracks.*instance of Pair"):
            two.step()
