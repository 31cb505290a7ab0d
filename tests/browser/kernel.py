"""Talk to a running kernel beside the page: cells without a tab, forged messages."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from jupyter_client import AsyncKernelClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.browser.lab import LabServer

REPLY_SECONDS = 30.0


class Kernel:
    """A second client of one kernel. Made by :func:`kernel_client`."""

    def __init__(self, client: AsyncKernelClient) -> None:
        self._client = client

    async def run(self, source: str) -> str:
        """Run *source* and return what it printed.

        Raises:
            AssertionError: If it raised.
        """
        printed: list[str] = []

        def note(message: dict[str, Any]) -> None:
            if message["msg_type"] == "stream":
                printed.append(message["content"]["text"])

        reply = await self._client.execute_interactive(
            source, store_history=False, output_hook=note, timeout=REPLY_SECONDS
        )
        content = reply["content"]
        assert content["status"] == "ok", "\n".join(content.get("traceback", []))
        return "".join(printed)

    async def wait_until(self, claim: str, seconds: float = REPLY_SECONDS) -> None:
        """Wait until the expression *claim* is true in the kernel.

        Raises:
            AssertionError: If it is still false after *seconds*.
        """
        deadline = asyncio.get_running_loop().time() + seconds
        while (await self.run(f"print(bool({claim}))")).strip() != "True":
            assert asyncio.get_running_loop().time() < deadline, f"not: {claim}"
            await asyncio.sleep(0.1)

    def send_comm(
        self, comm_id: str, data: dict[str, Any], buffers: tuple[bytes, ...] = ()
    ) -> None:
        """Send one message on a comm that somebody else opened."""
        session = self._client.session
        message = session.msg("comm_msg", {"comm_id": comm_id, "data": data})
        session.send(self._client.shell_channel.socket, message, buffers=list(buffers))


@contextlib.asynccontextmanager
async def kernel_client(lab: LabServer, kernel_id: str) -> AsyncIterator[Kernel]:
    """Connect to the kernel *kernel_id* of *lab* for the length of the block."""
    client = AsyncKernelClient(connection_file=str(lab.connection_file(kernel_id)))
    client.load_connection_file()
    client.start_channels()
    try:
        await client.wait_for_ready(timeout=REPLY_SECONDS)
        yield Kernel(client)
    finally:
        client.stop_channels()
