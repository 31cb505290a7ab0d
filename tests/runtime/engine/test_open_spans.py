"""A session that outlives its presences, as a server keeps one open."""

import asyncio

import pytest

from reactor_runtime import (
    UploadedFile,
    disconnected,
    event,
    file_uploaded,
    session_ended,
    session_started,
)
from reactor_runtime.errors import CommandRejectedError, SessionStateError, UploadError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.testing import ModelDriver
from tests.runtime.engine.models import Visited, texts


class Lasting(Visited):
    @session_started
    def begin(self):
        self.trace.append("session_started")

    @session_ended
    def end(self):
        self.trace.append(f"session_ended {self.state.level}")

    @file_uploaded
    def take(self, uploaded_file):
        self.trace.append(f"file {uploaded_file.name}")

    @event
    def use(self, image: UploadedFile):
        self.trace.append(f"used {image.data!r}")


@pytest.fixture
def driver():
    with ModelDriver(Lasting) as driver:
        yield driver


def test_a_file_sent_before_the_first_client_is_used_by_it(driver):
    with driver.open_session() as session:
        file = session.upload("a.png", b"abc", "image/png")
        assert driver.model.trace == ["session_started"]
        client = driver.connect("a")
        client.send("use", image=file)
    assert driver.model.trace == [
        "session_started",
        "connected a",
        "file a.png",
        "used b'abc'",
        "disconnected a",
        "session_ended 10",
    ]


def test_the_only_client_leaves_returns_and_names_the_same_file(driver):
    with driver.open_session():
        client = driver.connect("a")
        client.send("set_level", level=99)
        file = client.upload("a.png", b"abc")
        client.leave()
        assert driver.state.level == 99
        assert driver.status is SessionStatus.READY
        again = driver.connect("a")
        assert again.state == {"level": 99}
        again.send("use", image=file)
        driver.step()
        assert again.frame().pixels.max() == 99
    assert driver.model.trace == [
        "session_started",
        "connected a",
        "file a.png",
        "disconnected a",
        "connected a",
        "used b'abc'",
        "disconnected a",
        "session_ended 99",
    ]
    assert driver.state is None


def test_the_next_session_sees_nothing_of_the_last(driver):
    with driver.open_session():
        client = driver.connect("a")
        client.send("set_level", level=99)
        file = client.upload("a.png", b"abc")
    with driver.open_session():
        assert driver.state.level == 10
        client = driver.connect("a")
        with pytest.raises(CommandRejectedError, match="unknown in this session"):
            client.send("use", image=file)


def test_closing_sends_everybody_away_with_the_reason(driver):
    session = driver.open_session()
    one, other = driver.connect("a"), driver.connect("b")
    session.close("drained")
    assert (one.closed, other.closed) == ("drained", "drained")
    assert texts(driver, LogKind.CLIENT_LEFT) == [
        "Client a left (drained)",
        "Client b left (drained)",
    ]
    assert texts(driver, LogKind.SESSION_CLOSED) == ["Session closed (drained)"]
    session.close()
    assert driver.model.trace[-1] == "session_ended 10"
    driver.connect("c")


def test_a_session_that_a_client_opened_ends_with_the_last_one(driver):
    one, other = driver.connect("a"), driver.connect("b")
    one.leave()
    assert driver.model.trace[-1] == "disconnected a"
    other.leave()
    assert driver.model.trace[-2:] == ["disconnected b", "session_ended 10"]
    assert texts(driver, LogKind.SESSION_OPENED) == []


def test_one_session_is_open_at_a_time(driver):
    driver.connect("a")
    with pytest.raises(SessionStateError, match="close it before you open another"):
        driver.open_session()


def test_no_session_is_opened_before_the_model_is_loaded():
    driver = ModelDriver(Lasting)
    with pytest.raises(SessionStateError, match="Wait until the model is loaded"):
        driver.engine.gateway.open_session()
    driver.close()


def test_without_a_session_no_file_is_taken(driver):
    session = driver.open_session()
    session.close()
    with pytest.raises(UploadError):
        session.upload("a.png", b"abc")


class Ending(Lasting):
    """Its hooks of the end wait until they are told to go on."""

    def __init__(self):
        super().__init__()
        self.may_end = asyncio.Event()

    @disconnected
    async def go(self, client):
        await self.may_end.wait()
        self.trace.append(f"disconnected {client.id}")

    @session_ended
    async def end(self):
        await asyncio.sleep(0.5)
        self.trace.append("session_ended")


