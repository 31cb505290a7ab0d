"""The states of a session, as people see them."""

from __future__ import annotations

from enum import StrEnum


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
