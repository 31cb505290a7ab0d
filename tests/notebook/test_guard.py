import signal
import threading
import time

import pytest

from reactor_notebook.guard import SignalGuard, ThreadGuard


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
