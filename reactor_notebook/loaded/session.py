"""One session as the notebook holds it: a model run, its panel and its outputs."""

from __future__ import annotations

import asyncio
import contextvars
import dataclasses
import threading
import traceback
from functools import partial
from typing import TYPE_CHECKING, cast

from reactor_notebook.cell.display import print_error
from reactor_notebook.cell.pending import Pending, completed
from reactor_notebook.cell.tracebacks import from_author
from reactor_notebook.loaded.client import NotebookClient
from reactor_notebook.loaded.hearing import Hearing
from reactor_notebook.loaded.model_run import ModelRun
from reactor_notebook.loaded.reading import LastSeen, ReadableSession
from reactor_notebook.loaded.renewal import Renewal
from reactor_notebook.loaded.reporter import Reporter, still_busy
from reactor_notebook.loaded.watches import Watches
from reactor_notebook.options import FIRST_FRAME_SECONDS, LoadPlan
from reactor_notebook.widget.comm import CommTransport, Post
from reactor_runtime.engine.guarding.guard import summarize
from reactor_runtime.engine.hosting.patience import Patience
from reactor_runtime.errors import ModelLoadError, SessionStateError
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.transports.base import Action

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from concurrent.futures import Future

    from reactor_notebook.loaded.io_thread import IoLender, IoThread
    from reactor_notebook.loaded.kept_values import KeptValues
    from reactor_notebook.widget.static_output import StaticOutput
    from reactor_runtime.contract.target import Target
    from reactor_runtime.engine.hosting.engine_loop import EngineLoop


