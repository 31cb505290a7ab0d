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
from reactor_notebook.idle import IdleStop, watch_model
from reactor_notebook.inbox import Inbox, Message
from reactor_notebook.last_seen import LastSeen
from reactor_notebook.load_errors import from_author
from reactor_notebook.model_run import ModelRun
from reactor_notebook.options import FIRST_FRAME_SECONDS, LoadOptions
from reactor_notebook.pending import Pending
from reactor_notebook.reading import Reading
from reactor_notebook.renewal import Renewal
from reactor_notebook.reporter import Reporter
from reactor_notebook.transport import CommTransport, Post
from reactor_runtime.engine.guard import summarize
from reactor_runtime.errors import ModelLoadError, SessionStateError
from reactor_runtime.session.notices import (
    AnswerNotice,
    MessageNotice,
    StateNotice,
    StatusNotice,
)
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.transports.base import Action

if TYPE_CHECKING:
    from reactor_notebook.kept_values import KeptValues
    from reactor_notebook.link import IoThread, Link
    from reactor_notebook.loops import EngineLoop
    from reactor_notebook.static_output import StaticOutput
    from reactor_runtime.contract.target import Target
    from reactor_runtime.values import JsonValue

STEP_GRACE_SECONDS = 2.0
"""How long a stop waits for a step on an own thread before it interrupts it."""

CHECK_SECONDS = 1.0
"""How often a model's file is looked at; a class of the notebook after each cell."""

StateListener = Callable[[Mapping[str, "JsonValue"]], None]


