"""One panel that looks at a session: what it is shown and what it asks for."""

from __future__ import annotations

import logging
from collections import deque
from typing import TYPE_CHECKING

from reactor_runtime.errors import CommandRejectedError, ReactorError, WireError
from reactor_runtime.streaming.congestion_window import CongestionWindow
from reactor_runtime.streaming.encoder import PictureEncoder
from reactor_runtime.streaming.encodings import ladder_for
from reactor_runtime.streaming.feed import FrameFeed
from reactor_runtime.streaming.flow import TrackFlow
from reactor_runtime.streaming.send_rate import SendRate
from reactor_runtime.streaming.sound import SoundWindow
from reactor_runtime.transports.base import Action, CommandRequest
from reactor_runtime.transports.viewers.media_feed import MediaFeed
from reactor_runtime.transports.viewers.translation import frame_sent, rejected
from reactor_runtime.transports.viewers.upload_desk import UploadDesk
from reactor_runtime.values import Codec, UploadId
from reactor_runtime.wire import panel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reactor_runtime.streaming.feed import FinishedFrame
    from reactor_runtime.transports.viewers.services import (
        Audience,
        PanelLink,
        PanelServices,
    )
    from reactor_runtime.values import AudioBlock, Frame
    from reactor_runtime.wire.panel import (
        Buffer,
        PanelReply,
        PanelRequest,
    )

_logger = logging.getLogger(__name__)

_STATS_INTERVAL = 1.0
_MOST_REFUSED = 1024


