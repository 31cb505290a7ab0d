"""Start one JupyterHub whose users are whoever logs in.

Every user's server is a process of the same system user, and all of them share one
runtime directory: what separates them here is only what the programs themselves check.
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import Any

from tests.browser.lab import REPOSITORY, free_port
from tests.processes import ServerProcess, request_json

START_SECONDS = 120.0
STOP_SECONDS = 20.0
PROXY = Path(__file__).parent / "node_modules/.bin/configurable-http-proxy"

_CONFIG = """
c.JupyterHub.bind_url = "http://127.0.0.1:{port}/"
c.JupyterHub.hub_port = {hub_port}
c.JupyterHub.db_url = "sqlite:///{root}/hub.sqlite"
c.JupyterHub.cookie_secret_file = "{root}/cookie_secret"
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = "{password}"
c.Authenticator.allow_all = True
c.JupyterHub.services = [{{"name": "tests", "api_token": "{token}"}}]
c.JupyterHub.load_roles = [
    {{"name": "tests", "services": ["tests"],
      "scopes": ["admin:users", "admin:servers", "tokens", "access:servers"]}}
]
c.JupyterHub.spawner_class = "simple"
c.JupyterHub.cleanup_servers = True
c.SimpleLocalProcessSpawner.home_dir_template = "{root}/home/{{username}}"
c.Spawner.cmd = ["{python}", "-m", "jupyterhub.singleuser"]
c.Spawner.args = {arguments}
c.Spawner.environment = {environment}
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 120
c.ConfigurableHTTPProxy.command = ["{proxy}"]
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api_port}"
c.ConfigurableHTTPProxy.pid_file = "{root}/proxy.pid"
"""

_ARGUMENTS = (
    "--allow-root",
    "--LabApp.expose_app_in_browser=True",
    "--LabApp.extension_manager=readonly",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
    "--KernelManager.shutdown_wait_time=3.0",
)


class Hub:
    """One JupyterHub process with its proxy.

    Args:
        root: An empty folder for everything that hub and users write.

    Attributes:
        url: Base address, with a slash at the end.
        password: Lets every user in.
        runtime: Where the kernels of every user put their files.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.runtime = root / "runtime"
        self.log = root / "hub.log"
        self.password = secrets.token_hex(8)
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}/"
        self._token = secrets.token_hex(16)
        self._process = ServerProcess(
            "JupyterHub",
            self.log,
            start_seconds=START_SECONDS,
            stop_seconds=STOP_SECONDS,
        )

    def start(self) -> None:
        """Start the hub and wait until it answers.

        Raises:
            RuntimeError: If its proxy is not installed, or it ends or stays silent.
        """
        if not PROXY.exists():
            raise RuntimeError(
                f"{PROXY} is missing; install it with `npm --prefix {PROXY.parents[2]} "
                "ci`, or leave these tests out with `pytest -m 'not hub'`"
            )
        for folder in (self.runtime, self.root / "home"):
            folder.mkdir()
        config = self.root / "jupyterhub_config.py"
        config.write_text(self._config())
        command = [sys.executable, "-m", "jupyterhub", "-f", str(config)]
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        self._process.start(command, self.root, environment)
        self._process.wait_until(self._answers, "did not answer")

    def stop(self) -> None:
        """End the hub, its proxy and its users' servers. Idempotent."""
        self._process.stop()

    def start_server(self, user: str) -> UserServer:
        """Make *user*, start the user's server and wait until it is ready."""
        self._request("POST", f"users/{user}")
        self._request("POST", f"users/{user}/server")
        self._process.wait_until(
            lambda: self._is_ready(user), f"had no server of {user} ready"
        )
        token = self._request("POST", f"users/{user}/tokens", {})["token"]
        return UserServer(self, user, token)

    def _is_ready(self, user: str) -> bool:
        servers = self._request("GET", f"users/{user}")["servers"]
        return bool(servers.get("", {}).get("ready"))

    def _answers(self) -> bool:
        self._request("GET", "")
        return True

    def _request(self, method: str, path: str, body: object = None) -> Any:
        return request_json(f"{self.url}hub/api/{path}", method, self._token, body)

    def _config(self) -> str:
        environment = {
            "PYTHONPATH": str(REPOSITORY),
            "PYTHONDONTWRITEBYTECODE": "1",
            "JUPYTER_CONFIG_PATH": str(REPOSITORY / "jupyter-config"),
            "JUPYTER_RUNTIME_DIR": str(self.runtime),
            "JUPYTER_PLATFORM_DIRS": "1",
        }
        return _CONFIG.format(
            port=self._port,
            hub_port=free_port(),
            api_port=free_port(),
            root=self.root,
            password=self.password,
            token=self._token,
            python=sys.executable,
            arguments=list(_ARGUMENTS),
            environment=environment,
            proxy=PROXY,
        )


class UserServer:
    """One user's Jupyter Server behind the hub; made by :meth:`Hub.start_server`.

    Attributes:
        user: Who it belongs to.
        token: What the user may do, as a token of the hub.
        notebooks: The folder that it shows.
        url: Base address, with a slash at the end.
    """

    def __init__(self, hub: Hub, user: str, token: str) -> None:
        self.hub = hub
        self.user = user
        self.token = token
        self.runtime = hub.runtime
        self.notebooks = hub.root / "home" / user
        self.url = f"{hub.url}user/{user}/"

    def page_url(self, path: str) -> str:
        """Address of a notebook in single-document mode, with a fresh workspace."""
        return f"{self.url}doc/tree/{path}?reset"

    def request(self, method: str, path: str, body: object = None) -> Any:
        """Ask the server's REST interface as its user."""
        return request_json(f"{self.url}api/{path}", method, self.token, body)

    def kernels(self) -> list[str]:
        """Ids of the running kernels."""
        return [kernel["id"] for kernel in self.request("GET", "kernels")]

    def connection_file(self, kernel_id: str) -> Path:
        """Where the kernel's ports and key are written down."""
        return self.runtime / f"kernel-{kernel_id}.json"
