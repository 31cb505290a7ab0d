import asyncio
import threading

import pytest

from reactor_runtime.transports.viewers.turns import MOST_WAITING
from reactor_runtime.wire.panel import PresetsTold
from tests.runtime.transports.viewers.fakes import frame

ASK = {"type": "preset", "id": "v:1", "action": "load", "name": "fog"}


class FakeShelf:
    """Keeps one preset, or fails, once its disk moves."""

    limit = 1000

    def __init__(self, error=None):
        self.error = error
        self.asked = []
        self.threads = set()
        self.disk = threading.Event()
        self.disk.set()

    def answer(self, asked):
        self.disk.wait(10)
        self.threads.add(threading.current_thread())
        self.asked.append(asked)
        if self.error is not None:
            raise self.error
        return PresetsTold(
            asked.id,
            asked.action,
            asked.name,
            [],
            {"level": 1},
            [],
            "",
            "",
            exists=False,
        )


async def replied(link, kind):
    async with asyncio.timeout(5):
        while True:
            for header, _ in link.sent:
                if header["type"] == kind:
                    return header
            await asyncio.sleep(0.001)


async def test_only_who_asked_is_told_what_a_thread_has_found(make_session, look):
    shelf = FakeShelf()
    session = make_session(presets=shelf)
    viewer, link = look(session)
    _, other = look(session)
    assert link.sent[0][0]["presets"] == {"limit": 1000}
    viewer.receive(ASK, [])
    told = await replied(link, "presets")
    assert (told["id"], told["name"], told["values"]) == ("v:1", "fog", {"level": 1})
    assert all(header["type"] != "presets" for header, _ in other.sent)
    assert threading.main_thread() not in shelf.threads


async def test_a_session_that_keeps_none_says_so(session, look):
    viewer, link = look(session)
    assert link.sent[0][0]["presets"] is None
    viewer.receive(ASK, [])
    assert "keeps no values" in (await replied(link, "presets"))["error"]


async def test_a_shelf_that_fails_is_reported_and_the_panel_goes_on(
    make_session, look, gateway
):
    session = make_session(presets=FakeShelf(OSError("disk gone")))
    viewer, link = look(session)
    viewer.receive(ASK, [])
    told = await replied(link, "presets")
    assert told["id"] == "v:1"
    assert "could not be done" in told["error"]
    assert told["presets"] is None
    assert "disk gone" in gateway.log.since()[-1].text
    viewer.receive({"type": "ping", "id": "p"}, [])
    assert (await replied(link, "pong"))["id"] == "p"


@pytest.mark.parametrize(
    "more", [{"action": "burn"}, {"name": 3}, {"overwrite": "yes"}, {"id": None}]
)
async def test_what_is_no_such_request_is_refused(make_session, look, more):
    shelf = FakeShelf()
    viewer, link = look(make_session(presets=shelf))
    viewer.receive({**ASK, **more}, [])
    assert "preset: " in (await replied(link, "error"))["text"]
    assert shelf.asked == []


async def test_a_disk_that_hangs_holds_up_neither_pictures_nor_answers(
    make_session, look
):
    shelf = FakeShelf()
    shelf.disk.clear()
    session = make_session(presets=shelf)
    viewer, link = look(session)
    for _ in range(MOST_WAITING + 1):
        viewer.receive(ASK, [])
    assert "Try again later" in link.last("presets")["error"]
    session.show(frame(1))
    await link.until(lambda: link.of("frame"))
    shelf.disk.set()
    await link.until(lambda: len(link.of("presets")) == MOST_WAITING + 1)
    assert len(shelf.asked) == MOST_WAITING
    viewer.receive(ASK, [])
    await link.until(lambda: len(shelf.asked) == MOST_WAITING + 1)