class Viewer:
    """One panel of a :class:`PanelSession`; made by its ``attach``.

    It hears nothing but errors until it has said hello. Whatever it sends is answered;
    nothing that it sends ends anything but itself. A link that raises ends the viewer.

    Args:
        services: What all viewers of the session use.
        audience: All viewers of the session.
        link: Carries it. The viewer closes it at its end.
        rung: Name of the link, for the panel.
        window: Frames on their way per track; ``None`` on a link whose page
            acknowledges only now and then.
        number: Tells the viewers of one engine apart.

    Attributes:
        is_welcomed: Whether it has said hello.
        is_visible: Whether a person can see it, so that it gets frames and sound.
    """

    def __init__(
        self,
        services: PanelServices,
        audience: Audience,
        link: PanelLink,
        rung: str,
        window: int | None,
        number: int,
    ) -> None:
        self.number = number
        self.rung = rung
        self.is_welcomed = False
        self.is_visible = True
        self._services = services
        self._audience = audience
        self._link = link
        self._window = window
        self._is_closed = False
        self._feeds: dict[str, FrameFeed] = {}
        self._sounds: dict[str, SoundWindow] = {}
        self._uploads = UploadDesk(
            services.gateway,
            services.client,
            self.send,
            services.uploads.remember,
            services.upload_line,
        )
        self._media = MediaFeed(
            services.gateway, services.client, services.shared.pool, self.refuse
        )
        self._refused: deque[int] = deque(maxlen=_MOST_REFUSED)
        self._made = self._sent_bytes = self._undrawn = 0
        self._next_stats = 0.0
        self._codecs: frozenset[str] = frozenset()
        self._unencodable: set[tuple[str, Codec]] = set()

    def receive(self, header: object, buffers: Sequence[Buffer]) -> None:
        """Take one message of the panel and answer it."""
        if self._is_closed:
            return
        try:
            request = panel.decode(header, buffers)
            if not self.is_welcomed and not isinstance(request, panel.Hello):
                kind = header.get("type") if isinstance(header, dict) else header
                raise WireError(
                    f"The first message must be 'hello', got {kind!r}. Send a hello."
                )
            self._handle(request)
        except WireError as error:
            self.refuse(str(error))
        except Exception as error:  # noqa: BLE001 - answered, and shown
            self._services.gateway.report("A panel's message was not handled", error)
            self.refuse("The message was not handled; the session's log says why.")

    def send(self, reply: PanelReply) -> None:
        """Send *reply* to the panel."""
        if self._is_closed:
            return
        try:
            self._link.send(*panel.encode(reply))
        except Exception as error:  # noqa: BLE001 - ends this viewer and no other
            self._services.gateway.report("A panel's link failed", error)
            self.close()

    def refuse(self, text: str) -> None:
        """Tell the panel that something it sent has changed nothing."""
        self.send(panel.Refused(text))

    def show(self, frame: Frame) -> None:
        """Take a frame that is due; hidden viewers get nothing."""
        if not self.is_welcomed or self._is_closed:
            return
        self._made += 1
        if self.is_visible:
            try:
                self._feed(frame.track).show(frame)
                self._send_stats()
            except Exception as error:  # noqa: BLE001 - ends this viewer and no other
                self.fail(error)

    def fail(self, error: BaseException) -> None:
        """End it because what serves it has failed; its page may link anew."""
        if not self._is_closed:
            self._services.gateway.report("A panel could not be served", error)
            self.refuse("The panel could not be served; the session's log says why.")
            self.close()

    def may_hear(self, block: AudioBlock) -> bool:
        """Whether *block* is to be sent, which then counts as on its way."""
        if not self.is_visible:
            return False
        sound = self._sounds.get(block.track)
        if sound is None:
            sound = SoundWindow(is_sparse=self._window is None)
            self._sounds[block.track] = sound
        seconds = block.samples.shape[1] / block.sample_rate
        return sound.offer(block.sequence, seconds, self._services.clock.now())

    def close(self) -> None:
        """Leave the session, forget unfinished uploads and end the link. Idempotent."""
        if self._is_closed:
            return
        self._is_closed = True
        self._forget_frames()
        self._uploads.close()
        self._media.close()
        self._audience.forget(self.number)
        self._link.close()

    def _handle(self, request: PanelRequest) -> None:
        match request:
            case panel.Hello():
                self._greet(request)
            case panel.Ack():
                self._acknowledge(request)
            case panel.KeyFrame():
                self._need_key_frame(request)
            case panel.Visible():
                self._set_visible(is_visible=request.visible)
            case panel.Control():
                self._control(request)
            case panel.Media():
                self._media.feed(request)
            case panel.Unpublish():
                self._media.unpublish(request.track)
            case panel.PresetAsked():
                self._services.presets.ask(request, self.send)
            case panel.TuneAsked():
                self._services.tuning.ask(request, self.send)
            case panel.Ping():
                self.send(panel.Pong(request.id, self._services.clock.now()))
            case panel.CommandAsked():
                self._submit(request)
            case _:
                self._uploads.handle(request)

    def _greet(self, hello: panel.Hello) -> None:
        if "jpeg" not in hello.codecs:
            raise WireError(
                f"hello: 'codecs' must contain 'jpeg', got {list(hello.codecs)[:8]}. "
                "This runtime sends JPEG wherever nothing else will do."
            )
        self.is_welcomed = True
        self._forget_frames()
        self._use_codecs(self._services.codecs.intersection(hello.codecs))
        self.send(self._audience.welcome(hello.view, self.rung))
        # After the welcome: a page can do nothing with a frame before it.
        self._audience.recount()
        self._show_newest()

    def own_id(self, request_id: str) -> str | None:
        """Return what the panel calls the request *request_id*, if it is its own."""
        sender, _, own = request_id.partition(":")
        return own if sender == f"viewer-{self.number}" else None

    def was_refused(self, entry: int) -> bool:
        """Whether the log's *entry* tells of a command of this viewer's own.

        Ask in the order of the log.
        """
        while self._refused and self._refused[0] < entry:
            self._refused.popleft()
        return bool(self._refused) and self._refused[0] == entry

    def _submit(self, command: panel.CommandAsked) -> None:
        services = self._services
        own_id = None if command.id is None else f"viewer-{self.number}:{command.id}"
        uploads = {
            argument: services.uploads.reference(UploadId(upload))
            for argument, upload in command.uploads.items()
        }
        request = CommandRequest(
            services.client, command.name, command.data, uploads, own_id, command.frame
        )
        try:
            services.gateway.submit(request)
        except CommandRejectedError as error:
            if error.number is not None:
                self._refused.append(error.number)
            self.send(rejected(error, command.id))
        except ReactorError as error:
            self._deny(command, "unavailable", str(error))
        except Exception as error:  # noqa: BLE001 - answered, and shown
            what = f"The command {command.name[:80]!r} was not taken"
            services.gateway.report(what, error)
            self._deny(command, "internal_error", what)

    def _deny(self, command: panel.CommandAsked, code: str, text: str) -> None:
        if command.id is None:
            self.refuse(f"command: {text}")
        else:
            self.send(panel.Answered(command.id, 0, ok=False, code=code, text=text))

    def _acknowledge(self, ack: panel.Ack) -> None:
        if (sound := self._sounds.get(ack.track)) is not None:
            sound.acknowledge(ack.sequence)
            return
        feed = self._feed_of(ack.track, "ack")
        self._undrawn += ack.dropped
        feed.acknowledge(ack.sequence, ack.drawn_at, ack.received_at)

    def _need_key_frame(self, request: panel.KeyFrame) -> None:
        feed = self._feed_of(request.track, "keyframe")
        if request.unusable is not None:
            self._give_up(request.unusable)
        feed.need_key_frame()

    def _feed_of(self, track: str, kind: str) -> FrameFeed:
        feed = self._feeds.get(track)
        if feed is None:
            raise WireError(
                f"{kind}: no frame of a track {track!r} was sent; tracks so far: "
                f"{', '.join(self._feeds) or 'none'}."
            )
        return feed

    def _use_codecs(self, codecs: frozenset[str]) -> None:
        if codecs != self._codecs:
            self._codecs = codecs
            ladder = ladder_for(codecs, self._services.preferences)
            for feed in self._feeds.values():
                feed.use_ladder(ladder)

    def _give_up(self, codec: str) -> None:
        """Do without *codec*; JPEG is always there."""
        if codec != Codec.JPEG:
            self._use_codecs(self._codecs - {codec})

    def _set_visible(self, *, is_visible: bool) -> None:
        if is_visible == self.is_visible:
            return
        self.is_visible = is_visible
        self._forget_frames()
        self._audience.recount()
        self._show_newest()

    def _control(self, control: panel.Control) -> None:
        if not self._services.developer:
            raise WireError(
                f"control: {control.action!r} is for the developer of the model; "
                "this session does not take it from its clients."
            )
        try:
            self._services.act(Action(control.action), control.count)
        except ReactorError as error:
            self.refuse(f"control: {control.action}: {error}")

    def _forget_frames(self) -> None:
        for feed in self._feeds.values():
            feed.reset()
        for sound in self._sounds.values():
            sound.reset()

    def _show_newest(self) -> None:
        if self.is_visible:
            for frame in self._audience.newest.values():
                self._feed(frame.track).show(frame)

    def _feed(self, track: str) -> FrameFeed:
        feed = self._feeds.get(track)
        if feed is None:
            feed = self._feeds[track] = self._make_feed()
        return feed

    def _make_feed(self) -> FrameFeed:
        services, window = self._services, self._window
        congestion = SendRate() if window is None else CongestionWindow(window)
        ladder = ladder_for(self._codecs, services.preferences)
        encoder = PictureEncoder(
            self.number,
            services.shared.pool,
            services.shared.streams,
            services.preferences.max_size,
        )
        return FrameFeed(
            TrackFlow(congestion, ladder, is_sparse=window is None),
            encoder,
            services.shared.pool.loop,
            services.clock,
            self._deliver,
            self.fail,
        )

    def _deliver(self, finished: FinishedFrame) -> None:
        frame, picture = finished.frame, finished.picture
        if isinstance(picture, Exception):
            self._report_unencodable(frame, finished.codec, picture)
            # The frame counts as arrived, or its place in the window is lost for good.
            self._give_up(finished.codec)
            self._feeds[frame.track].acknowledge(frame.sequence)
            return
        if picture.codec is finished.codec:
            self._unencodable.discard((frame.track, picture.codec))
        self._sent_bytes += len(picture.payload)
        self.send(frame_sent(frame, picture, still=finished.still))

    def _report_unencodable(self, frame: Frame, codec: Codec, error: Exception) -> None:
        """Say so once, not at the rate of the frames."""
        if (frame.track, codec) not in self._unencodable:
            self._unencodable.add((frame.track, codec))
            _logger.error("A frame could not be encoded", exc_info=error)
            remedy = "" if codec is Codec.JPEG else " JPEG takes its place."
            self.refuse(
                f"Frame {frame.sequence} of track {frame.track!r} "
                f"({frame.width}x{frame.height}) could not be encoded: {error}.{remedy}"
            )

    def _send_stats(self) -> None:
        now = self._services.clock.now()
        if now < self._next_stats:
            return
        self._next_stats = now + _STATS_INTERVAL
        congestion = [feed.flow.congestion for feed in self._feeds.values()]
        arrived = sum(one.acknowledged for one in congestion)
        self.send(
            panel.Counted(
                made=self._made,
                shown=max(0, arrived - self._undrawn),
                dropped=sum(one.dropped for one in congestion) + self._undrawn,
                sent_bytes=self._sent_bytes,
            )
        )
