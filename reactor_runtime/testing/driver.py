"""Steps one model by hand, on virtual time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Self

from reactor_runtime.engine.engine import Engine
from reactor_runtime.engine.guarding.stalls import StallWatch
from reactor_runtime.engine.guarding.starving import spinning_place
from reactor_runtime.engine.virtual import StarvedError, VirtualClock, VirtualLoop
from reactor_runtime.errors import ModelError, SessionStateError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.testing.clients import DriverClient, DriverSession
from reactor_runtime.transports.feeding import feed_payload
from reactor_runtime.values import ClientId

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping
    from pathlib import Path
    from types import TracebackType
    from typing import TypeVar

    from reactor_runtime.interface import ReactorModel
    from reactor_runtime.session.log import SessionLog
    from reactor_runtime.values import JsonValue

    T = TypeVar("T")

PATIENCE = 60.0
"""Virtual seconds that a step, a handler or a hook may take."""

_POLL = 0.001
_INSTEAD = (
    "await what it waits for, such as self.connected.wait(), or asyncio.sleep with the "
    "seconds until it looks again"
)


class ModelDriver:
    """Runs one model, held between steps, on virtual time.

    Use it in a ``with`` block: entering loads the model, leaving stops it.

    Args:
        model: The class.
        config: Handed to ``load``.
        config_path: Handed to a ``load`` that asks for it.

    Raises:
        ModelLoadError: On entering, if ``load`` raised.
        SessionStateError: On entering, if an event loop runs in this thread.
    """

    def __init__(
        self,
        model: type[ReactorModel],
        *,
        config: Mapping[str, Any] | None = None,
        config_path: Path | None = None,
    ) -> None:
        self._loop = VirtualLoop()
        self.clock: VirtualClock = self._loop.clock
        """Tells the virtual time; ``advance`` it to let a computation take time."""
        self._stalls = StallWatch(model.__name__)
        try:
            self.engine = Engine(
                model,
                config=config,
                config_path=config_path,
                delivery=self._loop,
                clock=self.clock,
                guard=self._stalls.guard,
            )
        except BaseException:
            self._loop.close()
            raise

    def __enter__(self) -> Self:
        if _is_inside_a_loop():
            self._loop.close()
            raise SessionStateError(
                "ModelDriver runs a loop of its own, which cannot be inside one that "
                "runs, as in a notebook's cell or an async test; use it in a plain "
                "function under pytest, or here: await asyncio.to_thread(function)"
            )
        self._stalls.start()
        try:
            self._run(self.engine.control.pause())
            self._run(self.engine.start())
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def model(self) -> Any:
        """The model, ``None`` after the block."""
        return self.engine.model

    @property
    def state(self) -> Any:
        """The model's own ``InputState``, ``None`` without a client."""
        return None if self.model is None else self.model.state

    @property
    def _name(self) -> str:
        return self.engine.gateway.contract.name

    @property
    def log(self) -> SessionLog:
        """The session's log."""
        return self.engine.gateway.log

    @property
    def status(self) -> SessionStatus:
        """The session's status: ``paused`` between steps, once a client is there."""
        return self.engine.gateway.status.status

    def state_values(self) -> Mapping[str, JsonValue] | None:
        """Public state fields as clients know them."""
        return self.engine.gateway.state_values()

    def connect(self, name: str = "client") -> DriverClient:
        """Return a new client, once the hooks of its arrival have run."""
        client = DriverClient(self, name)
        client.connect()
        self.settle()
        return client

    def open_session(self) -> DriverSession:
        """Open a session without a client; it lasts until it is closed.

        Raises:
            SessionStateError: One is open already, be it a client's.
        """
        self.engine.gateway.open_session()
        self.settle()
        return DriverSession(self)

    def feed(
        self,
        track: str,
        frame: object,
        *,
        pts: float | None = None,
        metadata: bytes | None = None,
    ) -> None:
        """Send a frame to an input track; see :meth:`DriverClient.feed`.

        It is the frame of whoever publishes the track, else of the first client;
        without one it is dropped.
        """
        gateway = self.engine.gateway
        someone = next(iter(gateway.clients), ClientId(""))
        client = gateway.publisher(track) or someone
        feed_payload(gateway, client, track, frame, pts=pts, metadata=metadata)

    def step(self, n: int = 1) -> None:
        """Run exactly *n* steps (yields, or emits) and show what they made.

        Raises:
            ModelError: The model failed; the text has its traceback.
            TimeoutError: It made no step within 60 virtual seconds, or a loop of the
                model polls, or goes round, without ever waiting; the text names its
                line.
            SessionStateError: No client is connected.
        """
        for _ in range(n):
            self._fail_loudly()
            self._run(self._in_time(self.engine.control.step(), "the next step"))
            self._fail_loudly()
        self._show_all()

    def run_for(self, seconds: float) -> None:
        """Let the model run freely for *seconds* of its time, then hold it again.

        Raises:
            ModelError: The model failed; the text has its traceback.
        """
        self._fail_loudly()
        self._run(self.engine.control.resume())
        self.advance(seconds)
        self._fail_loudly()
        self._run(self.engine.control.pause())

    def advance(self, seconds: float) -> None:
        """Let *seconds* pass while the model is held; handlers still run."""
        self._run(asyncio.sleep(seconds))

    def restart(self) -> None:
        """Run the model again after a failure, without a second ``load``."""
        self._run(self.engine.control.restart())

    def settle(self) -> None:
        """Run hooks and handlers until every client, file and command is served."""
        self.run_until(lambda: self.engine.is_settled, "hooks and handlers")

    def run_until(self, condition: Callable[[], bool], what: str) -> None:
        """Let time pass until *condition* holds. Raises TimeoutError after 60 s."""

        async def wait() -> None:
            while not condition():  # noqa: ASYNC110 - the condition has no event
                await asyncio.sleep(_POLL)

        self._run(self._in_time(wait(), what))

    def last_error(self) -> str:
        """The newest error in the log, with its traceback; empty if there is none."""
        errors = [item for item in self.log.since() if item.kind is LogKind.ERROR]
        if not errors:
            return ""
        return f"{errors[-1].text}\n{errors[-1].data.get('traceback', '')}"

    def close(self) -> None:
        """Stop the model and close the loop. Idempotent."""
        if not self._loop.is_closed():
            try:
                self._run(self.engine.stop())
                self._run(self._loop.shutdown_asyncgens())
            finally:
                self._stalls.end()
                self._loop.close()

    def _show_all(self) -> None:
        due = self.engine.last_due
        if due is not None and due > self.clock.now():
            self.advance(due - self.clock.now())
        self.advance(_POLL)

    def _fail_loudly(self) -> None:
        if self.status is SessionStatus.FAILED:
            notice = self.engine.gateway.status
            raise ModelError(f"{notice.detail}\n{notice.traceback}".strip())

    async def _in_time(self, awaited: Coroutine[Any, Any, T], what: str) -> T:
        try:
            return await asyncio.wait_for(awaited, PATIENCE)
        except TimeoutError:
            raise TimeoutError(
                f"{self._name}: {what} took longer than {PATIENCE:g} s "
                f"of virtual time; {self._why_not()}"
            ) from None

    def _run(self, awaited: Coroutine[Any, Any, T]) -> T:
        work = self._loop.create_task(awaited)
        try:
            result = self._loop.run_until_complete(work)
        except StarvedError:
            reason = self._why_not(is_starved=True)
            work.cancel()
            raise TimeoutError(f"{self._name}: {reason}") from None
        except Exception:
            self._name_stall()
            raise
        self._name_stall()
        return result

    def _name_stall(self) -> None:
        """Say which loop of the model's was interrupted meanwhile, if one was.

        Raises:
            TimeoutError: One was.
        """
        place = self._stalls.take()
        if place is not None:
            raise TimeoutError(
                f"{self._name}: {place} goes round and never gives the "
                f"loop back; {_INSTEAD}"
            ) from None

    def _why_not(self, *, is_starved: bool = False) -> str:
        """Say what keeps the model from getting on."""
        if not (is_starved or self._loop.is_starved):
            return "it waits for something that does not happen"
        place = spinning_place(asyncio.all_tasks(self._loop)) or "some task"
        return (
            f"{place} never waits: it gives the loop back and is ready again at once; "
            f"{_INSTEAD}"
        )


def _is_inside_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
