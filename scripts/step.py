"""Run one command as one step: a line that says what, and how many seconds it took.

    step.py "Installing the packages" -- pip install ...

On a terminal the line tells, while the command runs, the seconds and what the command
said last. Where the command fails, all that it said is printed. Needs nothing but
Python, because it runs before anything is installed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from typing import Self, TextIO

TICK_SECONDS = 0.5


class StepLine:
    """The line of one step, written to *stream* and kept fresh on a terminal."""

    def __init__(self, title: str, stream: TextIO) -> None:
        self._title = title
        self._stream = stream
        self._is_live = stream.isatty()
        self._started = time.monotonic()
        self._end = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True)
        self.said: list[str] = []

    def __enter__(self) -> Self:
        self._write(f"{self._title} … ")
        if self._is_live:
            self._ticker.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        if self._is_live:
            self._ticker.join()
            self._write(f"\r\x1b[K{self._title} … ")
        self._write(f"{self._seconds():.1f} s\n")

    def _tick(self) -> None:
        while not self._end.wait(TICK_SECONDS):
            last = self.said[-1].strip() if self.said else ""
            text = f"{self._title} … {self._seconds():.0f} s  {last}"
            width = shutil.get_terminal_size().columns - 1
            self._write(f"\r\x1b[K{text[:width]}")

    def _seconds(self) -> float:
        return time.monotonic() - self._started

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def run(title: str, command: list[str], stream: TextIO) -> int:
    """Run *command* as a step called *title*; return its exit status."""
    with (
        StepLine(title, stream) as line,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as process,
    ):
        assert process.stdout is not None
        for text in process.stdout:
            line.said.append(text)
    if process.returncode != 0:
        stream.write("".join(line.said))
    return process.returncode


def main(arguments: list[str]) -> int:
    """Do what the command line asks; returns the exit status."""
    match arguments:
        case [title, "--", *command] if command:
            # A terminal that has no such sign still gets its line.
            sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
            return run(title, command, sys.stdout)
    sys.exit('Usage: step.py "What is done" -- command [argument ...]')


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
