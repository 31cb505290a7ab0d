"""What the viewers of one session share, and what each asks of the whole."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from reactor_runtime.media.video import has_video_codecs
from reactor_runtime.streaming.streams import VideoStreams
from reactor_runtime.transports.viewers.upload_line import UploadLine
from reactor_runtime.values import Codec, UploadReference

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reactor_runtime.clock import Clock
    from reactor_runtime.streaming.encodings import PicturePreferences
    from reactor_runtime.streaming.pool import EncodePool
    from reactor_runtime.transports.base import Action, EngineGateway
    from reactor_runtime.transports.viewers.turns import PresetTurns, TuningTurns
    from reactor_runtime.values import ClientId, Frame, UploadId
    from reactor_runtime.wire.panel import (
        Header,
        Welcome,
    )

_MOST_UPLOADS = 1000


class CompleteUploads:
    """What is known of the newest 1,000 complete files, for commands that name them."""

    def __init__(self) -> None:
        self._known: OrderedDict[UploadId, UploadReference] = OrderedDict()

    def remember(self, reference: UploadReference) -> None:
        """Keep what is known of a file; the oldest is forgotten when there are many."""
        self._known[reference.upload_id] = reference
        if len(self._known) > _MOST_UPLOADS:
            self._known.popitem(last=False)

    def reference(self, upload: UploadId) -> UploadReference:
        """Return what is known of *upload*, be it only its id."""
        return self._known.get(upload) or UploadReference(upload)


class EngineViewers:
    """What the viewers of one engine share, whichever client they look for.

    Two that want the same pictures and keep up cost one encoder, be they panels of one
    notebook or pages of a server. Made once for an engine; lives on the delivery
    side's loop.

    Args:
        pool: Encodes for all of them.
    """

    def __init__(self, pool: EncodePool) -> None:
        self.pool = pool
        self.streams = VideoStreams(pool)
        """The video encoders."""
        self.made = 0
        """How many viewers there have been."""

    def next_number(self) -> int:
        """Return what tells a new viewer from all others of the engine."""
        self.made += 1
        return self.made


def _encodable() -> frozenset[str]:
    return frozenset(Codec if has_video_codecs() else [Codec.JPEG])


@dataclass(frozen=True, slots=True)
class PanelServices:
    """What all viewers of one session use.

    Args:
        gateway: The engine.
        client: Which of its clients the viewers are.
        shared: What they share with all viewers of the engine.
        clock: The engine's clock.
        developer: Whether they see the log, tracebacks and everybody's rejected
            commands, and may pause, step and restart the model.
        preferences: How pictures are encoded, where the link is not to decide.
        presets: Takes what they ask of presets.
        tuning: Takes what they ask to be tuned.
        act: Does what a developer asks of the session.
        codecs: What this runtime can encode.
        uploads: What is known of their files.
        upload_line: Where their files wait for the disk.
    """

    gateway: EngineGateway
    client: ClientId
    shared: EngineViewers
    clock: Clock
    developer: bool
    preferences: PicturePreferences
    presets: PresetTurns
    tuning: TuningTurns
    act: Callable[[Action, int], None]
    codecs: frozenset[str] = field(default_factory=_encodable)
    uploads: CompleteUploads = field(default_factory=CompleteUploads)
    upload_line: UploadLine = field(default_factory=UploadLine)


class Audience(Protocol):
    """All viewers of one session, as one of them sees them."""

    @property
    def newest(self) -> Mapping[str, Frame]:
        """The last frame shown on each track, blank or not."""

    def welcome(self, view: str, rung: str) -> Welcome:
        """Return what a new viewer must know."""

    def recount(self) -> None:
        """A viewer has said hello, or is now seen or hidden."""

    def forget(self, number: int) -> None:
        """The viewer of that number has ended."""


class PanelLink(Protocol):
    """One way to one panel. Methods run on the delivery side's loop, none waits."""

    def send(self, header: Header, buffers: list[bytes]) -> None:
        """Send one message of the panel protocol, in order.

        A link whose queue is full closes itself and, from then on, drops.
        """

    def close(self) -> None:
        """End the link once what was sent is gone, where it belongs to the viewer."""
