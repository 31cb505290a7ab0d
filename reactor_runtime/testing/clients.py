"""What a driver hands out: clients, and a session that is open without one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, Self

from reactor_runtime.errors import CommandError
from reactor_runtime.interface import UploadedFile
from reactor_runtime.transports.inprocess import (
    InProcessClient,
    Message,
    store_file,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from reactor_runtime.engine.engine import Engine
    from reactor_runtime.values import UploadReference


class SteppedEngine(Protocol):
    """What these need of a driver."""

    @property
    def engine(self) -> Engine:
        """The engine, on the driver's loop."""

    def settle(self) -> None:
        """Run hooks and handlers until every client, file and command is served."""

    def run_until(self, condition: Callable[[], bool], what: str) -> None:
        """Let time pass until *condition* holds. Raises TimeoutError after 60 s."""

    def last_error(self) -> str:
        """The newest error in the log, with its traceback; empty if there is none."""


class DriverClient(InProcessClient):
    """A client of a driver; every call runs the model's loop."""

    def __init__(self, driver: SteppedEngine, client: str) -> None:
        super().__init__(driver.engine.gateway, client)
        self._driver = driver
        self._requests = 0

    def send(self, name: str, /, **arguments: Any) -> Message | None:
        """Send a command and wait for its handler.

        An ``UploadedFile`` or an ``UploadReference`` stands for a file.

        Returns:
            The message that the handler returned, if any.

        Raises:
            CommandRejectedError: It was refused; nothing has changed.
            CommandError: The handler failed, with the code that a client sees.
        """
        files = {
            key: self.upload(value.name, value.data, value.mime_type)
            for key, value in arguments.items()
            if isinstance(value, UploadedFile)
        }
        answer = self._submit(name, arguments | files, self._next_id())
        self._driver.run_until(answer.done, f"the handler of {name!r}")
        notice = answer.result()
        if notice.code is not None:
            text = notice.text or self._driver.last_error()
            raise CommandError(notice.code, text)
        if notice.message is None:
            return None
        return Message(notice.message.type, notice.message.data)

    def upload(
        self, name: str, data: bytes, mime_type: str = "application/octet-stream"
    ) -> UploadReference:
        """Send a file and let ``@file_uploaded`` run."""
        reference = super().upload(name, data, mime_type)
        self._driver.settle()
        return reference

    def leave(self, reason: str = "left") -> Future[None]:
        """Leave, and let the hooks run."""
        left = super().leave(reason)
        self._driver.settle()
        return left

    def _next_id(self) -> str:
        self._requests += 1
        return f"{self.id}-{self._requests}"


class DriverSession:
    """A session of a driver that is open though nobody is there.

    Clients come and go, as they do in a server; its files and the model's state stay
    until :meth:`close`, or the end of its ``with`` block.
    """

    def __init__(self, driver: SteppedEngine) -> None:
        self._driver = driver
        self._gateway = driver.engine.gateway

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def upload(
        self, name: str, data: bytes, mime_type: str = "application/octet-stream"
    ) -> UploadReference:
        """Send a file, be it before the first client; a client's command may name it.

        ``@file_uploaded`` runs before the first handler that gets it.

        Raises:
            UploadError: It is over a limit, or the session is closed.
        """
        return store_file(self._gateway, name, data, mime_type)

    def close(self, reason: str = "closed") -> None:
        """Send everybody away and let the last hooks run. Idempotent."""
        self._gateway.close_session(reason)
        self._driver.settle()
