"""The widget's comm as one more way to the panel, and the offer of a better one.

Each view that a page makes of the widget is one viewer of the session. All methods run
on the I/O thread's loop except :meth:`CommTransport.receive`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from reactor_runtime.transports.viewers.carrying import LARGEST_MESSAGE
from reactor_runtime.weight import KIB, MIB, weigh

if TYPE_CHECKING:
    from reactor_runtime.transports.viewers.panel_session import PanelSession
    from reactor_runtime.transports.viewers.viewer import Viewer

Post = Callable[[dict[str, object], Sequence[bytes]], None]
"""Sends a custom message to every page of one widget."""

Buffers = Sequence[bytes | memoryview]

_VIEWS = 64
_LONGEST_NAME = 200
_LONGEST_ORIGIN = 2_000
_LARGEST_HELLO = 64 * KIB
_MOST_WAITING_BYTES = 64 * MIB

RELAY, PROXY, DIRECT = "relay", "proxy", "direct"


class Offer(Protocol):
    """The socket of the I/O thread, as far as a session's pages need it."""

    def open(self, session_id: str, panel: PanelSession) -> None:
        """Serve *panel* under *session_id*."""

    def links(self, session_id: str, origin: str) -> PanelOffer:
        """Allow *origin*; returns what its pages may try."""

    def shut(self, session_id: str) -> None:
        """Stop serving *session_id*."""


class CommLink:
    """One view's end of the comm, as the viewer sees it."""

    def __init__(self, view: str, post: Post) -> None:
        self._view = view
        self._post = post

    def send(self, header: dict[str, object], buffers: list[bytes]) -> None:
        """Send one panel message to the view."""
        self._post({"type": "panel", "view": self._view, "header": header}, buffers)

    def close(self) -> None:
        """Do nothing: the comm belongs to the widget."""


@dataclass(slots=True)
class _View:
    hello: Mapping[str, object] | None = None
    viewer: Viewer | None = None


class CommTransport:
    """Carries the panels of one session over its widget's comm.

    At most 64 views are kept, with a hello of at most 64 KiB each; the one that was
    heard of first gives way. A message over 2 MiB is refused, as on a socket, and so is
    what comes while 64 MiB wait for an I/O thread that does not take them.

    Args:
        session_id: What the socket calls the session.
        post: Sends to the pages. Must not wait.
        offer: The socket to offer.
        schedule: Runs a function soon on the I/O thread's loop.
    """

    def __init__(
        self,
        session_id: str,
        post: Post,
        offer: Offer,
        schedule: Callable[..., object],
    ) -> None:
        self._session_id = session_id
        self._post = post
        self._offer = offer
        self._schedule = schedule
        self._panel: PanelSession | None = None
        self._views: dict[str, _View] = {}
        self._announced: dict[str, str] = {}
        # Two counters, so that who takes never writes what receivers write.
        self._bytes_in = self._bytes_out = 0

    def receive(self, content: object, buffers: Buffers) -> None:
        """Take a custom message of a page. From any thread."""
        # The kernel may reuse its memory once the handler has returned.
        copies = [bytes(buffer) for buffer in buffers]
        size = weigh(content) + sum(map(len, copies))
        if self._bytes_in - self._bytes_out > _MOST_WAITING_BYTES:
            self._refuse("", "came while too many waited; the kernel is busy")
            return
        self._bytes_in += size
        self._schedule(self._take, size, content, copies)

    def mount(self, panel: PanelSession) -> None:
        """Show *panel* to every page, those already there and those to come."""
        self._panel = panel
        # Before the offers, which name what is open.
        self._offer.open(self._session_id, panel)
        for name, view in self._views.items():
            if view.hello is not None:
                self._attach(name, view, view.hello)
        for name, origin in self._announced.items():
            self._send_offer(name, origin)

    def unmount(self, status: str | None = None) -> None:
        """Leave the panel session that is shown; the pages stay known.

        Args:
            status: What the pages are told that the session's status now is.
        """
        self._panel = None
        self._offer.shut(self._session_id)
        for name, view in self._views.items():
            if view.viewer is not None:
                view.viewer.close()
            view.viewer = None
            if status is not None:
                header: dict[str, object] = {"type": "status", "status": status}
                CommLink(name, self._post).send(header, [])

    def _take(self, size: int, content: object, buffers: list[bytes]) -> None:
        self._bytes_out += size
        name = content.get("view") if isinstance(content, dict) else None
        if not isinstance(name, str) or len(name) > _LONGEST_NAME:
            self._refuse("", f"needs a string 'view', got {content!r:.200}")
            return
        assert isinstance(content, dict)
        length = sum(map(len, buffers))
        if length > LARGEST_MESSAGE:
            self._refuse(
                name,
                f"has {length} bytes, at most {LARGEST_MESSAGE} are taken; send files "
                "in chunks of the size that the welcome names",
            )
            return
        match content.get("type"):
            case "announce":
                self._announce(name, content.get("origin"))
            case "panel":
                self._relay(name, content.get("header"), buffers)
            case "close":
                self._close(name)
            case other:
                self._refuse(
                    name,
                    f"has unknown type {other!r}; expected 'bundle', 'announce', "
                    "'panel' or 'close'",
                )

    def _announce(self, name: str, origin: object) -> None:
        if not isinstance(origin, str) or len(origin) > _LONGEST_ORIGIN:
            self._refuse(name, f"needs a string 'origin', got {origin!r:.200}")
            return
        _bound(self._announced)
        self._announced[name] = origin
        if self._panel is not None:
            self._send_offer(name, origin)

    def _send_offer(self, name: str, origin: str) -> None:
        offer = self._offer.links(self._session_id, origin)
        self._post(
            {
                "type": "offer",
                "view": name,
                "links": list(offer.links),
                "refusals": list(offer.refusals),
            },
            [],
        )

    def _relay(self, name: str, header: object, buffers: list[bytes]) -> None:
        if not isinstance(header, dict):
            self._refuse(name, f"needs an object 'header', got {header!r:.200}")
            return
        is_hello = header.get("type") == "hello"
        if is_hello and weigh(header) > _LARGEST_HELLO:
            self._refuse(name, f"is a hello over {_LARGEST_HELLO} bytes")
            return
        view = self._views.get(name)
        if view is None:
            oldest = _bound(self._views)
            if oldest is not None and oldest.viewer is not None:
                oldest.viewer.close()
            view = self._views[name] = _View()
        if is_hello:
            view.hello = header
            self._attach(name, view, header)
        elif view.viewer is not None:
            view.viewer.receive(header, buffers)
        elif self._panel is not None:
            self._refuse(name, "must begin with 'hello'")

    def _attach(self, name: str, view: _View, hello: Mapping[str, object]) -> None:
        if self._panel is None:
            return
        if view.viewer is not None:
            view.viewer.close()
        view.viewer = self._panel.attach(
            CommLink(name, self._post), "comm", window=None
        )
        view.viewer.receive(dict(hello), [])

    def _close(self, name: str) -> None:
        self._announced.pop(name, None)
        view = self._views.pop(name, None)
        if view is not None and view.viewer is not None:
            view.viewer.close()

    def _refuse(self, name: str, text: str) -> None:
        header = {"type": "error", "text": f"A message of the panel {text}."}
        self._post({"type": "panel", "view": name, "header": header}, [])


def _bound(
    entries: dict[str, object] | dict[str, _View] | dict[str, str],
) -> _View | None:
    """Make room for one more entry; returns the view that gave way, if one did."""
    if len(entries) < _VIEWS:
        return None
    gone = entries.pop(next(iter(entries)))
    return gone if isinstance(gone, _View) else None


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
