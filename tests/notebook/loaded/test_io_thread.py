import asyncio
import socket
import threading
from concurrent.futures import CancelledError, Future

import pytest

from reactor_notebook.loaded.io_thread import IoLender
from reactor_runtime.transports.viewers.websocket import PanelSocketServer


def names():
    return {thread.name for thread in threading.enumerate()}


def test_one_thread_serves_every_loan_and_ends_with_the_last():
    link = IoLender()
    first = link.acquire()
    assert link.acquire() is first
    link.release()
    assert "reactor-io" in names()
    port = first._server.port
    link.release()
    link.join_ended(5)
    assert "reactor-io" not in names()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_new_loan_after_the_end_gets_a_new_thread():
    link = IoLender()
    first = link.acquire()
    link.release()
    second = link.acquire()
    assert second is not first
    link.release()
    first.join(5)
    second.join(5)


def test_a_repeated_call_ends_when_it_is_told_to():
    link = IoLender()
    thread, called = link.acquire(), threading.Semaphore(0)
    end = thread.every(0.001, called.release)
    assert called.acquire(timeout=5)
    assert called.acquire(timeout=5)
    end()
    link.release()
    link.join_ended(5)


def test_a_cancelled_call_is_not_made():
    link = IoLender()
    thread, called, later = link.acquire(), [], threading.Event()
    cancel = thread.call_later(0.05, lambda: called.append("cancelled"))
    thread.call_later(0.06, later.set)
    cancel()
    assert later.wait(5)
    assert called == []
    link.release()
    link.join_ended(5)


def test_posting_to_a_thread_that_has_ended_does_nothing():
    link = IoLender()
    thread = link.acquire()
    link.release()
    link.join_ended(5)
    thread.post(lambda: None)


def test_a_thread_that_can_open_no_socket_says_why(monkeypatch):
    async def refuse(server):
        raise OSError("no ports left")

    monkeypatch.setattr(PanelSocketServer, "start", refuse)
    link = IoLender()
    thread = link.acquire()
    thread.call(thread.open, "s", None).result(5)
    offer = thread.call(thread.links, "s", "http://localhost").result(5)
    assert "no socket on 127.0.0.1: no ports left" in str(offer)
    thread.call(thread.shut, "s").result(5)
    link.release()
    link.join_ended(5)
    assert "reactor-io" not in names()


def test_a_session_that_nobody_opened_has_no_socket():
    link = IoLender()
    thread = link.acquire()
    offer = thread.call(thread.links, "s", "http://localhost").result(5)
    assert "the session has no socket" in str(offer)
    link.release()
    link.join_ended(5)


def test_what_still_runs_is_cancelled_at_the_end_and_joining_on_the_thread_returns():
    link = IoLender()
    thread = link.acquire()
    waiting = thread.run(asyncio.sleep(600))
    assert thread.call(thread.join).result(5) is None
    link.release()
    link.join_ended(5)
    assert waiting.cancelled()


def test_an_outcome_comes_after_what_was_posted_before_it():
    link = IoLender()
    thread, seen, done = link.acquire(), [], Future()
    arrived = thread.in_turn(done)
    is_free = threading.Event()
    thread.post(is_free.wait, 5)
    thread.post(seen.append, "before")
    done.set_result("answer")
    assert not arrived.done()
    is_free.set()
    assert arrived.result(5) == "answer"
    assert seen == ["before"]
    link.release()
    thread.join(5)


def test_an_outcome_comes_also_when_the_thread_has_ended():
    link = IoLender()
    thread, done, failed, given_up = link.acquire(), Future(), Future(), Future()
    arrived = [thread.in_turn(future) for future in (done, failed, given_up)]
    link.release()
    thread.join(5)
    done.set_result(1)
    failed.set_exception(KeyError("gone"))
    given_up.cancel()
    assert arrived[0].result(0) == 1
    with pytest.raises(KeyError, match="gone"):
        arrived[1].result(0)
    with pytest.raises(CancelledError):
        arrived[2].result(0)
