"""What the parts of one engine share: the session and how to report to people."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from reactor_runtime.contract.joining import told
from reactor_runtime.engine.gate import StepGate
from reactor_runtime.engine.guarding.advice import explain
from reactor_runtime.engine.guarding.guard import ModelInterruptedError, describe
from reactor_runtime.engine.pulse import Pulse
from reactor_runtime.session.log import LogKind
from reactor_runtime.session.machine import LifecycleEvent
from reactor_runtime.session.notices import ContractNotice
from reactor_runtime.session.status import Hold, SessionStatus
from reactor_runtime.supervision import SupervisedTask
from reactor_runtime.values import NO_METADATA

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from reactor_runtime.clock import Clock
    from reactor_runtime.contract import ModelContract
    from reactor_runtime.engine.guarding.guard import StepGuard
    from reactor_runtime.engine.playout import Playout
    from reactor_runtime.interface.messages import ModelMessage
    from reactor_runtime.session.log import LogEntry
    from reactor_runtime.session.notices import Notice
    from reactor_runtime.session.session import Session
    from reactor_runtime.values import ClientId, JsonValue


class Core:
    """One session, its lock, and the ways to tell what happened.

    Every method may be called from any thread, where it does not say otherwise.

    Args:
        session: The rules; touched only under :attr:`lock`.
        clock: The engine's clock.
        playout: Where notices go.
        guard: Entered round every piece of model code.
    """

    def __init__(
        self, session: Session, clock: Clock, playout: Playout, guard: StepGuard
    ) -> None:
        self.session = session
        self.clock = clock
        self.playout = playout
        self.guard = guard
        self.lock = threading.RLock()
        self.gate = StepGate()
        self.model: Any = None
        """The model while the engine runs, else ``None``."""
        self._is_present = False
        self.takes_frames = False
        """Whether a client sees what is emitted: a presence, with its first hooks."""
        self.progress = Pulse()
        """Fired on the engine's loop after a step, a first frame, a new status."""
        self.on_stuck: Callable[[], None] = lambda: None
        """Called when clients do not take their notices any more."""
        self.on_broken: Callable[[str, BaseException], None] = self.fail
        """Called on the engine's loop when a part of the engine itself has failed."""

    @property
    def contract(self) -> ModelContract:
        """The contract in force."""
        return self.session.contract

    def set_contract(self, contract: ModelContract) -> None:
        """Put *contract* in force for every command from now on; tell every client."""
        with self.lock:
            self.session.set_contract(self.clock.now(), contract)
            self.tell(ContractNotice(contract))

    def join(self, contract: ModelContract) -> None:
        """Put *contract* in force, which a class has just joined; say so once."""
        if contract is self.contract:
            return
        text = told(self.contract, contract)
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

        def failed(error: BaseException) -> None:
            self.on_broken(f"The engine's task {name!r} ended", error)

        return SupervisedTask(coroutine, name=name, failed=failed)

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

    def tell(self, notice: Notice, client: ClientId | None = None) -> None:
        """Send *notice* to one client, or with ``None`` to all."""
        with self.lock:
            if self.playout.is_stuck:
                self.on_stuck()
            self.playout.notify(notice, client)

    def move(
        self, event: LifecycleEvent, detail: str = "", traceback: str = ""
    ) -> None:
        """Change the status and tell every client. On the engine's loop.

        Raises:
            SessionStateError: The event does not fit the status.
        """
        with self.lock:
            now = self.clock.now()
            self.tell(self.session.move(now, event, detail, traceback))
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
            if self.status in (SessionStatus.STOPPING, SessionStatus.STOPPED):
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
                self.tell(self.session.restate(now, detail, error.traceback))
