"""Decide which status a session may go to next.

The whole life of a session is one table, so that every legal edge can be read, and
every other one is refused with a sentence.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from reactor_runtime.errors import SessionStateError
from reactor_runtime.session.status import SessionStatus

if TYPE_CHECKING:
    from collections.abc import Mapping


class LifecycleEvent(StrEnum):
    """What moves a session from one status to the next."""

    LOAD = "load"
    LOADED = "loaded"
    LOAD_FAILED = "load_failed"
    PRESENCE_BEGAN = "presence_began"
    PRESENCE_ENDED = "presence_ended"
    HELD = "held"
    RELEASED = "released"
    MODEL_FAILED = "model_failed"
    RESTARTED = "restarted"
    STOP = "stop"
    STOPPED = "stopped"


_S, _E = SessionStatus, LifecycleEvent

TRANSITIONS: Mapping[tuple[SessionStatus, LifecycleEvent], SessionStatus] = (
    MappingProxyType(
        {
            (_S.CREATED, _E.LOAD): _S.LOADING,
            (_S.CREATED, _E.STOP): _S.STOPPING,
            (_S.LOADING, _E.LOADED): _S.READY,
            (_S.LOADING, _E.LOAD_FAILED): _S.FAILED,
            (_S.LOADING, _E.STOP): _S.STOPPING,
            (_S.READY, _E.PRESENCE_BEGAN): _S.RUNNING,
            (_S.READY, _E.MODEL_FAILED): _S.FAILED,
            (_S.READY, _E.STOP): _S.STOPPING,
            (_S.RUNNING, _E.PRESENCE_ENDED): _S.READY,
            (_S.RUNNING, _E.HELD): _S.PAUSED,
            (_S.RUNNING, _E.MODEL_FAILED): _S.FAILED,
            (_S.RUNNING, _E.STOP): _S.STOPPING,
            (_S.PAUSED, _E.RELEASED): _S.RUNNING,
            (_S.PAUSED, _E.PRESENCE_ENDED): _S.READY,
            (_S.PAUSED, _E.MODEL_FAILED): _S.FAILED,
            (_S.PAUSED, _E.STOP): _S.STOPPING,
            (_S.FAILED, _E.RESTARTED): _S.READY,
            (_S.FAILED, _E.STOP): _S.STOPPING,
            (_S.STOPPING, _E.STOPPED): _S.STOPPED,
        }
    )
)
"""Every legal step: ``(status, event) -> status``."""


def next_status(status: SessionStatus, event: LifecycleEvent) -> SessionStatus:
    """Return the status that *event* leads to.

    Raises:
        SessionStateError: The table has no such edge.
    """
    try:
        return TRANSITIONS[status, event]
    except KeyError:
        possible = sorted(known for state, known in TRANSITIONS if state is status)
        expected = ", ".join(possible) or "nothing; it has ended"
        raise SessionStateError(
            f"A session that is {status} cannot take {event!r}; possible: {expected}"
        ) from None
