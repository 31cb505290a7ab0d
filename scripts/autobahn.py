"""Let Autobahn's client suite ask the panel's socket, directly and through the relay.

    make autobahn

The suite wants a server that sends back what it gets, so the panel's own socket serves
an echo in place of a panel: with its limits, its handshake and its relay. The suite is
on PyPI, but runs on Python 2.7 alone, which few machines have; what it asks is asked
again, of the real panel, by ``tests/notebook/relay/test_conformance.py``.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from other_python import ROOT, find_python
from websockets.exceptions import ConnectionClosed

from reactor_notebook.relay.registration import (
    Registration,
    registration_path,
    write_registration,
)
from reactor_runtime.transports.viewers.websocket import PanelSocketServer
from tests.browser.lab import LabServer

if TYPE_CHECKING:
    from websockets.asyncio.server import ServerConnection

PYTHON = "2.7"
SUITE = "autobahntestsuite==25.10.1"
FOLDER = ROOT / ".venv-autobahn"
PROGRAM = "from autobahntestsuite.wstest import run; run()"
ORIGIN = "http://localhost:8888"
PASSES = {"OK", "NON-STRICT", "INFORMATIONAL", "UNIMPLEMENTED"}
# websockets answers a close within a message by 1002; the suite wants 1000.
KNOWN = {"7.1.5"}
LEFT_OUT = [
    "9.1.6", "9.2.6", "9.3.*", "9.4.*", "9.5.*", "9.6.*",  # 16 MiB, and its speed
    "12.*", "13.*",  # compression, which the panel's socket does not agree on
]  # fmt: skip


class Echo(PanelSocketServer):
    """The panel's socket, with an echo for a panel."""

    async def _handle(self, connection: ServerConnection) -> None:
        try:
            async for message in connection:
                await connection.send(message)
        except ConnectionClosed:
            return


def install(python: Path) -> None:
    """Put the suite into a folder of its own, once."""
    ready = FOLDER / ".ready"
    if ready.exists() and ready.read_text() == SUITE:
        return
    pip = [python, "-m", "pip", "-qq", "install", "--target", FOLDER]
    subprocess.run([*pip, SUITE], check=True)
    # Python 2 knows no package without one, and pip leaves it out in a folder.
    (FOLDER / "zope/__init__.py").touch()
    ready.write_text(SUITE)


async def ask(python: Path, servers: list[dict[str, str]], folder: Path) -> int:
    """Run the suite; returns how many cases failed, which are printed."""
    reports, spec = folder / "reports", folder / "spec.json"
    told = {
        "outdir": str(reports),
        "servers": servers,
        "cases": ["*"],
        "exclude-cases": LEFT_OUT,
    }
    spec.write_text(json.dumps(told))
    command = [python, "-c", PROGRAM, "-m", "fuzzingclient", "-s", spec]
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *command,
            env={**os.environ, "PYTHONPATH": str(FOLDER)},
            stdout=log,
            stderr=asyncio.subprocess.STDOUT,
        )
        await process.wait()
    if not (reports / "index.json").exists():
        sys.exit((folder / "log").read_text()[-2000:])
    failed = 0
    for agent, cases in json.loads((reports / "index.json").read_text()).items():
        print(agent, dict(Counter(case["behavior"] for case in cases.values())))
        for name, case in cases.items():
            if not {case["behavior"], case["behaviorClose"]} <= PASSES:
                known = " (known)" if name in KNOWN else ""
                print(f"  {name}: {case['behavior']}, {case['behaviorClose']}{known}")
                failed += name not in KNOWN
    return failed


async def run(python: Path, folder: Path) -> int:
    """Start both doors and ask at each; returns how many cases failed."""
    registration = Registration.new(0)
    echo = Echo(relay_secret=registration.secret)
    await echo.start()
    token = echo.register("s-1", None)  # type: ignore[arg-type] - nobody looks
    echo.allow_origin("s-1", ORIGIN)
    jupyter = LabServer(folder, app="jupyter_server")
    await asyncio.to_thread(jupyter.start)
    try:
        asked = {"name": "python3"}
        kernel = await asyncio.to_thread(jupyter.request, "POST", "kernels", asked)
        os.environ["JUPYTER_RUNTIME_DIR"] = str(jupyter.runtime)
        write_registration(kernel["id"], Registration(echo.port, registration.secret))
        base = jupyter.url.replace("http", "ws", 1)
        relay = f"{base}reactor/relay/{kernel['id']}/s-1?token={jupyter.token}"
        direct = f"{echo.url('s-1')}?token={token}"
        servers = [
            {"agent": "direct", "url": direct, "origin": ORIGIN},
            {"agent": "relay", "url": relay},
        ]
        return await ask(python, servers, folder)
    finally:
        registration_path(kernel["id"]).unlink(missing_ok=True)
        await asyncio.to_thread(jupyter.stop)
        await echo.stop()


def main() -> int:
    """Run the suite where it runs; returns the exit status, 0 where it is skipped."""
    python = find_python(PYTHON)
    if python is None:
        print(f"Autobahn's suite wants Python {PYTHON}, which is not on this machine.")
        return 0
    install(python)
    with tempfile.TemporaryDirectory() as folder:
        failed = asyncio.run(run(python, Path(folder)))
    print(f"{failed} failed" if failed else "All passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
