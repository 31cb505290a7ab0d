"""A fault of a transport's own is logged and answered, and ends as little as it can."""

import asyncio

import pytest

from reactor_runtime.session.entry import LogKind
from reactor_runtime.streaming.pool import EncodePool
from reactor_runtime.wire import panel
from tests.runtime.transports.viewers.fakes import frame
from tests.runtime.transports.viewers.test_websocket import Page, dial, server

__all__ = ["server"]

COMMAND = {"type": "command", "name": "set_brightness", "data": {"brightness": 1.0}}
BEGIN = {
    "type": "upload",
    "id": "f-1",
    "event": "begin",
    "name": "a",
    "mime_type": "x/y",
    "size": 1,
}
VISIBLE = {"type": "visible", "visible": False}


def fault(*_, **__):
    raise RuntimeError("a fault of our own")


def errors(gateway):
    return [e.text for e in gateway.log.since() if e.kind is LogKind.ERROR]


async def until(condition):
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def test_a_command_that_is_not_taken_is_answered(session, look, gateway):
    viewer, link = look(session)
    gateway.refuse_with = RuntimeError("a fault of our own")
    viewer.receive({**COMMAND, "id": "1"}, [])
    answer = link.last("answer")
    assert (answer["id"], answer["ok"], answer["code"]) == (
        "1",
        False,
        "internal_error",
    )
    viewer.receive(COMMAND, [])
    assert "was not taken" in link.last("error")["text"]
    assert len([text for text in errors(gateway) if "our own" in text]) == 2
    gateway.refuse_with = None
    viewer.receive(COMMAND, [])
    assert len(gateway.requests) == 1


async def test_an_upload_that_is_not_taken_is_answered(
    session, look, gateway, monkeypatch
):
    viewer, link = look(session)
    with monkeypatch.context() as broken:
        broken.setattr(gateway, "begin_upload", fault)
        viewer.receive(BEGIN, [])
    assert link.last("upload")["code"] == "internal_error"
    assert "our own" in errors(gateway)[0]
    viewer.receive(BEGIN, [])
    assert link.last("upload")["upload_id"] is not None


async def test_any_message_that_is_not_handled_is_answered(
    session, look, gateway, monkeypatch
):
    viewer, link = look(session)
    with monkeypatch.context() as broken:
        broken.setattr(session, "recount", fault)
        viewer.receive(VISIBLE, [])
    assert "was not handled" in link.last("error")["text"]
    assert "our own" in errors(gateway)[0]
    viewer.receive(COMMAND, [])
    assert gateway.requests


@pytest.mark.parametrize("broken", ["offer", "sent"])
async def test_a_viewer_that_cannot_be_served_ends_alone(
    session, look, gateway, monkeypatch, broken
):
    viewer, link = look(session)
    other, others_link = look(session)
    session.show(frame(1))
    await until(lambda: link.of("frame") and others_link.of("frame"))
    monkeypatch.setattr(viewer._feeds["main"].flow, broken, fault)
    viewer.receive({"type": "ack", "track": "main", "sequence": 1}, [])
    other.receive({"type": "ack", "track": "main", "sequence": 1}, [])
    session.show(frame(2))
    await until(lambda: link.is_closed and len(others_link.of("frame")) == 2)
    assert "could not be served" in link.last("error")["text"]
    assert any("our own" in text for text in errors(gateway))


async def test_a_message_that_cannot_be_written_ends_its_viewer_alone(
    session, look, gateway, monkeypatch
):
    viewer, link = look(session)
    monkeypatch.setattr(panel, "encode", fault)
    viewer.refuse("no matter what")
    assert link.is_closed
    assert "our own" in errors(gateway)[0]


async def test_a_sender_that_dies_closes_its_connection(server, gateway, monkeypatch):
    async with dial(server) as connection:
        page = Page(connection)
        await page.send(
            {"type": "hello", "version": 1, "codecs": ["jpeg"], "view": "v"}
        )
        await page.until("welcome")
        (link,) = server._sessions["s-1"].links
        monkeypatch.setattr(link._socket, "send", fault)
        await page.send({"type": "ping", "id": "p"})
        async with asyncio.timeout(5):
            await connection.wait_closed()
    await until(lambda: errors(gateway))
    assert errors(gateway) == ["Sending to a panel failed: a fault of our own"]


async def test_one_receiver_of_a_picture_that_fails_costs_the_others_nothing(caplog):
    pool = EncodePool(asyncio.get_running_loop())
    got = []
    shown = frame(1)
    pool.encode(shown, fault)
    pool.encode(shown, got.append)
    await until(lambda: got)
    pool.encode(shown, fault)
    pool.encode(shown, got.append)
    await until(lambda: len(got) == 2)
    assert "a fault of our own" in caplog.text
    pool.close()


async def test_a_thread_that_is_told_to_exit_is_a_picture_that_failed():
    pool = EncodePool(asyncio.get_running_loop())
    got = []

    def leave():
        raise SystemExit(3)

    pool.run(leave, got.append)
    await until(lambda: got)
    assert isinstance(got[0], RuntimeError)
    pool.close()


async def test_a_connection_lives_when_a_chunk_cannot_be_stored(
    server, gateway, monkeypatch
):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(gateway, "write_upload", full)
    async with dial(server) as connection:
        page = Page(connection)
        await page.send(
            {"type": "hello", "version": 1, "codecs": ["jpeg"], "view": "v"}
        )
        await page.until("welcome")
        await page.send(BEGIN)
        await page.until("upload")
        chunk = {"type": "upload", "id": "f-1", "event": "chunk", "offset": 0}
        await page.send(chunk, b"x")
        answer, _ = await page.until("upload")
        assert answer["code"] == "internal_error"
        assert "No space left" in errors(gateway)[0]
        await page.send({"type": "ping", "id": "p"})
        await page.until("pong")
