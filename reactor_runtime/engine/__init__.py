"""Run one model as a session, on any event loop."""

from __future__ import annotations

from reactor_runtime.clock import MONOTONIC, Clock, MonotonicClock
from reactor_runtime.engine.engine import Engine
from reactor_runtime.engine.guarding.guard import StepGuard

__all__ = [
    "MONOTONIC",
    "Clock",
    "Engine",
    "MonotonicClock",
    "StepGuard",
]
