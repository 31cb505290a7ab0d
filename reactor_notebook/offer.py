"""The links that a kernel offers to a page, best first, and why some are missing."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

RELAY, PROXY, DIRECT = "relay", "proxy", "direct"


@dataclass(frozen=True, slots=True)
class PanelOffer:
    """What a page is told when it announces itself.

    Args:
        links: Links to try in this order. One with a ``path`` leads through the page's
            own Jupyter Server, below its base URL; one with a ``url`` and a ``token``
            does not.
        refusals: Rungs that are not offered, each with its ``reason``.
    """

    links: tuple[dict[str, str], ...]
    refusals: tuple[dict[str, str], ...]


def no_socket(reason: str) -> PanelOffer:
    """Return the offer of a kernel whose panels have the comm alone."""
    return PanelOffer((), ({"rung": DIRECT, "reason": reason},))


def socket_offer(
    session_id: str,
    url: str,
    port: int,
    token: str,
    kernel_id: str | None,
    relay_reason: str,
) -> PanelOffer:
    """Return the offer of a kernel whose panel socket listens on *port*.

    Args:
        session_id: The session that the page shows.
        url: Where the socket serves it.
        port: Port of the socket.
        token: Lets the session's pages in.
        kernel_id: As which the socket is registered for the relay; ``None`` if not.
        relay_reason: Why it is not registered.
    """
    proxy = f"proxy/{port}/panel/{quote(session_id, safe='')}?key={quote(token)}"
    links = [
        {"rung": PROXY, "path": proxy},
        {"rung": DIRECT, "url": url, "token": token},
    ]
    if kernel_id is None:
        return PanelOffer(tuple(links), ({"rung": RELAY, "reason": relay_reason},))
    relay = f"reactor/relay/{quote(kernel_id, safe='')}/{quote(session_id, safe='')}"
    return PanelOffer(({"rung": RELAY, "path": relay}, *links), ())
