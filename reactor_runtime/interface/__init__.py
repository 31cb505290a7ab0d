"""What a model author writes: declarations, checked when the class is created."""

from __future__ import annotations

from reactor_runtime.distribution import VERSION
from reactor_runtime.errors import BufferClosed, CommandError
from reactor_runtime.fields import InputField
from reactor_runtime.fields.info import FieldInfo
from reactor_runtime.interface.app import (
    ApplicationError,
    ReactorApp,
    StepCompleted,
    StepOutcome,
)
from reactor_runtime.interface.commands import Command
from reactor_runtime.interface.events import (
    connected,
    disconnected,
    event,
    file_uploaded,
    session_ended,
    session_started,
)
from reactor_runtime.interface.inputs import InputBuffer, InputFrame, ReadMode
from reactor_runtime.interface.messages import MessageField, ModelMessage
from reactor_runtime.interface.model import Idle, ReactorModel, ReactorPipeline
from reactor_runtime.interface.model_host import ClientInfo
from reactor_runtime.interface.model_host import OutputBuffer as OutputStream
from reactor_runtime.interface.state import InputState
from reactor_runtime.interface.tracks import (
    Audio,
    Input,
    MediaInput,
    Metadata,
    Output,
    Track,
    TrackPayload,
    Video,
)
from reactor_runtime.interface.uploads import UploadedFile
from reactor_runtime.log import get_logger
from reactor_runtime.paths import get_weights_path

__all__ = [
    "ApplicationError",
    "Audio",
    "BufferClosed",
    "ClientInfo",
    "Command",
    "CommandError",
    "FieldInfo",
    "Idle",
    "Input",
    "InputBuffer",
    "InputField",
    "InputFrame",
    "InputState",
    "MediaInput",
    "MessageField",
    "Metadata",
    "ModelMessage",
    "Output",
    "OutputStream",
    "ReactorApp",
    "ReactorModel",
    "ReactorPipeline",
    "ReadMode",
    "StepCompleted",
    "StepOutcome",
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

__version__: str = VERSION
