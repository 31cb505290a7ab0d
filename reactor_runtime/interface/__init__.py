"""What a model author writes: declarations, checked when the class is created."""

from __future__ import annotations

from reactor_runtime.errors import BufferClosed, CommandError
from reactor_runtime.fields import InputField
from reactor_runtime.interface.clients import ClientInfo
from reactor_runtime.interface.events import (
    connected,
    disconnected,
    event,
    file_uploaded,
    session_ended,
    session_started,
)
from reactor_runtime.interface.messages import MessageField, ModelMessage
from reactor_runtime.interface.model import ReactorModel
from reactor_runtime.interface.pipeline import Idle, ReactorPipeline
from reactor_runtime.interface.state import InputState
from reactor_runtime.interface.tracks import Audio, Input, Output, TrackPayload, Video
from reactor_runtime.interface.uploads import UploadedFile

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
