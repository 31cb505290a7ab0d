"""A cell, the log of a session, and what stands between them."""

import threading

import pytest

from reactor_notebook.cell.prints import Prints
from reactor_notebook.loaded.io_thread import IoThread


class Log:
    """Keeps the lines as a panel would show them."""

    def __init__(self):
        self.lines = {}
        self.streams = {}

    def append(self, text, stream, replaces):
        number = len(self.streams) + 1
        if replaces is not None:
            self.lines.pop(replaces)
        if text:
            self.lines[number] = text
        self.streams[number] = stream
        return number

    @property
    def texts(self):
        return list(self.lines.values())


@pytest.fixture(scope="module")
def io_thread():
    io_thread = IoThread()
    yield io_thread
    io_thread.end()
    io_thread.join(5)


class Cell:
    """What the cell would show: all that was written past the model's log."""

    def __init__(self, capsys):
        self._capsys = capsys
        self._read = {"out": "", "err": ""}

    def __getattr__(self, name):
        for stream, text in self._capsys.readouterr()._asdict().items():
            self._read[stream] += text
        return self._read[name]


@pytest.fixture
def cell(capsys):
    return Cell(capsys)


@pytest.fixture
def log():
    return Log()


@pytest.fixture
def prints(io_thread, log, cell):
    made = Prints(io_thread, log.append, threading.RLock(), to_cell=(False, False))
    yield made
    made.close()
