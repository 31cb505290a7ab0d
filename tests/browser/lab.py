"""Start one Jupyter Server that shares nothing with the person's own.

Configuration, data, runtime files, settings and workspaces live in one folder, news
and extension lookups are off, and the server listens on loopback only. Whoever starts
the server stops it; stopping ends its kernels too.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.processes import ServerProcess, request_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

REPOSITORY = Path(__file__).resolve().parents[2]
START_SECONDS = 90.0
STOP_SECONDS = 15.0

_SETTINGS = {
    "apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
    "docmanager-extension/plugin": {"autosave": False},
}


class LabServer:
    """One JupyterLab process serving the notebooks in a folder of its own.

    Args:
        root: An empty folder for everything the server writes.
        app: What to run: ``jupyterlab``, ``notebook`` or, bare, ``jupyter_server``.
        base_url: Path below which the server lives, with a slash at both ends.
        relay: Whether the package's server extension is enabled, as by its install.
        proxy: Whether jupyter-server-proxy is enabled.
        options: More options of the server, by their full names.
        host: By which name pages know the machine; the browser must resolve it to
            127.0.0.1.
        python: Runs the server, and with it the kernels.

    Attributes:
        notebooks: The folder that the server shows.
        runtime: Where kernels put their connection files.
        port: Where the server listens on 127.0.0.1.
        url: Base address, with a slash at the end.
        page_base: The same as pages know it; it may be changed for a detour.
        token: Lets a client in.
    """

    def __init__(
        self,
        root: Path,
        *,
        app: str = "jupyterlab",
        base_url: str = "/",
        relay: bool = True,
        proxy: bool = False,
        options: Mapping[str, object] | None = None,
        host: str = "127.0.0.1",
        python: Sequence[str] = (sys.executable,),
    ) -> None:
        self._app = app
        self._python = python
        self._base_url = base_url
        self._extensions = {
            "reactor_notebook.relay": relay,
            "jupyter_server_proxy": proxy,
        }
        self._options = dict(options or {})
        self.notebooks = root / "notebooks"
        self.runtime = root / "runtime"
        self.log = root / "jupyter.log"
        self._root = root
        self.port = free_port()
        self.token = secrets.token_hex(16)
        self.url = f"http://127.0.0.1:{self.port}{base_url}"
        self.page_base = f"http://{host}:{self.port}{base_url}"
        self._process = ServerProcess(
            "JupyterLab",
            self.log,
            start_seconds=START_SECONDS,
            stop_seconds=STOP_SECONDS,
        )

    @property
    def pid(self) -> int:
        """Process id of the server. Raises RuntimeError before :meth:`start`."""
        return self._process.pid

    def start(self) -> None:
        """Start the server and wait until it answers.

        Raises:
            RuntimeError: If it ends or stays silent; the end of its log is included.
        """
        for folder in (self.notebooks, self.runtime):
            folder.mkdir(parents=True)
        self._write_settings()
        environment = private_environment(self._root)
        self._process.start(self._command(), self.notebooks, environment)
        self._process.wait_until(self._answers, f"did not answer at {self.url}")

    def stop(self) -> None:
        """End the server and its kernels. Idempotent."""
        self._process.stop()

    def page_url(self, path: str) -> str:
        """Address of a notebook in single-document mode, with a fresh workspace."""
        view = "notebooks" if self._app == "notebook" else "doc/tree"
        return f"{self.page_base}{view}/{path}?reset&token={self.token}"

    def request(self, method: str, path: str, body: object = None) -> Any:
        """Ask the server's REST interface; return the decoded answer, if any."""
        url = f"{self.url}api/{path}"
        return request_json(url, method, self.token, body, timeout=20)

    def kernels(self) -> list[str]:
        """Ids of the running kernels."""
        return [kernel["id"] for kernel in self.request("GET", "kernels")]

    def connection_file(self, kernel_id: str) -> Path:
        """Where the kernel's ports and key are written down."""
        return self.runtime / f"kernel-{kernel_id}.json"

    def _command(self) -> list[str]:
        options = {
            "ServerApp.ip": "127.0.0.1",
            "ServerApp.port": self.port,
            "ServerApp.port_retries": 0,
            "ServerApp.root_dir": self.notebooks,
            "ServerApp.base_url": self._base_url,
            "ServerApp.open_browser": False,
            "IdentityProvider.token": self.token,
            "LabApp.expose_app_in_browser": True,
            "JupyterNotebookApp.expose_app_in_browser": True,
            "LabApp.extension_manager": "readonly",
            "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
            "LabApp.news_url": None,
            "KernelManager.shutdown_wait_time": 3.0,
            # Without it Jupyter turns names that are not its own away.
            "ServerApp.allow_remote_access": True,
            **self._options,
        }
        flags = [f"--{name}={value}" for name, value in options.items()]
        return [*self._python, "-m", self._app, "--allow-root", *flags]

    def _write_settings(self) -> None:
        for plugin, values in _SETTINGS.items():
            path = self._root / "settings/@jupyterlab" / f"{plugin}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values))
        # Overrides whatever the environment's packages enable.
        extensions = {"ServerApp": {"jpserver_extensions": self._extensions}}
        path = self._root / "config/jupyter_server_config.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(extensions))

    def _answers(self) -> bool:
        self.request("GET", "status")
        return True


def private_environment(root: Path) -> dict[str, str]:
    """Return an environment in which Jupyter keeps everything of its own in *root*."""
    private = {
        "JUPYTER_CONFIG_PATH": REPOSITORY / "jupyter-config",
        "JUPYTER_CONFIG_DIR": root / "config",
        "JUPYTER_PATH": REPOSITORY / "jupyter-data",
        "JUPYTER_DATA_DIR": root / "data",
        "JUPYTER_RUNTIME_DIR": root / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": root / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": root / "workspaces",
        "IPYTHONDIR": root / "ipython",
        "PYTHONPATH": REPOSITORY,
        "PYTHONDONTWRITEBYTECODE": "1",
        "JUPYTER_PLATFORM_DIRS": "1",
    }
    return {**os.environ, **{name: str(value) for name, value in private.items()}}


def free_port() -> int:
    """Return a loopback TCP port that nothing listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
