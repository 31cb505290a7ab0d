"""What the viewers of one session share, and what each asks of the whole."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from reactor_runtime.values import UploadReference

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reactor_runtime.clock import Clock
    from reactor_runtime.streaming.encodings import PicturePreferences
    from reactor_runtime.streaming.pool import EncodePool
    from reactor_runtime.streaming.streams import VideoStreams
    from reactor_runtime.transports.base import Action, EngineGateway
    from reactor_runtime.transports.viewers.turns import PresetTurns, TuningTurns
    from reactor_runtime.values import ClientId, Frame, UploadId
    from reactor_runtime.wire.panel import Welcome

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


@dataclass(frozen=True, slots=True)
class PanelServices:
    """What all viewers of one session use.

    Args:
        gateway: The engine.
        client: Which of its clients the viewers are.
        pool: Encodes for all viewers.
        streams: The video encoders that they share.
        codecs: What this runtime can encode.
        clock: The engine's clock.
        developer: Whether they see the log, tracebacks and everybody's rejected
            commands, and may pause, step and restart the model.
        preferences: How pictures are encoded, where the link is not to decide.
        presets: Takes what they ask of presets.
        tuning: Takes what they ask to be tuned.
        act: Does what a developer asks of the session.
    """

    gateway: EngineGateway
    client: ClientId
    pool: EncodePool
    streams: VideoStreams
    codecs: frozenset[str]
    clock: Clock
    developer: bool
    preferences: PicturePreferences
    presets: PresetTurns
    tuning: TuningTurns
    act: Callable[[Action, int], None]
    uploads: CompleteUploads = field(default_factory=CompleteUploads)


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
