"""The panel protocol, version 1.

One protocol for every link to a panel: a widget's comm, which carries header and
buffers by itself, and a WebSocket, where :func:`pack` makes one binary message of them.
The runtime sends a :data:`PanelReply` through :func:`encode`; what comes from a panel
goes through :func:`decode`, which lets nothing else pass than a :data:`PanelRequest`.
Unknown fields are ignored, unknown types answered with an ``error``.

``tests/fixtures/panel`` holds one example of every message; the panel's own tests
read the same files.
"""

from reactor_runtime.wire.decoding import decode
from reactor_runtime.wire.packing import Buffer, Header, pack, plain, unpack
from reactor_runtime.wire.replies import (
    Advised,
    Answered,
    AudioSent,
    Bye,
    ContractChanged,
    Counted,
    FrameSent,
    Logged,
    MessageSent,
    PanelReply,
    Pong,
    PresetsTold,
    Printed,
    Refused,
    Rejected,
    StateChanged,
    StatusChanged,
    TuningTold,
    UploadProgress,
    Welcome,
    encode,
)
from reactor_runtime.wire.requests import (
    VERSION,
    Ack,
    CommandAsked,
    Control,
    Hello,
    KeyFrame,
    Media,
    PanelRequest,
    Ping,
    PresetAsked,
    TuneAsked,
    Unpublish,
    UploadBegin,
    UploadCancel,
    UploadChunk,
    UploadEnd,
    Visible,
)

__all__ = [
    "VERSION",
    "Ack",
    "Advised",
    "Answered",
    "AudioSent",
    "Buffer",
    "Bye",
    "CommandAsked",
    "ContractChanged",
    "Control",
    "Counted",
    "FrameSent",
    "Header",
    "Hello",
    "KeyFrame",
    "Logged",
    "Media",
    "MessageSent",
    "PanelReply",
    "PanelRequest",
    "Ping",
    "Pong",
    "PresetAsked",
    "PresetsTold",
    "Printed",
    "Refused",
    "Rejected",
    "StateChanged",
    "StatusChanged",
    "TuneAsked",
    "TuningTold",
    "Unpublish",
    "UploadBegin",
    "UploadCancel",
    "UploadChunk",
    "UploadEnd",
    "UploadProgress",
    "Visible",
    "Welcome",
    "decode",
    "encode",
    "pack",
    "plain",
    "unpack",
]