class NotebookSession(ReadableSession):
    """A session from :meth:`load` to :meth:`stop`.

    The engine lives on *engine_loop*; what the panels need lives on the I/O thread.
    Every public method may be called from any thread and returns at once. After the
    stop nothing here refers to the model, its class or the engine.

    Args:
        plan: What to load and how.
        session_id: What the widget and the panels' socket call it.
        engine_loop: The engine's loop.
        lender: Lends the I/O thread.
        static: The outputs that are saved with the notebook.
        post: Sends a custom message to the widget's pages.
        kept: Values that a person had set in the session before this one.
    """

    def __init__(
        self,
        plan: LoadPlan,
        session_id: str,
        engine_loop: EngineLoop,
        lender: IoLender,
        static: StaticOutput,
        post: Post,
        kept: KeptValues | None = None,
    ) -> None:
        super().__init__(plan.label)
        self.id = session_id
        self._plan: LoadPlan | None = plan
        self._engine_loop = engine_loop
        self._lender = lender
        self._io: IoThread = lender.acquire()
        self.transport = CommTransport(self.id, post, self._io, self._io.post)
        self._static = static
        self._reporter = Reporter(self._io, static, self.snapshot)
        self.hearing = Hearing(plan.label, self._reporter)
        self.client = NotebookClient(lambda: self.run, self.hearing.inbox, self._io)
        self._renewal = Renewal(plan.binding, kept)
        self._watches = Watches(self._io, engine_loop, self.submit)
        self._busy = asyncio.Lock()
        self._lock = threading.Lock()
        self._stopping: Pending[None] | None = None
        self._loading: Future[object] | None = None
        self._left_behind: ModelRun | None = None
        self._is_concluded = self._is_given_up = False
        self.on_end: list[Callable[[], None]] = []

    @property
    def is_stopped(self) -> bool:
        """Whether the session has ended or is about to."""
        return self._stopping is not None

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
            future = self._engine_loop.submit(self._telling(coroutine, what))
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
        self._loading = _as_object(self._engine_loop.submit(self._load(target, after)))
        return self._loading

    def cancel_load(self) -> None:
        """Interrupt ``load`` wherever it is; the session then stops."""
        if self._loading is not None and self._phase is SessionStatus.LOADING:
            self._engine_loop.guard.interrupt()
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
                # It leads to the cell that asks, which may be over when this is told.
                asked = contextvars.copy_context()
                give_up = partial(self._give_up, keep_picture=keep_picture, asked=asked)
                patience = Patience(self._io, self._engine_loop, give_up)
                ending = self._engine_loop.finish(self._stop(keep_picture=keep_picture))
                self._stopping = Pending(
                    patience.wait_for(ending), f"stop {self.label}", self._join
                )
            return self._stopping

    def _give_up(self, *, keep_picture: bool, asked: contextvars.Context) -> None:
        """Go on without the model, whose code keeps its thread. On the I/O thread.

        Args:
            keep_picture: As for :meth:`stop`.
            asked: Leads to the cell that waits for the stop.
        """
        self._is_given_up = True
        place = self._engine_loop.busy_place()
        run = self._left_behind = self._shown
        if run is not None:
            self._last = LastSeen.of(run)
        self._conclude(keep_picture=keep_picture)
        self.transport.unmount()
        asked.run(print_error, still_busy(self.label, place))

    def _renew_turns(self) -> None:
        """Let the end begin although the loop ended while something was under way."""
        if self._engine_loop.has_ended:
            self._busy = asyncio.Lock()

    def stop_at_exit(self) -> None:
        """End the session while the interpreter shuts down; waits at most 5 s."""
        with self._lock:
            under_way = self._stopping
            if under_way is None:
                self._stopping = completed(None, f"stop {self.label}")
                self._renew_turns()
        if under_way is None:
            self._engine_loop.run_at_exit(self._stop(keep_picture=True))
        else:
            self._engine_loop.wait_at_exit(under_way)
        self._io.join(1.0)

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
        plan = self._plan  # the end takes it away, and may come while this waits
        assert plan is not None
        run = ModelRun(
            plan,
            target,
            self.id,
            self._io,
            self._engine_loop.guard,
            self._act,
            self._renewal.bench,
            is_awaited=is_awaited,
        )
        # The panels show how the load goes on, also while it blocks this loop.
        self._shown = run
        await asyncio.wrap_future(self._io.call(self.transport.mount, run.panel))
        self._reporter.begin_loading(self.label, lambda: run.prints.last_line)
        self._watches.begin_loading(run, partial(self._tell_spin, run))
        await run.start()
        self._run = run
        self._renewal.begin(run, target.model)
        run.gateway.log.subscribe(self._reporter.entry)
        run.panel.add_observer(self.hearing.notice)
        self._watches.begin_running(run, self.check_class)
        # Values are commands, and whoever sends commands must have arrived.
        run.connect()
        self._renewal.restore(run, self._reporter.print)
        await run.engine.first_frame(FIRST_FRAME_SECONDS)
        await asyncio.wrap_future(self._reporter.begin_running())
        self._watches.begin_idling(run, plan.options.idle_stop)
        self._phase = SessionStatus.READY

    def _tell_spin(self, run: ModelRun, text: str) -> None:
        run.gateway.note(text)
        self._reporter.print(f"{self.label}: {text}")

    async def _restart(self, *, is_awaited: bool) -> None:
        """Run again what is loaded, or load anew what was defined anew or failed."""
        async with self._busy:
            run, news = self._run, self._renewal.news()
            if run is not None and not news:
                await run.engine.control.restart()
                return
            why = news or f"{self.label} is not loaded"
            await self._renew(is_awaited=is_awaited)
            self.run.gateway.note(f"{why}; the restart has loaded it anew")

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
            acting = self._engine_loop.submit(self._restart(is_awaited=False))
        elif action is Action.RELOAD:
            acting = self._engine_loop.submit(self._reload(is_awaited=False))
        else:
            shown.gateway.act(action, count)
            return
        acting.add_done_callback(lambda done: self._tell_failure(shown, done))

    def _tell_failure(self, shown: ModelRun, acting: Future[None]) -> None:
        error = None if acting.cancelled() else acting.exception()
        if error is not None and not isinstance(error, ModelLoadError):
            # A failing load is told by the status; this is what came before it.
            shown.advise(f"{self.label} stays as it is: {summarize(error)}")

    async def _stop(self, *, keep_picture: bool) -> None:
        async with self._busy:
            try:
                await self._end_run()
            finally:
                self._conclude(keep_picture=keep_picture)
                # Last: it may end the I/O thread, which the end before it uses.
                self._lender.release()

    def _conclude(self, *, keep_picture: bool) -> None:
        """End what people have of the session; once."""
        failed = self._phase is SessionStatus.FAILED
        self._phase = SessionStatus.STOPPED
        if self._is_concluded:
            return
        self._is_concluded = True
        self._run = self._shown = self._plan = None
        self._end_watches()
        self._renewal.close()
        self.hearing.close(
            SessionStateError(f"{self.label} is stopped; no message will come")
        )
        if keep_picture:
            self._static.update(self.snapshot())
        elif failed or self._is_given_up:
            self._static.tell(f"{self.label} failed to load")
        ended, self.on_end = self.on_end, []
        for callback in ended:
            callback()

    def _end_watches(self) -> None:
        self._reporter.end()
        self._watches.end()

    async def _end_run(self) -> None:
        self._end_watches()
        run, shown = self._run, self._shown or self._left_behind
        self._left_behind = None
        if shown is None:
            return
        if run is not None:
            self._last = LastSeen.of(run)
        try:
            await shown.stop()
        finally:
            # Only now: what the model said at its end is in the log, too.
            log = shown.gateway.log.since()
            self._last = dataclasses.replace(self._last, log=log)
            self._run = self._shown = None
            self._renewal.end()
            await asyncio.wrap_future(self._io.call(self.transport.unmount))

    def _join(self, _: object) -> None:
        if not self._is_given_up:
            self._engine_loop.join(1.0)
            self._lender.join_ended(1.0)


def _nothing(_: object) -> None:
    return None


def _as_object(future: Future[object] | Future[None]) -> Future[object]:
    return cast("Future[object]", future)
