from itertools import product

import pytest

from reactor_runtime.errors import SessionStateError
from reactor_runtime.session.status import (
    TRANSITIONS,
    LifecycleEvent,
    SessionStatus,
    next_status,
)

PAIRS = list(product(SessionStatus, LifecycleEvent))

LIFE = [
    (LifecycleEvent.LOAD, SessionStatus.LOADING),
    (LifecycleEvent.LOADED, SessionStatus.READY),
    (LifecycleEvent.PRESENCE_BEGAN, SessionStatus.RUNNING),
    (LifecycleEvent.HELD, SessionStatus.PAUSED),
    (LifecycleEvent.RELEASED, SessionStatus.RUNNING),
    (LifecycleEvent.MODEL_FAILED, SessionStatus.FAILED),
    (LifecycleEvent.RESTARTED, SessionStatus.READY),
    (LifecycleEvent.PRESENCE_BEGAN, SessionStatus.RUNNING),
    (LifecycleEvent.PRESENCE_ENDED, SessionStatus.READY),
    (LifecycleEvent.STOP, SessionStatus.STOPPING),
    (LifecycleEvent.STOPPED, SessionStatus.STOPPED),
]


@pytest.mark.parametrize(("status", "event"), PAIRS)
def test_every_pair_is_a_legal_edge_or_refused(status, event):
    if (status, event) in TRANSITIONS:
        assert next_status(status, event) is TRANSITIONS[status, event]
        return
    with pytest.raises(SessionStateError, match=f"{status} cannot take"):
        next_status(status, event)


def test_a_life_goes_through_every_status():
    status, seen = SessionStatus.CREATED, {SessionStatus.CREATED}
    for event, expected in LIFE:
        status = next_status(status, event)
        assert status is expected
        seen.add(status)
    assert seen == set(SessionStatus)


def test_a_session_can_be_stopped_from_every_status_but_the_last_two():
    ended = {SessionStatus.STOPPING, SessionStatus.STOPPED}
    stoppable = {known for known, event in TRANSITIONS if event is LifecycleEvent.STOP}
    assert stoppable == set(SessionStatus) - ended


def test_nothing_leads_out_of_a_stopped_session():
    assert not [event for known, event in TRANSITIONS if known is SessionStatus.STOPPED]
