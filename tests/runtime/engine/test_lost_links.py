"""A client whose link is lost for a moment, or offered anew, is the same client."""

import gc
import weakref

import pytest

from reactor_runtime import ModelMessage, event
from reactor_runtime.engine import ports
from reactor_runtime.errors import PublishError, SessionStateError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.testing import DriverClient, ModelDriver
from reactor_runtime.transports import inprocess
from tests.runtime.engine.models import Visited, grey, texts
from tests.runtime.engine.running.test_inputs import Mirror


class Counted(ModelMessage):
    value: int


class Counting(Visited):
    @event
    async def count(self, to: int):
        for value in range(to):
            await self.send(Counted(value=value))


@pytest.fixture
def driver():
    with ModelDriver(Counting) as driver:
        yield driver


def counted(client):
    return [message.data["value"] for message in client.messages]


def test_a_client_that_is_back_within_5_s_is_the_same(driver):
    client = driver.connect("a")
    client.send("set_level", level=99)
    client.lose_link()
    driver.advance(ports.RETURN_WITHIN - 0.1)
    client.reconnect()
    driver.advance(60)
    assert driver.model.trace == ["connected a"]
    driver.step()
    assert client.frame().pixels.max() == 99
    assert client.closed is None


def test_a_client_that_stays_away_has_left(driver):
    client = driver.connect("a")
    client.lose_link()
    driver.advance(ports.RETURN_WITHIN + 0.1)
    assert driver.model.trace == ["connected a", "disconnected a"]
    assert texts(driver, LogKind.CLIENT_LEFT) == ["Client a left (lost)"]
    with pytest.raises(SessionStateError, match="it has left; connect it anew"):
        client.reconnect()
    client.connect()
    driver.settle()
    assert driver.model.trace[-1] == "connected a"


def test_notices_wait_for_a_lost_link_and_frames_do_not(driver):
    one, other = driver.connect("a"), driver.connect("b")
    one.lose_link()
    other.send("count", to=3)
    driver.step(5)
    driver.advance(1)
    assert (counted(one), len(one.frames)) == ([], 0)
    one.reconnect()
    other.send("count", to=1)
    assert counted(one) == [0, 1, 2, 0]
    driver.step(2)
    assert len(one.frames) == 2


def test_too_much_that_waits_ends_the_stay(driver, monkeypatch):
    monkeypatch.setattr(ports, "MOST_NOTICES", 4)
    one, other = driver.connect("a"), driver.connect("b")
    one.lose_link()
    for _ in range(8):
        other.send("count", to=1)
    driver.settle()
    assert driver.model.trace[-1] == "disconnected a"
    assert texts(driver, LogKind.CLIENT_LEFT) == ["Client a left (too_slow)"]
    driver.advance(60)
    assert driver.model.trace.count("disconnected a") == 1


def test_a_client_that_is_back_and_takes_nothing_is_closed_once(driver, monkeypatch):
    one, other = driver.connect("a"), driver.connect("b")
    one.lose_link()
    for _ in range(8):
        other.send("count", to=1)
    monkeypatch.setattr(inprocess, "MOST_MESSAGES", 2)
    one.reconnect()
    driver.settle()
    assert one.closed == "too_slow"
    assert texts(driver, LogKind.CLIENT_LEFT) == ["Client a left (too_slow)"]
    assert len(texts(driver, LogKind.ERROR)) == 1
    assert counted(one) == [0, 0]


def test_another_link_takes_the_place_of_one_that_is_there(driver):
    old = driver.connect("a")
    new = DriverClient(driver, "a")
    new.reconnect()
    driver.step()
    assert old.closed == "replaced"
    assert (len(old.frames), len(new.frames)) == (0, 1)
    new.send("count", to=1)
    assert (counted(old), counted(new)) == ([], [0])
    assert driver.model.trace == ["connected a"]


def test_the_end_of_a_link_that_was_replaced_is_no_loss(driver):
    old = driver.connect("a")
    new = DriverClient(driver, "a")
    new.reconnect()
    old.lose_link()
    driver.advance(60)
    assert driver.model.trace == ["connected a"]
    driver.step()
    assert len(new.frames) == 1


def test_a_lost_link_frees_the_tracks_that_its_client_publishes():
    with ModelDriver(Mirror) as driver:
        one, other = driver.connect("a"), driver.connect("b")
        one.feed("webcam", grey(1))
        one.lose_link()
        other.feed("webcam", grey(2))
        one.reconnect()
        with pytest.raises(PublishError, match="'b'"):
            one.feed("webcam", grey(3))


def test_who_leaves_while_its_link_is_lost_leaves_once(driver):
    client = driver.connect("a")
    client.lose_link()
    driver.advance(1)
    client.leave()
    again = driver.connect("a")
    driver.advance(60)
    assert driver.model.trace == ["connected a", "disconnected a", "connected a"]
    assert again.closed is None


def test_a_client_that_nobody_knows_loses_no_link(driver):
    DriverClient(driver, "a").lose_link()
    driver.advance(60)
    assert driver.model.trace == []
    with pytest.raises(SessionStateError, match="connect it anew"):
        DriverClient(driver, "a").reconnect()


def test_a_lost_link_keeps_no_stopped_engine(driver):
    client = driver.connect("a")
    client.lose_link()
    driver.advance(1)
    model = weakref.ref(driver.model)
    driver.close()
    gc.collect()
    assert model() is None
