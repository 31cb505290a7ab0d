"""Carry one panel over one socket, whichever library's it is."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from reactor_runtime.errors import WireError
from reactor_runtime.supervision import SupervisedTask
from reactor_runtime.transports.viewers.panel_session import WINDOW
from reactor_runtime.transports.viewers.socket_link import SocketEndedError, SocketLink
from reactor_runtime.wire.panel import unpack

if TYPE_CHECKING:
    from reactor_runtime.transports.viewers.panel_session import PanelSession
    from reactor_runtime.transports.viewers.socket_link import PanelSocket
    from reactor_runtime.transports.viewers.viewer import Viewer

LARGEST_MESSAGE = 2 * 2**20
HELLO_WITHIN = 10.0

_POLICY_VIOLATION = 1008


async def carry(
    socket: PanelSocket, panel: PanelSession, rung: str, links: set[SocketLink]
) -> None:
    """Let one panel look at *panel* over *socket* until either ends.

    A message that is not the protocol, or is over 2 MiB, is answered with an ``error``
    and the panel goes on; one that says no hello within 10 s is closed with code 1008.

    Args:
        socket: It is open.
        panel: On whose loop this runs.
        rung: Name of the link, for the panel.
        links: Holds the panel's link meanwhile: closing that ends it in order.
    """
    link, gateway = SocketLink(socket), panel.gateway

    def failed(error: BaseException) -> None:
        gateway.report("Sending to a panel failed", error)
        socket.abort()

    sender = SupervisedTask(link.run(), name="panel-sender", failed=failed)
    links.add(link)
    viewer = panel.attach(link, rung, window=WINDOW)
    try:
        await _receive(socket, viewer)
    except Exception as error:
        gateway.report("A panel's connection failed", error)
        raise
    finally:
        viewer.close()
        links.discard(link)
        sender.dismiss()
        await asyncio.wait([sender])


async def _receive(socket: PanelSocket, viewer: Viewer) -> None:
    try:
        async with asyncio.timeout(HELLO_WITHIN):
            while not viewer.is_welcomed:
                pass_on(await socket.receive(), viewer)
        while True:
            pass_on(await socket.receive(), viewer)
    except SocketEndedError:
        return
    except TimeoutError:
        await socket.close(_POLICY_VIOLATION, "no hello came in time")


def pass_on(message: str | bytes, viewer: Viewer) -> None:
    """Let *viewer* take one message of its socket, or say what is wrong with it."""
    if isinstance(message, str):
        viewer.refuse(
            "This socket takes binary messages (header length, JSON header, buffers), "
            f"got a text of {len(message)} characters. Send binary."
        )
        return
    if len(message) > LARGEST_MESSAGE:
        viewer.refuse(
            f"A message of {len(message)} bytes came, at most {LARGEST_MESSAGE} are "
            "taken. Send files in chunks of the size that the welcome names."
        )
        return
    try:
        header, buffers = unpack(message)
    except WireError as error:
        viewer.refuse(str(error))
        return
    viewer.receive(header, buffers)
