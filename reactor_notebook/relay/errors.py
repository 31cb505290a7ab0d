"""Why a page is not relayed."""

from __future__ import annotations

from reactor_runtime.errors import ReactorError


class RelayError(ReactorError):
    """A page cannot be relayed to the kernel that it asked for.

    Attributes:
        status: The HTTP status that says so.
        reason: One line for the person at the page.
    """

    def __init__(self, status: int, reason: str) -> None:
        self.status = status
        self.reason = reason
        super().__init__(reason)
