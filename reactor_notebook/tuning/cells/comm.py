"""The comm between this kernel and the pages that can change their cells.

Its id is fixed and nothing opens it: a front end that does not know it hears a message
that it ignores, and no more. A page that comes later finds it by ``comm_info_request``.
Pages answer on the control channel, which is heard while a cell runs and awaits.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from comm import get_comm_manager
from comm.base_comm import BaseComm

from reactor_notebook.tuning.cells.pages import CellPages
from reactor_runtime.supervision import call_later, log, post

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NAME = "reactor_cells"
"""The comm's id and its target, and the type of what pages send."""


class CellComm(BaseComm):
    """One end of the comm, as long as the extension is loaded.

    Args:
        kernel: An ipykernel.
    """

    def __init__(self, kernel: Any) -> None:
        self._kernel = kernel
        super().__init__(target_name=NAME, comm_id=NAME, primary=False)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pages = CellPages(self.send, self._later, self._last_client)

    def connect(self) -> None:
        """Hear pages, and ask those that are there already to say so."""
        get_comm_manager().register_comm(self)
        self._kernel.control_handlers[NAME] = self._take
        self._pages.announce()

    def disconnect(self) -> None:
        """Hear no page any more."""
        get_comm_manager().unregister_comm(self)
        self._kernel.control_handlers.pop(NAME, None)
        self._pages.close()

    def publish_msg(
        self,
        msg_type: str,
        data: dict[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,
        buffers: list[bytes] | None = None,
        **_: object,
    ) -> None:
        """Send a message of no cell to every page; that it ends is told to nobody."""
        if msg_type == "comm_msg":
            self._kernel.session.send(
                self._kernel.iopub_socket,
                msg_type,
                {"comm_id": self.comm_id, "data": data},
                metadata=metadata,
                ident=self.topic,
                buffers=buffers,
            )

    def _take(
        self, _stream: object, _ident: object, message: Mapping[str, Any]
    ) -> None:
        said = message["content"]
        if isinstance(said, dict):
            self._loop = asyncio.get_running_loop()
            self._pages.take(message["header"]["session"], said)

    def _later(self, seconds: float, function: Callable[[], None]) -> None:
        """Call *function* on the loop that hears the pages, which no cell holds up."""
        assert self._loop is not None
        start = partial(call_later, self._loop, seconds, function, failed=_failed)
        post(self._loop, start, failed=_failed)

    def _last_client(self) -> str | None:
        header = (self._kernel.get_parent("shell") or {}).get("header") or {}
        found = header.get("session")
        return found if isinstance(found, str) else None


_failed = partial(log, "Waiting for a page that changes its cells")

_OPEN: list[CellComm] = []


def open_cells(kernel: Any) -> None:
    """Let the pages of *kernel* change their cells, if it is one that can hear them."""
    if hasattr(kernel, "control_handlers"):
        _OPEN.append(CellComm(kernel))
        _OPEN[-1].connect()


def close_cells() -> None:
    """Take back what :func:`open_cells` did."""
    while _OPEN:
        _OPEN.pop().disconnect()