class NotebookSession(Reading):
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
        kept: Values that a person had set in the session before this one.
    """

    def __init__(
        self,
        options: LoadOptions,
        host: EngineLoop,
        link: Link,
        static: StaticOutput,
        post: Post,
        kept: KeptValues | None = None,
    ) -> None:
        super().__init__(options.label)
        self.id = uuid.uuid4().hex
        self.inbox = Inbox()
        self._options: LoadOptions | None = options
        self._host = host
        self._link = link
        self._io: IoThread = link.acquire()
        self.transport = CommTransport(self.id, post, self._io, self._io.post)
        self.client = NotebookClient(lambda: self.run, self.inbox, self._io)
        self._static = static
        self._reporter = Reporter(self._io, static, self.snapshot)
        self._renewal = Renewal(options.binding, kept)
        self._idle: IdleStop | None = None
        self._watches: list[Callable[[], None]] = []
        self._busy = asyncio.Lock()
        self._lock = threading.Lock()
        self._stopping: Pending[None] | None = None
        self._loading: Future[object] | None = None
        self._state_listeners: list[StateListener] = []
        self.on_end: list[Callable[[], None]] = []

    @property
    def is_stopped(self) -> bool:
        """Whether the session has ended or is about to."""
        return self._stopping is not None

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

    def load(self, target: Target, after: Pending[None] | None) -> Future[object]:
        """Begin to load *target*, once *after* is done; returns the load's future."""
        self._phase = SessionStatus.LOADING
        self._loading = _as_object(self._host.submit(self._load(target, after)))
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

    def reload(self, *, defaults: bool = False) -> Pending[None]:
        """Replace the running model by one loaded anew.

        Args:
            defaults: Whether the values that a person has set are let go.
        """
        reload = self._reload(is_awaited=True, defaults=defaults)
        return self.submit(reload, f"reload {self.label}")

    def restart(self) -> Pending[None]:
        """Run the model again; one that was defined anew, or failed, is loaded anew."""
        return self.submit(self._restart(is_awaited=True), f"restart {self.label}")

    def hand_over(self) -> KeptValues:
        """Return what a person has set; it outlives this session."""
        return self._renewal.settle(self._run)

    def check_class(self) -> None:
        """Tell the panels once if the model was defined anew. From any thread."""
        run = self._run
        if run is not None and not self.is_stopped:
            self._renewal.check(run, self.submit)

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

    async def _load(self, target: Target, after: Pending[None] | None) -> None:
        try:
            async with self._busy:
                if after is not None:
                    await after
                await self._begin(target, is_awaited=True)
        except BaseException:
            self._phase = SessionStatus.FAILED
            if self._stopping is None:
                self.stop(keep_picture=False)
            raise

    async def _begin(self, target: Target, *, is_awaited: bool) -> None:
        """Load *target* and let the notebook arrive.

        Args:
            target: What to load.
            is_awaited: Whether some cell waits, so that it gets what ``load`` prints.
        """
        options = self._options
        assert options is not None
        run = ModelRun(
            target,
            self.id,
            self.label,
            self._io,
            self._host.guard,
            self._act,
            options.wishes,
            (is_awaited or options.keeps_prints, options.keeps_prints),
        )
        # The panels show how the load goes on, also while it blocks this loop.
        self._shown = run
        await asyncio.wrap_future(self._io.call(self.transport.mount, run.panel))
        self._reporter.begin_loading(self.label, lambda: run.prints.last_line)
        await run.start()
        self._run = run
        self._renewal.begin(run, target.model)
        run.engine.log.subscribe(self._reporter.entry)
        run.observe(self._notice)
        self._watches += [
            self._io.watch(run.engine.report),
            self._io.every(CHECK_SECONDS, self.check_class),
        ]
        run.connect()
        self._renewal.restore(run, self._reporter.print)
        await run.first_frame(FIRST_FRAME_SECONDS)
        await asyncio.wrap_future(self._reporter.begin_running())
        if options.idle_stop is not None:
            self._idle = watch_model(self._io, options.idle_stop, run, self.submit)
            self._watches.append(self._idle.end)
        self._phase = SessionStatus.READY

    async def _restart(self, *, is_awaited: bool) -> None:
        """Run again what is loaded, or load anew what was defined anew or failed."""
        async with self._busy:
            run, news = self._run, self._renewal.news()
            if run is not None and not news:
                await run.engine.restart()
                return
            why = news or f"{self.label} is not loaded"
            await self._renew(is_awaited=is_awaited)
            self.run.engine.note(f"{why}; the restart has loaded it anew")

    async def _reload(self, *, is_awaited: bool, defaults: bool = False) -> None:
        async with self._busy:
            if defaults:
                self._renewal.let_go()
            await self._renew(is_awaited=is_awaited)

    async def _renew(self, *, is_awaited: bool) -> None:
        # Without a model to take its place whatever runs goes on.
        target = self._renewal.find()
        self._renewal.settle(self._run)
        unmount = self._io.call(self.transport.unmount, SessionStatus.LOADING)
        await asyncio.wrap_future(unmount)
        await self._end_run()
        self._phase = SessionStatus.LOADING
        try:
            await self._begin(target, is_awaited=is_awaited)
        except BaseException:
            self._phase = SessionStatus.FAILED
            self._reporter.end()
            self._static.tell(f"{self.label} failed to load")
            raise

    def _act(self, action: Action, count: int) -> None:
        """Do what a panel asks of the session. From any thread."""
        shown = self._shown
        if shown is None or self.is_stopped:
            return
        if action is Action.RESTART:
            acting = self._host.submit(self._restart(is_awaited=False))
        elif action is Action.RELOAD:
            acting = self._host.submit(self._reload(is_awaited=False))
        else:
            shown.engine.act(action, count)
            return
        acting.add_done_callback(lambda done: self._tell_failure(shown, done))

    def _tell_failure(self, shown: ModelRun, acting: Future[None]) -> None:
        error = None if acting.cancelled() else acting.exception()
        if error is not None and not isinstance(error, ModelLoadError):
            # A failing load is told by the status; this is what came before it.
            shown.advise(f"{self.label} stays as it is: {summarize(error)}")

    async def _stop(self, *, keep_picture: bool) -> None:
        async with self._busy:
            failed = self._phase is SessionStatus.FAILED
            try:
                await self._end_run()
            finally:
                self._phase = SessionStatus.STOPPED
                self._options = None
                self._renewal.close()
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
        while self._watches:
            self._watches.pop()()
        run, shown = self._run, self._shown
        if shown is None:
            return
        if run is not None:
            self._last = LastSeen.of(run)
        try:
            await shown.stop()
        finally:
            log = shown.engine.log.since()
            self._last = dataclasses.replace(self._last, log=log)
            self._run = self._shown = None
            self._renewal.end()
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
