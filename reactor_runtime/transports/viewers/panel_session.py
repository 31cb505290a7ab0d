"""One client of the engine that any number of panels look at."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from reactor_runtime.clock import MONOTONIC, Clock
from reactor_runtime.session.entry import LogEntry, LogKind
from reactor_runtime.session.notices import (
    AnswerNotice,
    Notice,
    StatusNotice,
)
from reactor_runtime.streaming.encodings import NO_PREFERENCES, PicturePreferences
from reactor_runtime.transports.viewers.log_feed import LogFeed
from reactor_runtime.transports.viewers.services import PanelServices
from reactor_runtime.transports.viewers.translation import (
    answered,
    audio_sent,
    entry_json,
    rejection_of,
    schema_of,
    status_changed,
    told,
)
from reactor_runtime.transports.viewers.turns import PresetTurns, TuningTurns
from reactor_runtime.transports.viewers.upload_desk import CHUNK
from reactor_runtime.transports.viewers.viewer import Viewer
from reactor_runtime.wire import panel

if TYPE_CHECKING:
    from reactor_runtime.transports.base import Action, EngineGateway
    from reactor_runtime.transports.viewers.services import EngineViewers, PanelLink
    from reactor_runtime.transports.viewers.turns import PresetShelf, TuningBench
    from reactor_runtime.values import (
        AudioBlock,
        ClientId,
        Frame,
        JsonValue,
    )
    from reactor_runtime.wire.panel import PanelReply

_logger = logging.getLogger(__name__)

Observer: TypeAlias = Callable[[str, object], None]
"""Called with a kind and its value: ``"frame"`` (Frame), ``"audio"`` (AudioBlock),
``"notice"`` (Notice), ``"viewers"`` (how many are visible) or ``"close"`` (why)."""

WINDOW = 3
MOST_VIEWERS = 64


class PanelSession:
    """A client port whose frames and notices go to every panel attached to it.

    A notebook has one for all its panels, a server one for each page. It lives on the
    delivery side's loop; only :attr:`latest` may be read from elsewhere. With no
    visible panel nothing is encoded. The owner connects it to the engine.

    At most 64 viewers: one more ends the oldest. A viewer costs the others nothing. Of
    each track it keeps the newest frame, and the newest that was a picture; of
    complete files the names of the newest 1,000. How much of the log is told,
    :class:`LogFeed` says.

    Args:
        gateway: The engine.
        client: Which of the engine's clients this is.
        name: What people call the session.
        session_id: What links call it.
        viewers: What the viewers of the engine share; one value for each engine.
        clock: The engine's clock.
        developer: Whether panels see the log, tracebacks and everybody's rejected
            commands, and may pause, step and restart the model.
        preferences: How pictures are encoded, where the link is not to decide.
        act: Does what a developer asks of the session, in place of the engine.
        presets: Keeps values under names; without it panels do not offer that.
        tuning: Changes the limits of parameters, for a developer.
    """

    def __init__(
        self,
        gateway: EngineGateway,
        client: ClientId,
        *,
        name: str,
        session_id: str,
        viewers: EngineViewers,
        clock: Clock | None = None,
        developer: bool = True,
        preferences: PicturePreferences = NO_PREFERENCES,
        act: Callable[[Action, int], None] | None = None,
        presets: PresetShelf | None = None,
        tuning: TuningBench | None = None,
    ) -> None:
        self.gateway = gateway
        loop = viewers.pool.loop
        self._services = PanelServices(
            gateway,
            client,
            viewers,
            clock or MONOTONIC,
            developer,
            preferences,
            PresetTurns(gateway, loop, presets),
            TuningTurns(gateway, loop, tuning if developer else None),
            act or gateway.act,
        )
        self._identity = {"id": session_id, "name": name}
        self._viewers: dict[int, Viewer] = {}
        self._visible = 0
        self._newest: dict[str, Frame] = {}
        self._latest: dict[str, Frame] = {}
        self._observers: dict[object, Observer] = {}
        self._log = LogFeed(gateway.log, loop, self._send_entry, self._send_printed)
        self._told_status: StatusNotice | None = None
        self._advice = panel.Advised("")
        self._is_closed = False

    @property
    def latest(self) -> Mapping[str, Frame]:
        """The last frame shown on each track that was not the black of a flush."""
        return MappingProxyType(self._latest)

    @property
    def newest(self) -> Mapping[str, Frame]:
        """The last frame shown on each track, blank or not."""
        return MappingProxyType(self._newest)

    @property
    def visible_viewers(self) -> int:
        """How many panels are there for a person to see."""
        return self._visible

    def attach(
        self, link: PanelLink, rung: str, *, window: int | None = WINDOW
    ) -> Viewer:
        """Add a viewer; it is welcomed when its hello arrives.

        Args:
            link: Carries the panel.
            rung: Name of the link, for the panel.
            window: Frames on their way per track on a link whose page acknowledges
                each; ``None`` where it reports at most four times a second.
        """
        if len(self._viewers) >= MOST_VIEWERS:
            oldest = next(iter(self._viewers.values()))
            oldest.send(panel.Bye("too_many_viewers"))
            oldest.close()
        number = self._services.shared.next_number()
        viewer = Viewer(self._services, self, link, rung, window, number)
        self._viewers[viewer.number] = viewer
        if self._is_closed:
            viewer.send(panel.Bye("stopped"))
            viewer.close()
        return viewer

    def add_observer(self, observer: Observer) -> Callable[[], None]:
        """Call *observer* with what happens until the returned function is called.

        It runs on the delivery loop and must return at once; what it raises is logged.
        """
        key = object()
        self._observers[key] = observer

        def remove() -> None:
            self._observers.pop(key, None)

        return remove

    def show(self, frame: Frame) -> None:
        """Show *frame* to every visible viewer, as its window allows."""
        self._newest[frame.track] = frame
        if not frame.is_blank:
            self._latest[frame.track] = frame
        self._tell("frame", frame)
        for viewer in tuple(self._viewers.values()):
            viewer.show(frame)

    def play(self, block: AudioBlock) -> None:
        """Send *block* to every visible viewer that its link lets hear it in time."""
        self._tell("audio", block)
        hearing = [viewer for viewer in self._welcomed() if viewer.may_hear(block)]
        if hearing:
            reply = audio_sent(block)
            for viewer in hearing:
                viewer.send(reply)

    def notify(self, notice: Notice) -> None:
        """Send *notice* to the viewers that it concerns."""
        self._tell("notice", notice)
        if isinstance(notice, StatusNotice):
            self._send_status(notice)
            return
        services, viewers = self._services, self._welcomed()
        reply = told(notice, services.clock.now())
        if reply is not None:
            for viewer in viewers:
                viewer.send(reply)
        if isinstance(notice, AnswerNotice):
            for viewer in viewers:
                if (request_id := viewer.own_id(notice.request_id)) is not None:
                    viewer.send(answered(notice, request_id))

    def advise(self, text: str, action: Action | None = None) -> None:
        """Show *text* in every panel, now and to come, until other text replaces it.

        Args:
            text: One line; an empty one takes the advice back.
            action: What the panels offer to do about it.

        Only a developer's panels are told.
        """
        if self._services.developer:
            self._advice = panel.Advised(text, action and action.value)
            self._send(self._advice)

    def tell_tuning(self, standing: Mapping[str, JsonValue]) -> None:
        """Tell every panel how the tuning stands, as :class:`TuningTold` has it."""
        tuning = self._services.tuning
        if tuning.standing not in (None, standing):
            tuning.standing = standing
            self._send(panel.TuningTold(None, "", "", standing))

    def close(self, reason: str) -> None:
        """End every viewer with *reason*. Idempotent."""
        if self._is_closed:
            return
        self._is_closed = True
        for viewer in tuple(self._viewers.values()):
            viewer.send(panel.Bye(reason))
            viewer.close()
        self._tell("close", reason)

    def welcome(self, view: str, rung: str) -> panel.Welcome:
        """What a new viewer must know."""
        services = self._services
        now = services.clock.now()
        status = status_changed(self.gateway.status, developer=services.developer)
        return panel.Welcome(
            version=panel.VERSION,
            session=self._identity,
            view=view,
            schema=schema_of(self.gateway.contract),
            state=self.gateway.state_values(),
            status={
                "status": status.status,
                "detail": status.detail,
                "traceback": status.traceback,
            },
            link={"rung": rung},
            clock={"now": now, "epoch": time.time() - now},
            log=self._log.tail() if services.developer else [],
            upload={"limit": self.gateway.upload_limit, "chunk": CHUNK},
            advice={"text": self._advice.text, "action": self._advice.action},
            presets=services.presets.offer,
            tuning=services.tuning.standing,
        )

    def recount(self) -> None:
        """A viewer has said hello, or is now seen or hidden."""
        welcomed = self._welcomed()
        visible = sum(viewer.is_visible for viewer in welcomed)
        if visible != self._visible:
            self._visible = visible
            self._tell("viewers", visible)
        if welcomed and self._services.developer:
            self._log.follow()

    def forget(self, number: int) -> None:
        """The viewer of that number has ended."""
        self._viewers.pop(number, None)
        self.recount()
        if not self._viewers:
            self._log.leave()

    def _send_printed(self, entries: list[LogEntry]) -> None:
        self._send(panel.Printed([entry_json(entry) for entry in entries]))

    def _send_entry(self, entry: LogEntry) -> None:
        if entry.kind is LogKind.STATUS:
            # A client that has left the engine gets no notices, but is looked at.
            self._send_status(self.gateway.status)
        if entry.kind is not LogKind.COMMAND_REJECTED:
            self._send(panel.Logged(entry_json(entry)))
            return
        for viewer in self._welcomed():
            if not viewer.was_refused(entry.number):
                viewer.send(rejection_of(entry))

    def _send_status(self, notice: StatusNotice) -> None:
        if notice != self._told_status:
            self._told_status = notice
            developer = self._services.developer
            self._send(status_changed(notice, developer=developer))

    def _send(self, reply: PanelReply) -> None:
        for viewer in self._welcomed():
            viewer.send(reply)

    def _welcomed(self) -> list[Viewer]:
        return [viewer for viewer in self._viewers.values() if viewer.is_welcomed]

    def _tell(self, kind: str, value: object) -> None:
        for key, observer in tuple(self._observers.items()):
            if key not in self._observers:  # removed by one that was called before it
                continue
            try:
                observer(kind, value)
            except Exception:
                _logger.exception("An observer of the session failed on %r", kind)