@pytest.fixture
def slow():
    with ModelDriver(Ending) as driver:
        yield driver
        driver.model.may_end.set()


def test_a_departure_is_done_when_its_hooks_have_run(slow):
    gateway, model = slow.engine.gateway, slow.model
    one, other = slow.connect("a"), slow.connect("b")
    left = gateway.disconnect(one.id)
    slow.advance(1)
    assert not left.done()
    model.may_end.set()
    slow.run_until(left.done, "the departure")
    assert model.trace[-1] == "disconnected a"
    last = gateway.disconnect(other.id)
    slow.run_until(last.done, "the end")
    assert model.trace[-2:] == ["disconnected b", "session_ended"]
    assert gateway.disconnect(other.id).done()


def test_whoever_leaves_an_ending_session_again_waits_for_its_end(slow):
    gateway = slow.engine.gateway
    client = slow.connect("a")
    first, second = gateway.disconnect(client.id), gateway.disconnect(client.id)
    slow.advance(0.1)
    assert not second.done()
    slow.model.may_end.set()
    slow.run_until(lambda: first.done() and second.done(), "the end")
    assert slow.model.trace[-1] == "session_ended"


def test_the_last_client_of_an_open_session_is_gone_when_its_presence_is(slow):
    gateway = slow.engine.gateway
    slow.model.may_end.set()
    with slow.open_session():
        client = slow.connect("a")
        left = gateway.disconnect(client.id)
        slow.run_until(left.done, "the presence")
        assert slow.model.trace[-1] == "disconnected a"
        slow.advance(2)
        assert slow.model.trace[-1] == "disconnected a"


def test_a_client_that_came_and_went_unseen_is_gone_at_once(driver):
    gateway = driver.engine.gateway
    driver.connect("a")
    gateway.connect("b", driver.connect("c"))
    assert gateway.disconnect("b").done()


def test_sessions_given_up_unseen_are_over_for_who_waits(slow):
    gateway = slow.engine.gateway
    client = slow.connect("a")
    gateway.disconnect(client.id)
    gateway.open_session()
    unseen = gateway.close_session("closed")
    gateway.open_session()
    assert unseen.done()
    slow.model.may_end.set()
    slow.run_until(gateway.close_session("closed").done, "the end")


def test_after_a_breakdown_the_next_session_is_waited_for_again(slow):
    gateway = slow.engine.gateway
    slow.model.may_end.set()
    client = slow.connect("a")
    slow.engine._core.break_down("A part of it", RuntimeError("fault"))
    left = gateway.disconnect(client.id)
    assert left.done()
    slow.run_until(lambda: slow.model.trace[-1] == "session_ended", "the end")
    gateway.open_session()
    slow.advance(0.1)
    closed = gateway.close_session("closed")
    assert not closed.done()
    slow.run_until(closed.done, "the end")
    assert slow.model.trace[-2:] == ["session_started", "session_ended"]


def test_stopping_ends_what_somebody_waits_for(driver):
    gateway = driver.engine.gateway
    client = driver.connect("a")
    left = gateway.disconnect(client.id)
    driver.close()
    assert left.done()
    assert gateway.close_session("closed").done()


class Stuck(Lasting):
    @session_started
    async def begin(self):
        self.trace.append("session_started")
        await asyncio.Event().wait()


def test_a_session_started_that_never_ends_is_cancelled_after_its_session():
    with ModelDriver(Stuck) as driver:
        driver.engine.gateway.open_session()
        driver.advance(1)
        closed = driver.engine.gateway.close_session("closed")
        driver.run_until(closed.done, "the end")
        assert driver.model.trace == ["session_started", "session_ended 10"]
        assert any("was cancelled" in text for text in texts(driver, LogKind.ERROR))


def test_a_client_of_a_stuck_session_leaves_without_its_other_hooks():
    with ModelDriver(Stuck) as driver:
        gateway = driver.engine.gateway
        gateway.connect("a", _Nobody())
        driver.advance(1)
        left = gateway.disconnect("a")
        driver.run_until(left.done, "the end")
        assert driver.model.trace == ["session_started", "session_ended 10"]


class _Nobody:
    def show(self, frame):
        """Nobody sees it."""

    play = notify = close = show
