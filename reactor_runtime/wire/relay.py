"""How a relay and a panel socket prove to each other that they know one secret.

The secret itself never crosses the connection: each side sends a code made of it, of
the WebSocket handshake's random key and of the path, so that neither a code nor a
listener on a port that changed hands is of use to anybody else.
"""

from __future__ import annotations

import hashlib
import hmac

RELAY_HEADER = "X-Reactor-Relay"
KERNEL_HEADER = "X-Reactor-Kernel"


def relay_proof(secret: str, key: str, path: str) -> str:
    """Return what the relay shows in its request, as 64 hexadecimal digits.

    Args:
        secret: What both sides know.
        key: ``Sec-WebSocket-Key`` of the request.
        path: Path of the request, without a query.
    """
    return _code(secret, "relay", key, path)


def kernel_proof(secret: str, key: str, path: str) -> str:
    """Return what the panel socket shows in its answer to the same request."""
    return _code(secret, "kernel", key, path)


def is_proof(shown: str, expected: str) -> bool:
    """Whether *shown*, which may be any text, is what was *expected*.

    It takes as long for any two texts of one length.
    """
    return hmac.compare_digest(_as_bytes(shown), _as_bytes(expected))


def _code(secret: str, *parts: str) -> str:
    message = _as_bytes("\n".join(parts))
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def _as_bytes(text: str) -> bytes:
    # A header's bytes that are no ASCII may come as half characters.
    return text.encode(errors="surrogatepass")
