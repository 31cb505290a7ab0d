"""Turn a Python model class into a live, steerable video session."""

from __future__ import annotations

from reactor_runtime.distribution import require_sole_distribution
from reactor_runtime.interface import (
    Audio,
    BufferClosed,
    ClientInfo,
    CommandError,
    FieldInfo,
    Idle,
    Input,
    InputField,
    InputState,
    MediaInput,
    MessageField,
    Metadata,
    ModelMessage,
    Output,
    OutputStream,
    ReactorModel,
    ReactorPipeline,
    Track,
    TrackPayload,
    UploadedFile,
    Video,
    __version__,
    connected,
    disconnected,
    event,
    file_uploaded,
    session_ended,
    session_started,
)
from reactor_runtime.log import get_logger
from reactor_runtime.paths import get_weights_path

__all__ = [
    "Audio",
    "BufferClosed",
    "ClientInfo",
    "CommandError",
    "FieldInfo",
    "Idle",
    "Input",
    "InputField",
    "InputState",
    "MediaInput",
    "MessageField",
    "Metadata",
    "ModelMessage",
    "Output",
    "OutputStream",
    "ReactorModel",
    "ReactorPipeline",
    "Track",
    "TrackPayload",
    "UploadedFile",
    "Video",
    "__version__",
    "connected",
    "disconnected",
    "event",
    "file_uploaded",
    "get_logger",
    "get_weights_path",
    "session_ended",
    "session_started",
]

require_sole_distribution()
