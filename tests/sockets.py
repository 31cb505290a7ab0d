"""WebSockets of tests, never by way of a proxy, with every websockets we support."""

from __future__ import annotations

import inspect
from typing import Any

from websockets.asyncio.client import connect as connect_by_environment

# websockets 15 began to ask the environment for a proxy, and to take a word against it.
_DIRECTLY: dict[str, Any] = (
    {"proxy": None}
    if "proxy" in inspect.signature(connect_by_environment.__init__).parameters
    else {}
)


def connect(url: str, **options: Any) -> connect_by_environment:
    """Connect to *url* itself, with the other options of websockets."""
    return connect_by_environment(url, **_DIRECTLY, **options)
