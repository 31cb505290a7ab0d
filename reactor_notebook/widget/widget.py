"""The widget: small synced state, and one callback for what the page sends.

JupyterLab saves a widget's traits with the notebook, so ``_esm`` is only a loader; the
panel's code travels by a message when a page asks for it.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Sequence

import anywidget
import traitlets

from reactor_runtime.panel import read_static

_ROUTE = "_reply_subshell_for"
"""Where a comm of ipykernel says which subshell takes a message."""

Received = Callable[[object, Sequence[bytes | memoryview]], None]


@functools.cache
def bundle_hash() -> str:
    """Return what names this version of the panel's code in a page."""
    return hashlib.sha256(read_static("panel.js").encode()).hexdigest()[:16]


class PanelWidget(anywidget.AnyWidget):
    """Mounts the panel of one session, any number of times."""

    _esm = traitlets.Unicode().tag(sync=True)
    bundle = traitlets.Unicode().tag(sync=True)
    session_id = traitlets.Unicode().tag(sync=True)

    def __init__(self, session_id: str) -> None:
        super().__init__(
            _esm=read_static("loader.js"), bundle=bundle_hash(), session_id=session_id
        )
        self.received: Received | None = None
        """Called with each custom message of a page and its buffers, in whatever thread
        the kernel handles comm messages on."""
        self.on_msg(self._dispatch)
        _take_messages_anywhere(self.comm)

    def post(self, content: dict[str, object], buffers: Sequence[bytes] = ()) -> None:
        """Send a custom message to every page; from any thread, nothing once closed."""
        if self.comm is not None:
            self.send(content, list(buffers))

    def set_state(self, sync_data: object) -> None:
        """Ignore what a page wants the synced state to be; it is the kernel's alone."""

    def close(self) -> None:
        """Close the comm; every view of the panel leaves its page."""
        self.received = None
        super().close()

    def _dispatch(
        self, _: object, content: object, buffers: Sequence[bytes | memoryview]
    ) -> None:
        if isinstance(content, dict) and content.get("type") == "bundle":
            self.post(
                {
                    "type": "bundle",
                    "hash": bundle_hash(),
                    "code": read_static("panel.js"),
                }
            )
        elif self.received is not None:
            self.received(content, buffers)


def _take_messages_anywhere(comm: object) -> None:
    """Let pages be heard on the subshell that they choose, while the main one works.

    Of its own accord ipykernel (from 7.4 on) hands a comm's messages to the shell that
    sent last on it. That is the one on which ``load`` may compute for minutes.
    """
    if hasattr(comm, _ROUTE):
        setattr(comm, _ROUTE, _as_the_page_wishes)


def _as_the_page_wishes(_: object, subshell_id: str | None) -> str | None:
    return subshell_id
