"""Record a running model at each value of a control, and leave it as it was."""

from __future__ import annotations

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from PIL import Image

from reactor_notebook.loaded.model_run import NOTEBOOK
from reactor_notebook.sharing.page import MARK, render
from reactor_notebook.sharing.stops import Scrubbed, choose, places
from reactor_runtime.errors import CommandRejectedError, SharingError
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.supervision import awaited, post
from reactor_runtime.transports.base import CommandRequest
from reactor_runtime.values import Frame, TrackKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from reactor_notebook.cell.pending import Pending
    from reactor_notebook.loaded.model_run import ModelRun
    from reactor_notebook.loaded.session import NotebookSession
    from reactor_runtime.contract import ModelContract
    from reactor_runtime.values import JsonValue

FRAME_SECONDS = 60.0
"""How long the first frame with another value may take."""

QUALITY = 72
"""Of the pictures, as WebP has it."""


_UNDER_WAY: WeakSet[ModelRun] = WeakSet()
"""What is being recorded: a second sweep would be in the pictures of the first."""


@dataclass(frozen=True, slots=True)
class PageOptions:
    """What a recorded page is to be.

    Args:
        file: Where it is written.
        controls: One or two parameters; by default the first slider.
        stops: How many values of a slider are recorded.
        seconds: How long each loop is; it is played to and fro.
        rate: Frames of a second that are kept.
        settle: Seconds that pass between a change and its recording.
        size: The longest side of the pictures in pixels.
        most_bytes: From how many bytes on it is said that the page is large.
        overwrite: Whether a file that is none of ours is written over.
    """

    file: Path
    controls: tuple[str, ...] = ()
    stops: int = 7
    seconds: float = 2.0
    rate: float = 12.0
    settle: float = 0.5
    size: int = 480
    most_bytes: int = 10_000_000
    overwrite: bool = False

    def __post_init__(self) -> None:
        for name in ("seconds", "rate", "size", "most_bytes"):
            if getattr(self, name) <= 0:
                raise SharingError(f"{name} must be > 0, got {getattr(self, name)}")
        if self.settle < 0:
            raise SharingError(f"settle must be >= 0 seconds, got {self.settle}")


@dataclass(frozen=True, slots=True)
class RecordedPage:
    """A page that was written.

    Args:
        file: Where it is.
        size: Its bytes.
        loops: How many loops it has.
    """

    file: Path
    size: int
    loops: int

    def __repr__(self) -> str:
        return f"<{self.file}: {self.loops} loops, {self.size / 1e6:.1f} MB>"


def record_page(
    session: NotebookSession,
    file: str | Path,
    controls: Sequence[str],
    tell: Callable[[str], object],
    options: Mapping[str, Any],
) -> Pending[RecordedPage]:
    """Record the model of *session*; see :meth:`Handle.record_page`."""
    try:
        asked = PageOptions(Path(file), tuple(controls), **options)
    except TypeError as error:
        raise SharingError(f"record_page: {error}") from error
    recording = Recording(session.run, asked, tell)
    acting = session.submit(recording.record(), f"record {session.label}")
    return acting.then_get(lambda: recording.written)


