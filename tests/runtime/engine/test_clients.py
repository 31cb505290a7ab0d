"""What one client's port does never reaches the model or another client."""

import dataclasses

import numpy as np
import pytest

from reactor_runtime import ReactorModel, ReactorPipeline, connected
from reactor_runtime.contract import ModelContract
from reactor_runtime.engine.playout import (
    MOST_FRAMES,
    Due,
    Playout,
)
from reactor_runtime.engine.ports import MOST_NOTICE_BYTES, MOST_NOTICES, ClientPorts
from reactor_runtime.engine.virtual import VirtualClock
from reactor_runtime.errors import CommandRejectedError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.notices import (
    AnswerNotice,
    ContractNotice,
    MessageNotice,
    StateNotice,
)
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.testing import DriverClient, ModelDriver
from reactor_runtime.values import ClientId, Frame
from reactor_runtime.weight import MOST_MEDIA_BYTES
from tests.runtime.engine.models import Picture, Steady, Told, grey, texts


class Chatty(ReactorModel):
    outputs = (Picture,)
    messages = (Told,)

    @connected
    async def come(self):
        await self.send(Told(text="hello"))

    async def run(self):
        count = 0
        while True:
            await self.connected.wait()
            count += 1
            await self.send(Told(text=f"step {count}"))
            await self.emit(grey(1))


def test_messages_reach_every_client_in_order():
    with ModelDriver(Chatty) as driver:
        a, b = driver.connect("a"), driver.connect("b")
        driver.step(3)
        said = [message.data["text"] for message in a.messages]
        assert said == ["hello", "step 1", "step 2", "step 3", "step 4"][: len(said)]
        assert len(said) >= 4
        assert a.messages[1:] == b.messages
        assert "told" in texts(driver, LogKind.MESSAGE_SENT)


class Fragile(DriverClient):
    """A port that raises in the method called ``fails``."""

    fails = ""

    def show(self, frame):
        super().show(frame)
        self._maybe_fail("show")

    def notify(self, notice):
        super().notify(notice)
        self._maybe_fail("notify")

    def _maybe_fail(self, method):
        if self.fails == method:
            raise OSError("broken pipe")


@pytest.mark.parametrize("method", ["show", "notify"])
def test_a_port_that_raises_closes_that_client_and_no_other(method):
    with ModelDriver(Steady) as driver:
        fragile = Fragile(driver, "fragile")
        fragile.connect()
        steady = driver.connect("steady")
        driver.step()
        fragile.fails = method
        steady.send("set_level", level=20)
        driver.step(3)
        assert fragile.closed == "error"
        assert driver.engine.gateway.clients == ("steady",)
        assert len(steady.frames) == 4
        assert steady.closed is None
        assert "broken pipe" in driver.last_error()


def test_a_client_that_takes_no_messages_is_closed_as_too_slow():
    with ModelDriver(Chatty) as driver:
        slow, quick = driver.connect("slow"), driver.connect("quick")
        driver.step()
        slow.messages.extend(slow.messages[:1] * 10_000)
        driver.step(2)
        assert slow.closed == "too_slow"
        assert quick.closed is None
        assert "Client slow left (too_slow)" in texts(driver, LogKind.CLIENT_LEFT)


def test_a_client_keeps_its_newest_frames_only():
    with ModelDriver(Steady) as driver:
        client = driver.connect()
        driver.run_for(50.0)
        assert len(client.frames) == 1_024
        assert client.frames[-1].sequence > 1_200


def test_a_client_that_comes_later_sees_what_is_shown_from_then_on():
    with ModelDriver(Steady) as driver:
        a = driver.connect("a")
        driver.step(2)
        b = driver.connect("b")
        driver.step(2)
        assert [frame.sequence for frame in a.frames] == [1, 2, 3, 4]
        assert [frame.sequence for frame in b.frames] == [3, 4]
        assert b.frames[0] is a.frames[2]
        assert b.state == {"level": 10}


def test_a_contract_can_be_swapped_in_a_running_session():
    with ModelDriver(Steady) as driver:
        client = driver.connect()
        driver.step()
        heard = []
        client.notify = heard.append
        old = ModelContract.of(Steady)
        new = dataclasses.replace(old, commands={})
        waiting = client.submit("set_level", level=5)
        driver.engine.set_contract(new)
        with pytest.raises(CommandRejectedError, match="No command named"):
            client.submit("set_level", level=5)
        driver.settle()
        assert waiting.result().code == "invalid_command"
        assert ContractNotice(new) in heard
        assert driver.engine.gateway.contract is new
        assert texts(driver, LogKind.CONTRACT_CHANGED)
        driver.step()
        assert len(client.frames) == 2


