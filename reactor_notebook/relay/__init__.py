"""The Jupyter Server extension that relays panels to the kernels of that server.

A page reaches its own server wherever it is reached, on JupyterHub and Binder too; the
relay takes it from there to the panel socket of one kernel. Installing the package
enables it (``jupyter-config/``); Jupyter's own rules say who may use it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

__all__: list[str] = []


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "reactor_notebook.relay"}]


def _load_jupyter_server_extension(server: ServerApp) -> None:
    from jupyter_server.utils import url_path_join

    from reactor_notebook.relay.handler import PATTERN, RelayHandler

    pattern = url_path_join(server.base_url, PATTERN)
    server.web_app.add_handlers(".*$", [(pattern, RelayHandler)])
    server.log.info("Reactor Notebook relays panels at %s", pattern)
