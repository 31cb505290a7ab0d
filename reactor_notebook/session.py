"""One session as the notebook holds it: a model run, its panel and its outputs."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
import traceback
import uuid
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, cast

from reactor_notebook.client import NotebookClient
from reactor_notebook.idle import IdleStop
from reactor_notebook.inbox import Inbox, Message
from reactor_notebook.last_seen import LastSeen
from reactor_notebook.load_errors import from_author
from reactor_notebook.model_run import ModelRun
from reactor_notebook.options import FIRST_FRAME_SECONDS, LoadOptions
from reactor_notebook.pending import Pending
from reactor_notebook.reporter import Reporter
from reactor_notebook.static_output import (
    Snapshot,
    StaticOutput,
    as_last_seen,
    describe,
)
from reactor_notebook.transport import CommTransport, Post
from reactor_runtime.errors import ModelLoadError, SessionStateError
from reactor_runtime.session.notices import (
    AnswerNotice,
    MessageNotice,
    StateNotice,
    StatusNotice,
)
from reactor_runtime.session.status import SessionStatus

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from reactor_notebook.link import IoThread, Link
    from reactor_notebook.loops import EngineLoop
    from reactor_runtime.session.log import LogEntry
    from reactor_runtime.values import JsonValue

STEP_GRACE_SECONDS = 2.0
"""How long a stop waits for a step on an own thread before it interrupts it."""

StateListener = Callable[[Mapping[str, "JsonValue"]], None]


class NotebookSession:
    """A session from :meth:`load` to :meth:`stop`.

    The engine lives on *host*; what the panels need lives on the I/O thread. Every
    public method may be called from any thread and returns at once. After the stop
    nothing here refers to the model, its class or the engine.

    Args:
        options: What to load and how.
        host: The engine's loop.
        link: Lends the I/O thread.
        static: The outputs that are saved with the notebook.
        post: Sends a custom message to the widget's pages.
    """

    def __init__(
        self,
        options: LoadOptions,
        host: EngineLoop,
        link: Link,
        static: StaticOutput,
        post: Post,
    ) -> None:
        self.id = uuid.uuid4().hex
        self.label = options.label
        self.inbox = Inbox()
        self._options: LoadOptions | None = options
        self._host = host
        self._link = link
        self._io: IoThread = link.acquire()
        self.transport = CommTransport(self.id, post, self._io, self._io.post)
        self.client = NotebookClient(self._running, self.inbox, self._io)
        self._static = static
        self._reporter = Reporter(self._io, static, self.snapshot)
        self._run: ModelRun | None = None
        self._idle: IdleStop | None = None
        self._unwatch: Callable[[], None] = lambda: None
        self._busy = asyncio.Lock()
        self._lock = threading.Lock()
        self._stopping: Pending[None] | None = None
        self._loading: Future[object] | None = None
        self._phase = SessionStatus.CREATED
        self._last = LastSeen()
        self._state_listeners: list[StateListener] = []
        self.on_end: list[Callable[[], None]] = []

    @property
    def status(self) -> SessionStatus:
        """The lifecycle as people see it."""
        run = self._run
        return self._phase if run is None else run.status

    @property
    def run(self) -> ModelRun:
        """The running model.

        Raises:
            SessionStateError: There is none: not loaded yet, failed or stopped.
        """
        run = self._run
        if run is None:
            raise SessionStateError(
                f"{self.label} is {self._phase}; load it again with %reactor_load"
            )
        return run

    def _running(self) -> ModelRun:
        return self.run

    @property
    def is_stopped(self) -> bool:
        """Whether the session has ended or is about to."""
        return self._stopping is not None

    def state_values(self) -> Mapping[str, JsonValue] | None:
        """Return the public state as JSON; after the end, as it was last."""
        run = self._run
        return self._last.values if run is None else run.engine.state_values()

    def log(self) -> list[LogEntry]:
        """Return the session log, oldest first; after the end, as it was last."""
        run = self._run
        return list(self._last.log) if run is None else run.engine.log.since()

    def frame(self, track: str | None) -> npt.NDArray[np.uint8] | None:
        """Return a copy of the last shown frame, after the end, too."""
        run = self._run
        return self._last.frame(track) if run is None else run.newest(track)

    def snapshot(self) -> Snapshot:
        """Return what a notebook without a kernel should show now."""
        return self._snapshot(as_last_seen(self.status))

    def _snapshot(self, standing: str) -> Snapshot:
        run = self._run
        pixels = self.frame(None)
        steps = "" if run is None else f" · step {run.engine.step_index}"
        headline = f"{self.label} · {standing}{steps}"
        return Snapshot(headline, self.state_values(), pixels)

    def on_state(self, listener: StateListener) -> None:
        """Call *listener* on the I/O thread with state fields that changed."""
        self._state_listeners.append(listener)

    def submit(
        self, coroutine: Coroutine[object, object, object], what: str
    ) -> Pending[None]:
        """Run *coroutine* on the engine's loop; the log tells of its failure, too.

        Raises:
            SessionStateError: The session, or the loop, has ended.
        """
        try:
            if self.is_stopped:
                raise SessionStateError(
                    f"{self.label} is stopped; load it again with %reactor_load"
                )
            future = self._host.submit(self._telling(coroutine, what))
        except SessionStateError:
            coroutine.close()
            raise
        return Pending(_as_object(future), what, _nothing)

    async def _telling(
        self, coroutine: Coroutine[object, object, object], what: str
    ) -> None:
        """Run *coroutine*; nobody may be awaiting what it raises."""
        run = self._run
        try:
            await coroutine
        except Exception as error:
            if run is not None:
                run.tell_failure(what, error)
            raise

    def load(self, after: Pending[None] | None) -> Future[object]:
        """Begin to load, once *after* is done; returns the future of the load."""
        self._phase = SessionStatus.LOADING
        self._loading = _as_object(self._host.submit(self._load(after)))
        return self._loading

    def cancel_load(self) -> None:
        """Interrupt ``load`` wherever it is; the session then stops."""
        if self._loading is not None and self._phase is SessionStatus.LOADING:
            self._host.guard.interrupt()
            self._loading.cancel()

    def print_load_error(self, error: BaseException) -> None:
        """Print *error* with its author's traceback in the loading cell."""
        if isinstance(error, ModelLoadError):
            error = from_author(error)
        self._reporter.print("".join(traceback.format_exception(error)).rstrip())

    def reload(self) -> Pending[None]:
        """Replace the running model by one loaded anew."""
        return self.submit(self._reload(), f"reload {self.label}")

    def summary(self) -> str:
        """Return name, status, step and state in one line."""
        return describe(self._snapshot(str(self.status)))

    def stop(self, *, keep_picture: bool = True) -> Pending[None]:
        """End the session; a second call returns the first one's outcome.

        Args:
            keep_picture: Whether the static output gets the last frame once more.
        """
        with self._lock:
            if self._stopping is None:
                self.cancel_load()
                self._renew_turns()
                future = self._host.finish(self._stop(keep_picture=keep_picture))
                self._hurry(future)
                self._stopping = Pending(
                    _as_object(future), f"stop {self.label}", self._join
                )
            return self._stopping

    def _renew_turns(self) -> None:
        """Let the end begin although the loop ended while something was under way."""
        if self._host.has_ended:
            self._busy = asyncio.Lock()

    def stop_at_exit(self) -> None:
        """End the session while the interpreter shuts down; waits at most 5 s."""
        with self._lock:
            if self._stopping is not None:
                return
            done: Future[object] = Future()
            done.set_result(None)
            self._stopping = Pending(done, f"stop {self.label}", _nothing)
            self._renew_turns()
        self._host.run_at_exit(self._stop(keep_picture=True))
        self._io.join(1.0)

    def _hurry(self, stopping: Future[None]) -> None:
        """Interrupt model code on a thread of its own that does not let go."""

        def interrupt() -> None:
            if not stopping.done():
                self._host.guard.interrupt()

        cancel = self._io.call_later(STEP_GRACE_SECONDS, interrupt)
        stopping.add_done_callback(lambda _: cancel())

    async def _load(self, after: Pending[None] | None) -> None:
        try:
            async with self._busy:
                if after is not None:
                    await after
                self._reporter.begin_loading(self.label)
                await self._begin()
        except BaseException:
            self._phase = SessionStatus.FAILED
            if self._stopping is None:
                self.stop(keep_picture=False)
            raise

    async def _begin(self) -> None:
        assert self._options is not None
        target = self._options.resolve()
        run = ModelRun(
            target,
            self.id,
            self.label,
            self._io,
            self._host.guard,
            self._options.wishes,
        )
        try:
            await run.start()
        except BaseException:
            await run.stop()
            raise
        self._run = run
        run.engine.log.subscribe(self._reporter.entry)
        run.observe(self._notice)
        self._unwatch = self._io.watch(run.engine.report)
        await asyncio.wrap_future(self._io.call(self.transport.mount, run.panel))
        run.connect()
        await run.first_frame(FIRST_FRAME_SECONDS)
        await asyncio.wrap_future(self._reporter.begin_running())
        self._watch(self._options.idle_stop)
        self._phase = SessionStatus.READY

    def _watch(self, seconds: float | None) -> None:
        if seconds is None:
            return

        def is_watched() -> bool:
            run = self._run
            return run is not None and run.panel.visible_viewers > 0

        self._idle = IdleStop(
            self._io, seconds, is_watched, self._pause_idle, self._resume_idle
        )

    def _pause_idle(self) -> bool:
        run = self._run
        if run is None or run.status is not SessionStatus.RUNNING:
            return False
        self.submit(run.engine.hold_unwatched(), "pause")
        return True

    def _resume_idle(self) -> None:
        run = self._run
        if run is not None and not self.is_stopped:
            self.submit(run.engine.release_unwatched(), "resume")

    async def _reload(self) -> None:
        async with self._busy:
            loading = SessionStatus.LOADING
            unmount = self._io.call(self.transport.unmount, loading)
            await asyncio.wrap_future(unmount)
            await self._end_run()
            self._phase = loading
            self._reporter.begin_loading(self.label)
            try:
                await self._begin()
            except BaseException:
                self._phase = SessionStatus.FAILED
                self._reporter.end()
                self._static.tell(f"{self.label} failed to load")
                raise

    async def _stop(self, *, keep_picture: bool) -> None:
        async with self._busy:
            failed = self._phase is SessionStatus.FAILED
            try:
                await self._end_run()
            finally:
                self._phase = SessionStatus.STOPPED
                self._options = None
                error = SessionStateError(
                    f"{self.label} is stopped; no message will come"
                )
                self.inbox.close(error)
                self._state_listeners.clear()
                if keep_picture:
                    self._static.update(self.snapshot())
                elif failed:
                    self._static.tell(f"{self.label} failed to load")
                ended, self.on_end = self.on_end, []
                for callback in ended:
                    callback()
                self._link.release()

    async def _end_run(self) -> None:
        self._reporter.end()
        if self._idle is not None:
            self._idle.end()
            self._idle = None
        run = self._run
        if run is None:
            return
        self._unwatch()
        self._last = LastSeen.of(run)
        try:
            await run.stop()
        finally:
            log = run.engine.log.since()
            self._last = dataclasses.replace(self._last, log=log)
            self._run = None
            await asyncio.wrap_future(self._io.call(self.transport.unmount))

    def _join(self, _: object) -> None:
        self._host.join(1.0)
        self._link.join_ended(1.0)

    def _notice(self, _: str, notice: object) -> None:
        match notice:
            case (MessageNotice() as sent) | AnswerNotice(
                message=MessageNotice() as sent
            ):
                self.inbox.put(Message(sent.type, sent.data, sent.step), sent.size)
            case StateNotice(values=values):
                for listener in tuple(self._state_listeners):
                    listener(values)
            case StatusNotice(status=SessionStatus.PAUSED, detail=detail):
                if detail:
                    self._reporter.print(f"{self.label}: {detail}")
                self._reporter.refresh()
            case StatusNotice(status=SessionStatus.FAILED):
                self._reporter.refresh()


def _nothing(_: object) -> None:
    return None


def _as_object(future: Future[object] | Future[None]) -> Future[object]:
    return cast("Future[object]", future)