class Late:
    """A delivery loop that does nothing until it is told to."""

    def __init__(self):
        self.posted = []

    def call_soon_threadsafe(self, function, *arguments):
        self.posted.append((function, arguments))

    def call_at(self, when, function, *arguments):
        return self

    def cancel(self):
        pass

    def work(self):
        while self.posted:
            function, arguments = self.posted.pop(0)
            function(*arguments)


class Port:
    def __init__(self):
        self.notices, self.frames = [], []
        self.notify, self.show = self.notices.append, self.frames.append


def ports_on(late):
    return ClientPorts(late, lambda _: None, lambda *_: None, lambda _: None)


def playout_to(ports):
    return Playout(ports, VirtualClock())


def frame(number):
    return Frame("main", grey(1), pts=0.0, sequence=number)


def test_a_delivery_loop_that_hangs_is_owed_a_bounded_number_of_frames():
    late = Late()
    ports, port = ports_on(late), Port()
    stuck = playout_to(ports)
    ports.add(ClientId("a"), port)
    for number in range(1, 2 * MOST_FRAMES):
        stuck.queue([Due(0.0, frame(number))])
    late.work()
    assert len(port.frames) <= MOST_FRAMES + 1
    assert stuck.dropped == 2 * MOST_FRAMES - 1 - len(port.frames)
    stuck.queue([Due(0.0, frame(9_999))])
    late.work()
    assert port.frames[-1].sequence == 9_999


def test_a_delivery_loop_that_hangs_is_owed_a_bounded_number_of_notices():
    late = Late()
    stuck, port = ports_on(late), Port()
    stuck.add(ClientId("a"), port)
    for step in range(MOST_NOTICES + 50):
        stuck.notify(MessageNotice("told", {}, step))
    assert stuck.is_stuck
    assert len(late.posted) == MOST_NOTICES + 2
    late.work()
    assert not stuck.is_stuck
    assert [notice.step for notice in port.notices] == list(range(MOST_NOTICES + 1))


def test_a_delivery_loop_that_hangs_is_owed_256_mib_of_frames():
    late = Late()
    ports, port = ports_on(late), Port()
    stuck = playout_to(ports)
    ports.add(ClientId("a"), port)
    large = Frame("main", np.zeros((2160, 3840, 3), np.uint8), pts=0.0)
    for _ in range(30):
        stuck.queue([Due(0.0, large)])
    late.work()
    assert sum(frame.size for frame in port.frames) <= MOST_MEDIA_BYTES + large.size
    assert stuck.dropped == 30 - len(port.frames) > 10
    stuck.queue([Due(0.0, frame(9_999))])
    late.work()
    assert port.frames[-1].sequence == 9_999


def test_a_delivery_loop_that_hangs_is_owed_64_mib_of_notices():
    late = Late()
    stuck, port = ports_on(late), Port()
    stuck.add(ClientId("a"), port)
    notice = MessageNotice("told", {"text": "x" * 2**20}, 0)
    for _ in range(80):
        stuck.notify(notice)
    assert stuck.is_stuck
    late.work()
    assert not stuck.is_stuck
    assert 60 <= len(port.notices) <= 65
    owed = sum(notice.size for notice in port.notices)
    assert owed <= MOST_NOTICE_BYTES + notice.size


def test_clients_that_a_stuck_delivery_loop_drops_are_closed():
    with ModelDriver(Steady) as driver:
        clients = [driver.connect("a"), driver.connect("b")]
        for step in range(MOST_NOTICES + 2):
            driver.engine._core.notify(StateNotice({"level": step % 256}))
        driver.settle()
        driver.advance(0.1)
        assert [client.closed for client in clients] == ["too_slow", "too_slow"]
        assert driver.engine.gateway.clients == ()
        again = driver.connect("c")
        again.send("set_level", level=3)
        assert again.closed is None


def test_notices_of_one_client_are_for_that_client():
    late = Late()
    shown, a, b = ports_on(late), Port(), Port()
    shown.add(ClientId("a"), a)
    shown.add(ClientId("b"), b)
    shown.notify(AnswerNotice("1", 1), ClientId("a"))
    shown.notify(StateNotice({}))
    late.work()
    assert a.notices == [AnswerNotice("1", 1), StateNotice({})]
    assert b.notices == [StateNotice({})]


def test_a_removed_port_is_shown_nothing_more():
    late = Late()
    shown, port = ports_on(late), Port()
    shown.add(ClientId("a"), port)
    shown.remove(ClientId("a"))
    shown.notify(StateNotice({}))
    playout_to(shown).queue([Due(0.0, frame(1))])
    late.work()
    assert port.notices == port.frames == []


def test_a_pipeline_without_outputs_is_a_model_too():
    class Silent(ReactorPipeline):
        def inference(self):
            while True:
                yield None

    with ModelDriver(Silent) as driver:
        driver.connect()
        driver.step(5)
        assert driver.status is SessionStatus.PAUSED
