import socket
import threading

from reactor_notebook.link import Link


def names():
    return {thread.name for thread in threading.enumerate()}


def test_one_thread_serves_every_loan_and_ends_with_the_last():
    link = Link()
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
    link = Link()
    first = link.acquire()
    link.release()
    second = link.acquire()
    assert second is not first
    link.release()
    first.join(5)
    second.join(5)


def test_a_repeated_call_ends_when_it_is_told_to():
    link = Link()
    thread, called = link.acquire(), threading.Semaphore(0)
    end = thread.every(0.001, called.release)
    assert called.acquire(timeout=5)
    assert called.acquire(timeout=5)
    end()
    link.release()
    link.join_ended(5)


def test_a_cancelled_call_is_not_made():
    link = Link()
    thread, called, later = link.acquire(), [], threading.Event()
    cancel = thread.call_later(0.05, lambda: called.append("cancelled"))
    thread.call_later(0.06, later.set)
    cancel()
    assert later.wait(5)
    assert called == []
    link.release()
    link.join_ended(5)


def test_posting_to_a_thread_that_has_ended_does_nothing():
    link = Link()
    thread = link.acquire()
    link.release()
    link.join_ended(5)
    thread.post(lambda: None)
