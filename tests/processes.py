"""A server in a process of its own: how it is started, waited for, asked and ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_UNANSWERED = (urllib.error.URLError, ConnectionError, TimeoutError)


class ServerProcess:
    """One server, from :meth:`start` until :meth:`stop`, which ends its children too.

    Args:
        name: What it is called in errors.
        log: Where its output is kept.
        start_seconds: How long it may take to answer.
        stop_seconds: How long it may take to end; after that it is killed.
    """

    def __init__(
        self, name: str, log: Path, *, start_seconds: float, stop_seconds: float
    ) -> None:
        self._name = name
        self._log = log
        self._start_seconds = start_seconds
        self._stop_seconds = stop_seconds
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Its process id. Raises RuntimeError before :meth:`start`."""
        if self._process is None:
            raise RuntimeError(f"{self._name} is not started; call start() first")
        return self._process.pid

    def start(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str]
    ) -> None:
        """Start *command* in *folder*, in a process group of its own."""
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until(self, claim: Callable[[], bool], failure: str) -> None:
        """Wait until *claim* is true; whoever does not answer makes it false.

        Raises:
            RuntimeError: The process ended, or it took too long: *failure*, and the end
                of the log. It is stopped then.
        """
        deadline = time.monotonic() + self._start_seconds
        while not _is_true(claim):
            process = self._process
            code = None if process is None else process.poll()
            is_over = process is None or code is not None
            if is_over or time.monotonic() > deadline:
                tail = self._log.read_text(errors="replace")[-4000:]
                self.stop()
                raise RuntimeError(
                    f"{self._name} {failure} within {self._start_seconds:.0f} s "
                    f"(exit code {code}). Its log ends:\n{tail}"
                )
            time.sleep(0.05)

    def stop(self) -> None:
        """End the process and what it started. Idempotent."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(self._stop_seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def request_json(
    url: str, method: str, token: str, body: object = None, *, timeout: float = 60
) -> Any:
    """Ask *url*; return the decoded answer, ``None`` if it is empty."""
    request = urllib.request.Request(
        url,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"token {token}"},
    )
    with urllib.request.urlopen(request, timeout=timeout) as response:
        answer = response.read()
    return json.loads(answer) if answer else None


def _is_true(claim: Callable[[], bool]) -> bool:
    try:
        return claim()
    except _UNANSWERED:
        return False