@dataclass(slots=True)
class Recording:
    """Makes one page of a model that runs.

    Args:
        run: The model, which goes on for everybody who looks.
        options: What the page is to be.
        tell: Told how far it has come.
    """

    run: ModelRun
    options: PageOptions
    tell: Callable[[str], object] = print
    page: RecordedPage | None = None
    _frames: asyncio.Queue[Frame] = field(default_factory=asyncio.Queue)
    _is_taking: bool = False

    @property
    def written(self) -> RecordedPage:
        """The page, once it is there."""
        assert self.page is not None
        return self.page

    async def record(self) -> None:
        """Record and write the page; on the engine's loop.

        The values that held before hold again afterwards, whatever happens.

        Raises:
            SharingError: The model does not run, a control cannot be recorded, a value
                is refused, no frame comes, or the file is somebody's.
        """
        file, engine = self.options.file, self.run.engine
        if file.exists() and not self.options.overwrite and not _is_ours(file):
            raise SharingError(f"{file} is there and none of ours; name another file")
        if engine.gateway.status.status is not SessionStatus.RUNNING:
            raise SharingError(
                f"Only a model that runs can be recorded; this one is "
                f"{engine.gateway.status.status}"
            )
        if self.run in _UNDER_WAY:
            raise SharingError(
                "This model is being recorded already; wait until that page is there"
            )
        state = engine.gateway.state_values() or {}
        contract, asked = engine.gateway.contract, self.options
        controls = choose(contract, state, asked.controls, asked.stops)
        remove = self._listen(contract)
        _UNDER_WAY.add(self.run)
        try:
            # A thread of its own, which ends with the recording.
            with ThreadPoolExecutor(1, "reactor-recording") as pool:
                loops = await self._loops(controls, pool)
        finally:
            remove()
            self._put_back(controls, state)
            _UNDER_WAY.discard(self.run)
        text = render(contract.name, contract.description, controls, loops, asked.rate)
        self._write(text, len(loops))

    def _listen(self, contract: ModelContract) -> Callable[[], None]:
        """Take the frames of the first picture; returns what ends that."""
        videos = [t.name for t in contract.output_tracks if t.kind is TrackKind.VIDEO]
        if not videos:
            raise SharingError(f"{contract.name} sends no pictures to be recorded")
        loop = asyncio.get_running_loop()

        def take(kind: str, value: object) -> None:
            if kind != "frame" or not self._is_taking:
                return
            if isinstance(value, Frame) and value.track == videos[0]:
                post(loop, self._frames.put_nowait, value, failed=awaited)

        return self.run.panel.add_observer(take)

    async def _loops(
        self, controls: Sequence[Scrubbed], pool: ThreadPoolExecutor
    ) -> dict[str, list[bytes]]:
        loop = asyncio.get_running_loop()
        loops: dict[str, list[bytes]] = {}
        every = list(places(controls))
        for count, place in enumerate(every, 1):
            number = 0
            for one, index in zip(controls, place, strict=True):
                number = max(number, await self._set(one, one.values[index]))
            named = ", ".join(
                f"{one.label} {one.labels[index]}"
                for one, index in zip(controls, place, strict=True)
            )
            self.tell(f"Recording {count} of {len(every)}: {named}")
            frames = await self._take(number)
            key = ",".join(map(str, place))
            loops[key] = await loop.run_in_executor(pool, self._encoded, frames)
        return loops

    async def _set(self, control: Scrubbed, value: JsonValue) -> int:
        """Put *value* in force; returns the number of the command that did."""
        request = CommandRequest(NOTEBOOK, control.command, {control.name: value})
        try:
            answer = await asyncio.wrap_future(self.run.gateway.submit(request))
        except CommandRejectedError as error:
            raise SharingError(
                f"{control.name} cannot be {value!r}: {error}"
            ) from error
        if answer.code is not None:
            why = answer.text or f"its handler failed ({answer.code}); see the log"
            raise SharingError(f"{control.name} cannot be {value!r}: {why}")
        return answer.number

    async def _take(self, number: int) -> list[Frame]:
        """Return frames of one loop, of steps after the command *number*."""
        while not self._frames.empty():
            self._frames.get_nowait()
        self._is_taking = True
        try:
            return await self._loop_of(number)
        finally:
            # Pictures that nobody takes would pile up.
            self._is_taking = False

    async def _loop_of(self, number: int) -> list[Frame]:
        taken: list[Frame] = []
        begins = ends = 0.0
        while True:
            frame = await self._next(taken)
            if frame.command < number or frame.is_blank:
                continue
            if not begins:
                begins = frame.pts + self.options.settle
                ends = begins + self.options.seconds
            if frame.pts < begins:
                continue
            # Half a frame's grace: pictures do not come at the rate's own moments.
            due = begins + (len(taken) - 0.5) / self.options.rate
            if frame.pts >= due:
                taken.append(frame)
            if frame.pts >= ends and taken:
                return taken

    async def _next(self, taken: Sequence[Frame]) -> Frame:
        try:
            async with asyncio.timeout(FRAME_SECONDS):
                return await self._frames.get()
        except TimeoutError:
            raise SharingError(
                f"No frame came for {FRAME_SECONDS:g} s, after {len(taken)} of this "
                "loop; is the model paused?"
            ) from None

    def _encoded(self, frames: Sequence[Frame]) -> list[bytes]:
        side = self.options.size
        encoded = []
        for frame in frames:
            picture = Image.fromarray(frame.pixels)
            picture.thumbnail((side, side))
            packed = io.BytesIO()
            picture.save(packed, "WEBP", quality=QUALITY, method=4)
            encoded.append(packed.getvalue())
        return encoded

    def _put_back(
        self, controls: Sequence[Scrubbed], before: Mapping[str, JsonValue]
    ) -> None:
        for one in controls:
            value = before.get(one.name, one.values[one.start])
            request = CommandRequest(NOTEBOOK, one.command, {one.name: value})
            try:
                self.run.gateway.submit(request)
            except CommandRejectedError as error:
                self.tell(f"{one.label} stays as it was recorded last: {error}")

    def _write(self, text: str, loops: int) -> None:
        file, most = self.options.file, self.options.most_bytes
        data = text.encode()
        beside = file.with_name(f"{file.name}.new")
        try:
            beside.write_bytes(data)
            beside.replace(file)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise SharingError(f"{file} cannot be written: {error}") from error
        self.page = RecordedPage(file, len(data), loops)
        self.tell(f"Wrote {file}: {loops} loops, {len(data) / 1e6:.1f} MB")
        if len(data) > most:
            self.tell(
                f"! That is more than {most / 1e6:g} MB: ask for fewer stops, fewer "
                "seconds, a lower rate or a smaller size"
            )


def _is_ours(file: Path) -> bool:
    with file.open("rb") as opened:
        return MARK.encode() in opened.read(500)
