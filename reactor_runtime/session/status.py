"""The states of a session, and which one may follow which.

The whole life of a session is one table, so that every legal edge can be read, and
every other one is refused with a sentence.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from reactor_runtime.errors import SessionStateError

if TYPE_CHECKING:
    from collections.abc import Mapping


class SessionStatus(StrEnum):
    """Where a session is in its life."""

    CREATED = "created"
    LOADING = "loading"
    READY = "ready"
    """Loaded, and no client is there."""
    RUNNING = "running"
    """A client is there and the model may generate."""
    PAUSED = "paused"
    """A client is there and the model is held between two steps."""
    FAILED = "failed"
    """``load``, ``run`` or ``inference`` raised or ended; ``restart()`` tries again."""
    STOPPING = "stopping"
    STOPPED = "stopped"


class Hold(StrEnum):
    """Who wants a model to be held between steps; each takes back only its own."""

    PERSON = "person"
    """Somebody has paused, stepped or interrupted it; resuming ends every hold."""
    UNWATCHED = "unwatched"
    """Nobody looks."""


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
