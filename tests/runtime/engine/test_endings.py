import threading
from concurrent.futures import Future

import pytest

from reactor_runtime.engine.endings import Endings
from reactor_runtime.session.presence import Presence
from reactor_runtime.session.span import Spans
from reactor_runtime.values import ClientId

A = ClientId("a")


@pytest.fixture
def endings():
    return Endings(threading.RLock())


def test_a_future_is_done_once_what_it_is_of_is_over(endings):
    span = Spans().open(ends_with_clients=False)
    presence = span.begin_presence()
    futures = [endings.expect(one) for one in (span, presence, (presence, A))]
    endings.over((presence, A))
    assert [future.done() for future in futures] == [False, False, True]
    endings.over(presence)
    assert [future.done() for future in futures] == [False, True, True]
    endings.over(span)
    assert all(future.done() for future in futures)


def test_with_a_presence_every_stay_in_it_is_over(endings):
    presence, other = Presence(), Presence()
    stay, kept = endings.expect((presence, A)), endings.expect((other, A))
    endings.over(presence)
    assert (stay.done(), kept.done()) == (True, False)


def test_what_is_not_known_any_more_is_over(endings):
    presence, other = Presence(), Presence()
    stay, kept = endings.expect((presence, A)), endings.expect(other)
    endings.forget(lambda one: one is other)
    assert (stay.done(), kept.done()) == (True, False)


def test_while_nothing_is_served_all_is_over_at_once(endings):
    waiting = endings.expect(Presence())
    endings.serve(is_on=False)
    assert waiting.done()
    assert endings.expect(Presence()).done()
    endings.serve(is_on=True)
    assert not endings.expect(Presence()).done()


def test_a_future_that_was_cancelled_harms_no_other(endings):
    presence = Presence()
    cancelled, kept = endings.expect(presence), endings.expect(presence)
    assert isinstance(cancelled, Future)
    cancelled.cancel()
    endings.over(presence)
    assert kept.done()
