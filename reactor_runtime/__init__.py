"""Turn a Python model class into a live, steerable video session."""

from __future__ import annotations

from reactor_runtime.distribution import require_sole_distribution
from reactor_runtime.interface import (
    Audio,
    BufferClosed,
    ClientInfo,
    CommandError,
    Idle,
    Input,
    InputField,
    InputState,
    MessageField,
    ModelMessage,
    Output,
    ReactorModel,
    ReactorPipeline,
    TrackPayload,
    UploadedFile,
    Video,
    connected,
    disconnected,
    event,
    file_uploaded,
    session_ended,
    session_started,
)

__all__ = [
    "Audio",
    "BufferClosed",
    "ClientInfo",
    "CommandError",
    "Idle",
    "Input",
    "InputField",
    "InputState",
    "MessageField",
    "ModelMessage",
    "Output",
    "ReactorModel",
    "ReactorPipeline",
    "TrackPayload",
    "UploadedFile",
    "Video",
    "connected",
    "disconnected",
    "event",
    "file_uploaded",
    "session_ended",
    "session_started",
]

require_sole_distribution()
