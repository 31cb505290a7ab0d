import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from reactor_runtime.engine.guarding import interrupting as guards
from reactor_runtime.engine.guarding.interrupting import SignalGuard, ThreadGuard


def spin(seconds=10.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass
    raise AssertionError("nobody interrupted")


def test_a_signal_in_guarded_code_raises_there():
    guard = SignalGuard()
    with pytest.raises(KeyboardInterrupt), guard:
        signal.raise_signal(signal.SIGINT)


def test_leaving_puts_the_handler_back():
    before = signal.getsignal(signal.SIGINT)
    guard = SignalGuard()
    with guard:
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before


def test_after_an_interrupt_the_handler_is_back():
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), SignalGuard():
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) == before


def test_on_another_thread_the_guard_changes_nothing():
    before = signal.getsignal(signal.SIGINT)
    seen = []

    def work():
        with SignalGuard():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before]


def test_code_on_its_own_thread_is_interrupted():
    guard, entered, seen = ThreadGuard(), threading.Event(), []

    def work():
        try:
            with guard:
                entered.set()
                spin()
        except KeyboardInterrupt:
            seen.append("interrupted")

    thread = threading.Thread(target=work)
    thread.start()
    assert entered.wait(5)
    assert guard.interrupt()
    thread.join(5)
    assert seen == ["interrupted"]


def test_outside_guarded_code_there_is_nothing_to_interrupt():
    guard = ThreadGuard()
    assert not guard.interrupt()
    with guard:
        pass
    assert not guard.interrupt()


def test_guards_nest_and_the_outermost_puts_the_handler_back():
    before, guard = signal.getsignal(signal.SIGINT), SignalGuard()
    with guard:
        inner = signal.getsignal(signal.SIGINT)
        with guard:
            assert signal.getsignal(signal.SIGINT) == inner
        assert signal.getsignal(signal.SIGINT) == inner
    assert signal.getsignal(signal.SIGINT) == before
    assert guard.interrupt() is False


@pytest.mark.parametrize("is_ignored", [False, True])
def test_a_signal_that_no_code_is_guarded_from_goes_to_the_handler_before(is_ignored):
    seen, guard = [], SignalGuard()
    before = signal.getsignal(signal.SIGINT)

    def handle(number, _):
        seen.append(number)

    signal.signal(signal.SIGINT, signal.SIG_IGN if is_ignored else handle)
    try:
        with guard:
            handler = signal.getsignal(signal.SIGINT)
        handler(signal.SIGINT, None)
    finally:
        signal.signal(signal.SIGINT, before)
    assert seen == ([] if is_ignored else [signal.SIGINT])


def test_a_guard_whose_handler_stands_already_keeps_what_was_before():
    before, guard = signal.getsignal(signal.SIGINT), SignalGuard()
    with guard:
        inside = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, inside)
    with guard:
        pass
    assert signal.getsignal(signal.SIGINT) == before


def test_code_on_a_thread_is_interrupted_once_and_a_late_interrupt_absorbed(
    monkeypatch,
):
    raised, absorbed, guard = [], [], ThreadGuard()
    monkeypatch.setattr(guards, "_raise_soon", lambda own: not raised.append(own))
    monkeypatch.setattr(guards, "_absorb", absorbed.append)
    with guard:
        assert guard.interrupt()
        assert guard.interrupt()
        assert raised == [threading.get_ident()]
    assert absorbed == raised
    assert not guard.interrupt()


def test_what_is_absorbed_does_not_rise_later():
    guards._absorb(threading.get_ident())
    for _ in range(1000):
        pass


TRACED = """
import os, sys, threading
from reactor_runtime.engine.guarding.interrupting import ThreadGuard, _absorb

guard, entered = ThreadGuard(), threading.Event()
reading, writing = os.pipe()


def wait():
    with guard:
        entered.set()
        os.read(reading, 1)


def call():
    print("called", flush=True)


thread = threading.Thread(target=wait)
thread.start()
entered.wait()
{deed}
sys.settrace(lambda *_: None)
call()
sys.settrace(None)
os.close(writing)
thread.join()
"""


@pytest.mark.parametrize(
    "deed",
    [
        pytest.param("assert guard.interrupt()", id="an interrupt that waits"),
        pytest.param("_absorb(threading.get_ident())", id="one that came too late"),
    ],
)
def test_an_interrupt_of_a_c_call_stops_no_other_thread_that_is_traced(deed):
    """Python 3.11 begins each traced call anew while such an exception waits."""
    script = [sys.executable, "-c", TRACED.format(deed=deed)]
    done = subprocess.run(script, capture_output=True, text=True, timeout=30)
    assert done.stdout == "called\n"


def test_code_that_cannot_be_interrupted_now_can_be_later():
    guard, entered, seen = ThreadGuard(), threading.Event(), []
    reading, writing = os.pipe()

    def work():
        try:
            with guard:
                entered.set()
                os.read(reading, 1)
                spin()
        except KeyboardInterrupt:
            seen.append("interrupted")

    thread = threading.Thread(target=work)
    thread.start()
    assert entered.wait(5)
    guard.interrupt()
    os.close(writing)
    while thread.is_alive():
        guard.interrupt()
        thread.join(0.01)
    os.close(reading)
    assert seen == ["interrupted"]
