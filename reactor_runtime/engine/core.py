"""What the parts of one engine share: the session, its lock, its loop, its reports."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVarTuple, Unpack

from reactor_runtime.engine.endings import Endings
from reactor_runtime.engine.gate import StepGate
from reactor_runtime.engine.guarding.advice import about_joining, explain
from reactor_runtime.engine.guarding.guard import ModelInterruptedError, describe
from reactor_runtime.engine.pulse import Pulse
from reactor_runtime.errors import SessionStateError, TaskCancelledError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.notices import ContractNotice
from reactor_runtime.session.status import Hold, LifecycleEvent, SessionStatus
from reactor_runtime.supervision import SupervisedTask, post
from reactor_runtime.values import NO_METADATA

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Coroutine, Mapping

    from reactor_runtime.clock import Clock
    from reactor_runtime.contract import ModelContract
    from reactor_runtime.engine.guarding.guard import StepGuard
    from reactor_runtime.engine.ports import ClientPorts
    from reactor_runtime.interface.messages import ModelMessage
    from reactor_runtime.session.entry import LogEntry
    from reactor_runtime.session.notices import Notice
    from reactor_runtime.session.session import Session
    from reactor_runtime.values import ClientId, JsonValue

Args = TypeVarTuple("Args")

ENDED = (SessionStatus.STOPPING, SessionStatus.STOPPED)

_CANCELLED = (
    "The session's tasks were cancelled by somebody who does not own them, or with "
    "their event loop; stop a model before its loop ends"
)


class Core:
    """One session, its lock, and the ways to tell what happened.

    Every method may be called from any thread, where it does not say otherwise.

    Args:
        session: The rules; touched only under :attr:`lock`.
        clock: The engine's clock.
        ports: Where notices go.
        guard: Entered round every piece of model code.
    """

    def __init__(
        self, session: Session, clock: Clock, ports: ClientPorts, guard: StepGuard
    ) -> None:
        self.session = session
        self.clock = clock
        self.ports = ports
        self.guard = guard
        self.loop: asyncio.AbstractEventLoop | None = None
        """The engine's loop, from its start on."""
        self.lock = threading.RLock()
        self.gate = StepGate()
        self.endings = Endings(self.lock)
        """Who waits for a client, a presence or a session to be over."""
        self.model: Any = None
        """The model while the engine runs, else ``None``."""
        self._is_present = False
        self.takes_frames = False
        """Whether a client sees what is emitted: a presence, with its first hooks."""
        self.progress = Pulse()
        """Fired on the engine's loop after a step, a first frame, a new status."""
        self.changed = Pulse()
        """Fired on the engine's loop when clients may have come or gone."""
        self.on_stuck: Callable[[], None] = lambda: None
        """Called when clients do not take their notices any more."""
        self.on_woken: Callable[[], None] = self.progress.fire
        """Called on the engine's loop when something has come for it."""
        self.on_broken: Callable[[], None] = lambda: None
        """Called on the engine's loop when a part of the engine itself has failed."""

    @property
    def contract(self) -> ModelContract:
        """The contract in force."""
        return self.session.contract

    def set_contract(self, contract: ModelContract) -> None:
        """Put *contract* in force for every command from now on; tell every client."""
        with self.lock:
            self.session.set_contract(self.clock.now(), contract)
            self.notify(ContractNotice(contract))

    def join(self, contract: ModelContract) -> None:
        """Put *contract* in force, which a class has just joined; say so once."""
        if contract is self.contract:
            return
        text = about_joining(self.contract, contract)
        self.set_contract(contract)
        if text:
            self.note(LogKind.NOTE, text)

    def encode(self, message: ModelMessage) -> tuple[str, dict[str, JsonValue]]:
        """Return type and data of *message*, whose class joins if it is a new one.

        Raises:
            TypeError: If it is no message, or JSON cannot carry a field.
        """
        contract = self.contract.for_message(message)
        encoded = contract.encode_message(message)
        self.join(contract)
        return encoded

    def is_present(self) -> bool:
        """Whether a presence is on, ``@connected`` having run."""
        return self._is_present

    def set_presence(self, *, is_on: bool) -> None:
        """Say that a presence has begun or ended. On the engine's loop."""
        self._is_present = self.takes_frames = is_on

    @property
    def status(self) -> SessionStatus:
        """Where the session is in its life."""
        return self.session.status.status

    def supervise(
        self, coroutine: Coroutine[Any, Any, None], name: str
    ) -> SupervisedTask[None]:
        """Start a task without which the session cannot go on. On the engine's loop."""
        failed = partial(self.break_down, f"The engine's task {name!r} ended")
        return SupervisedTask(coroutine, name=name, failed=failed)

    def wake(self) -> None:
        """Let the engine's loop look at what has come."""
        self.post(self.on_woken)

    def post(
        self, function: Callable[[Unpack[Args]], object], *arguments: *Args
    ) -> None:
        """Call *function* on the engine's loop; without a loop, do nothing."""
        if self.loop is None:
            return
        failed = partial(self.break_down, "The engine could not be woken")
        is_posted = post(self.loop, function, *arguments, failed=failed)
        if not is_posted and self.status not in ENDED:
            error = SessionStateError("the event loop that it ran on was closed")
            self.break_down("The session's event loop has ended", error)

    def break_down(self, what: str, error: BaseException) -> None:
        """Fail the session, because a part of the engine itself has.

        Whoever waits for an answer gets one, and commands are refused until the session
        is restarted. On the engine's loop, or when that has ended.
        """
        is_cancelled = isinstance(error, TaskCancelledError)
        with self.lock:
            if self.session.defect or self.status in ENDED:
                if not is_cancelled:
                    self.error(what, error)
                return
            if is_cancelled:
                what = _CANCELLED
            self.session.defect = what
            self.session.spans.drop_commands()
            self.fail(what, None if is_cancelled else error)
        self.on_broken()

    def mend(self) -> None:
        """Serve commands again, and end what is to end, after a breakdown."""
        self.session.defect = ""
        self.endings.serve(is_on=True)

    def note(
        self,
        kind: LogKind,
        text: str,
        client: ClientId | None = None,
        data: Mapping[str, JsonValue] = NO_METADATA,
    ) -> LogEntry:
        """Append to the session's log."""
        with self.lock:
            now = self.clock.now()
            return self.session.note(now, kind, text, client=client, data=data)

    def error(
        self,
        what: str,
        error: BaseException,
        client: ClientId | None = None,
        data: Mapping[str, JsonValue] = NO_METADATA,
    ) -> None:
        """Log an exception with its traceback."""
        text = f"{what}: {explain(error, self.contract)}"
        facts = {**data, "traceback": describe(error)}
        self.note(LogKind.ERROR, text, client, facts)

    def notify(self, notice: Notice, client: ClientId | None = None) -> None:
        """Send *notice* to one client, or with ``None`` to all."""
        with self.lock:
            # Under the lock, so that clients hear things in the order of the log.
            if self.ports.is_stuck:
                self.on_stuck()
            self.ports.notify(notice, client)

    def move(
        self, event: LifecycleEvent, detail: str = "", traceback: str = ""
    ) -> None:
        """Change the status and tell every client. On the engine's loop.

        Raises:
            SessionStateError: The event does not fit the status.
        """
        with self.lock:
            now = self.clock.now()
            self.notify(self.session.move(now, event, detail, traceback))
        self.progress.fire()

    def resume_status(self) -> None:
        """Go from ready to running, or to paused while the model is held."""
        with self.lock:
            self.move(LifecycleEvent.PRESENCE_BEGAN)
            if self.session.is_held:
                self.move(LifecycleEvent.HELD)

    def fail(self, what: str, error: BaseException | None = None) -> None:
        """Report that the model's own loop ended and will not go on by itself."""
        detail = what if error is None else f"{what}: {explain(error, self.contract)}"
        traceback = describe(error) if error is not None else ""
        with self.lock:
            if self.status in ENDED:
                return
            self.note(LogKind.ERROR, detail, data={"traceback": traceback})
            if self.status is not SessionStatus.FAILED:
                self.move(LifecycleEvent.MODEL_FAILED, detail, traceback)

    def interrupted(self, what: str, error: ModelInterruptedError) -> None:
        """Hold the model after an interrupt and say where it was. On its loop."""
        detail = f"Interrupted in {what}: {error.place}"
        with self.lock:
            self.session.holds.add(Hold.PERSON)
            self.gate.hold()
            if self.status is SessionStatus.RUNNING:
                self.move(LifecycleEvent.HELD, detail, error.traceback)
            else:
                now = self.clock.now()
                self.notify(self.session.restate(now, detail, error.traceback))
