"""The kernel's end of the relay: its id, its secret and the file that tells both."""

from __future__ import annotations

import re
import sys
import threading
from pathlib import Path

from reactor_notebook.relay.registration import (
    Registration,
    remove_registration,
    write_registration,
)

_CONNECTION_FILE = re.compile(r"kernel-(.+)\.json")

# One kernel can end one I/O thread while it starts the next.
_files = threading.Lock()


def current_kernel_id() -> str | None:
    """Return what the Jupyter Server calls this kernel, ``None`` outside a kernel."""
    module = sys.modules.get("ipykernel.kernelapp")
    application = getattr(module, "IPKernelApp", None)
    if application is None or not application.initialized():
        return None
    name = Path(application.instance().connection_file).name
    found = _CONNECTION_FILE.fullmatch(name)
    return found.group(1) if found is not None else None


class RelayRegistrar:
    """Registers one panel socket, from :meth:`open` to :meth:`close`.

    Attributes:
        secret: What a relay must know.
        kernel_id: Under which id the socket is registered, ``None`` while it is not.
        reason: Why it is not registered.
    """

    def __init__(self) -> None:
        self._registration = Registration.new(0)
        self.secret = self._registration.secret
        self.kernel_id: str | None = None
        self.reason = "the kernel has no socket"

    def open(self, port: int) -> None:
        """Register *port*. Without a kernel or a writable file the reason is kept."""
        kernel_id = current_kernel_id()
        if kernel_id is None:
            self.reason = "this Python is no Jupyter kernel"
            return
        self._registration = Registration(port, self.secret)
        try:
            with _files:
                write_registration(kernel_id, self._registration)
        except (OSError, ValueError) as error:
            self.reason = f"the kernel cannot register its socket: {error}"
            return
        self.kernel_id = kernel_id

    def close(self) -> None:
        """Remove the file, unless a later one has replaced it. Idempotent."""
        kernel_id, self.kernel_id = self.kernel_id, None
        if kernel_id is not None:
            with _files:
                remove_registration(kernel_id, self._registration)
