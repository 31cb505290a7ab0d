"""What a model prints goes to its log, and nobody else's does."""

import asyncio
import contextlib
import io
import logging
import os
import sys
import threading

import pytest
from tqdm import tqdm

from reactor_notebook.cell.console import CONSOLE, Writing
from reactor_notebook.cell.prints import PrintingGuard, Prints, ProgressBars
from reactor_notebook.loaded.io_thread import IoThread
from reactor_notebook.options import LoadOptions
from reactor_runtime.engine.guarding.guard import call
from reactor_runtime.engine.guarding.interrupting import ThreadGuard
from reactor_runtime.log import Heard, get_logger
from tests.notebook.conftest import until


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


async def test_what_is_written_inside_is_the_model_s_and_the_rest_is_not(
    prints, log, cell
):
    print("before")
    with Writing(prints):
        print("inside")
        print("an error", file=sys.stderr)
        sys.stdout.writelines(["two\n", "more\n"])
    print("after")
    assert log.texts == ["inside", "an error", "two", "more"]
    assert list(log.streams.values()) == ["stdout", "stderr", "stdout", "stdout"]
    assert (cell.out, cell.err) == ("before\nafter\n", "")


async def test_the_streams_stay_what_they_are(prints, cell):
    streams = sys.stdout, sys.stderr
    with Writing(prints):
        assert (sys.stdout, sys.stderr) == streams
    prints.close()
    assert "write" not in vars(streams[0])
    assert "write" not in vars(streams[1])


async def test_who_kept_a_stream_before_the_load_is_heard_too(io_thread, log, cell):
    handler = logging.StreamHandler(sys.stderr)
    record = logging.LogRecord("m", logging.INFO, "", 0, "a record", None, None)
    prints = Prints(io_thread, log.append, threading.RLock(), to_cell=(False, False))
    with Writing(prints):
        handler.emit(record)
    handler.emit(record)
    assert log.texts == ["a record"]
    assert cell.err == "a record\n"
    prints.close()


async def test_a_cell_that_collects_its_output_does_not_get_the_model_s(prints, log):
    collected = io.StringIO()
    with contextlib.redirect_stdout(collected):
        print("the cell's")
        with Writing(prints):
            print("the model's")
        print("the cell's again")
    assert collected.getvalue() == "the cell's\nthe cell's again\n"
    assert log.texts == ["the model's"]


async def test_a_model_that_collects_its_output_gets_it(prints, log):
    collected = io.StringIO()
    with Writing(prints):
        redirection = contextlib.redirect_stdout(collected)
        redirection.__enter__()
        print("for itself")
    with Writing(prints):
        print("after an await")
        redirection.__exit__(None, None, None)
        print("for all")
    assert collected.getvalue() == "for itself\nafter an await\n"
    assert log.texts == ["for all"]


async def test_tasks_and_threads_that_a_model_starts_write_for_it(prints, log, cell):
    async def work():
        await asyncio.sleep(0)
        print("in a task")

    def run():
        print("in a thread")
        inner = threading.Thread(target=print, args=("in its thread",))
        inner.start()
        inner.join()

    with Writing(prints):
        task = asyncio.create_task(work())
        thread = threading.Thread(target=run)
        thread.start()
    print("the cell's")
    await task
    await asyncio.to_thread(thread.join)
    assert sorted(log.texts) == ["in a task", "in a thread", "in its thread"]
    assert cell.out == "the cell's\n"


async def test_a_thread_that_a_cell_starts_meanwhile_writes_for_the_cell(
    prints, log, cell
):
    thread = threading.Thread(target=print, args=("a cell's thread",))
    with Writing(prints):
        pass
    thread.start()
    thread.join()
    assert log.texts == []
    assert cell.out == "a cell's thread\n"


async def test_lines_of_two_threads_do_not_mix(prints, log):
    first, second = threading.Event(), threading.Event()

    def slowly():
        sys.stdout.write("one ")
        first.set()
        second.wait(5)
        sys.stdout.write("line\n")

    with Writing(prints):
        thread = threading.Thread(target=slowly)
        thread.start()
        first.wait(5)
        sys.stdout.write("another\n")
        second.set()
        thread.join()
    prints.flush()
    assert sorted(log.texts) == ["another", "one line"]


async def test_two_models_write_for_themselves(io_thread, cell):
    logs = Log(), Log()
    both = [
        Prints(io_thread, log.append, threading.RLock(), to_cell=(False, False))
        for log in logs
    ]
    with Writing(both[0]):
        print("outer")
        with Writing(both[1]):
            print("inner")
        print("outer again")
    both[0].close()
    with Writing(both[1]):
        print("inner again")
    both[1].close()
    assert [log.texts for log in logs] == [
        ["outer", "outer again"],
        ["inner", "inner again"],
    ]


async def test_a_line_that_changes_is_told_in_time_and_not_at_each_change(prints, log):
    with Writing(prints):
        for percent in range(1000):
            sys.stderr.write(f"\r{percent / 10}%")
    assert len(log.streams) < 100
    await until(lambda: log.texts == ["99.9%"])
    with Writing(prints):
        print("no newline", end="")
    await until(lambda: "no newline" in log.texts)


async def test_what_was_said_before_a_failure_is_told_before_it(io_thread, log, cell):
    class Nothing:
        def __enter__(self):
            return self

        def __exit__(self, *exc_info):
            return None

    prints = Prints(io_thread, log.append, threading.RLock(), to_cell=(False, False))
    guard = PrintingGuard(Nothing())
    guard.use(prints)
    with guard:
        print("first")

    def fail():
        with guard:
            sys.stdout.write("reading")
            sys.stdout.write(" the weights")
            raise ValueError("failed")

    with pytest.raises(ValueError, match="failed"):
        fail()
    assert log.texts == ["first", "reading the weights"]
    prints.close()


async def test_a_line_that_changes_waits_also_where_a_coroutine_ends(
    prints, log, io_thread
):
    async def step():
        print("\rstep 1", end="")

    guard = PrintingGuard(ThreadGuard())
    guard.use(prints)
    is_free = threading.Event()
    io_thread.post(is_free.wait, 10)  # the timer that tells changes is held
    await call(guard, step)
    assert log.texts == []
    is_free.set()
    await until(lambda: log.texts == ["step 1"])


async def test_an_interrupt_that_rises_at_the_end_leaves_nothing_taken(prints, cell):
    class Late(ThreadGuard):
        def __exit__(self, *exc_info):
            raise KeyboardInterrupt

    guard = PrintingGuard(Late())
    guard.use(prints)
    with pytest.raises(KeyboardInterrupt), guard:
        pass
    print("the cell's")
    assert cell.out == "the cell's\n"


async def test_the_cell_hears_a_load_and_no_more_after_it(io_thread, log, cell):
    prints = Prints(io_thread, log.append, threading.RLock(), to_cell=(True, False))
    with Writing(prints):
        print("loading")
        prints.end_load()
        print("running")
    assert log.texts == ["loading", "running"]
    assert cell.out == "loading\n"
    prints.close()


async def test_after_the_end_what_is_written_goes_where_it_always_went(
    prints, log, cell
):
    prints.close()
    with Writing(prints):
        print("late")
    assert log.texts == []
    assert cell.out == "late\n"


async def test_the_i_o_thread_s_own_words_are_not_the_model_s(
    prints, log, cell, io_thread
):
    with Writing(prints):
        # The callback inherits the model's context.
        io_thread.call(print, "of the runtime").result(5)
    assert log.texts == []
    assert cell.out == "of the runtime\n"


async def test_a_fork_writes_where_it_always_did(prints, log, cell, monkeypatch):
    pid = os.getpid()
    monkeypatch.setattr(os, "getpid", lambda: pid + 1)
    with Writing(prints):
        print("of a worker process")
    assert log.texts == []
    assert cell.out == "of a worker process\n"


async def test_another_write_that_was_put_in_front_for_a_while_is_outlived(
    prints, log, cell
):
    """IPython puts one in front of the stream's while a cell runs."""
    out, seen = sys.stdout, []
    known = out.write
    out.write = lambda text: (seen.append(text), known(text))
    with Writing(prints):
        print("meanwhile")
    print("the cell's")
    out.write = known
    with Writing(prints):
        print("later")
    assert log.texts == ["meanwhile", "later"]
    assert "".join(seen) == "the cell's\n"


async def test_a_stream_that_takes_no_attributes_is_left_as_it_is(
    prints, log, monkeypatch
):
    class Bare:
        __slots__ = ("texts",)

        def __init__(self):
            self.texts = []

        def write(self, text):
            self.texts.append(text)

    bare = Bare()
    monkeypatch.setattr(sys, "stdout", bare)
    with Writing(prints):
        print("out of reach")
    assert bare.texts == ["out of reach", "\n"]
    assert log.texts == []
    monkeypatch.setattr(sys, "stdout", None)
    with Writing(prints):
        print("nowhere")


async def test_the_last_session_leaves_threads_as_they_were(io_thread):
    start = threading.Thread.start
    log = Log()
    made = [
        Prints(io_thread, log.append, threading.RLock(), to_cell=(False, False))
        for _ in range(2)
    ]
    assert threading.Thread.start is not start
    for prints in made:
        prints.close()
        prints.close()
    assert threading.Thread.start is start
    assert CONSOLE._users == 0


async def test_what_a_handler_writes_of_a_record_is_not_logged_twice(prints, log):
    heard = []

    class Listener:
        session, step = "Model", 3

        def hear(self, level, text, traceback):
            heard.append(text)

    logger, handler = get_logger("studio.prints"), logging.StreamHandler(sys.stderr)
    logging.getLogger("studio.prints").addHandler(handler)
    try:
        with Heard(Listener()), Writing(prints):
            logger.warning("once", n=1)
            print("printed", file=sys.stderr)
    finally:
        logging.getLogger("studio.prints").removeHandler(handler)
    prints.flush()
    assert heard == ["once n=1"]
    assert log.texts == ["printed"]


def test_prints_stay_in_the_cell_where_no_panel_can_be_seen():
    assert LoadOptions().keeps_prints(has_panel=False)
    assert not LoadOptions().keeps_prints(has_panel=True)
    assert LoadOptions(prints="cell").keeps_prints(has_panel=True)
    assert not LoadOptions(prints="panel").keeps_prints(has_panel=False)
    with pytest.raises(ValueError, match="'panel' or 'cell', got 'log'"):
        LoadOptions(prints="log")


async def test_a_widget_s_bar_is_a_line_that_changes(prints, log, io_thread):
    class WidgetBar(tqdm):
        container = "a widget"

        def display(self, *_, **__):
            """Draw nowhere; a page would."""

    with WidgetBar(total=4, desc="before"), WidgetBar(total=4, desc="closed") as closed:
        bars = ProgressBars(io_thread, prints)
        closed.close()
        with WidgetBar(total=4, desc="shards") as bar, tqdm(disable=True):
            bar.update(1)
            await until(lambda: any("shards:  25%" in text for text in log.texts))
            bar.update(1)
            bars.end()
            prints.flush()
    (line,) = log.texts
    assert "shards:  50%" in line


async def test_a_load_without_tqdm_asks_nobody(prints, log, io_thread, monkeypatch):
    monkeypatch.delitem(sys.modules, "tqdm.std")
    ProgressBars(io_thread, prints).end()
    assert log.texts == []


async def test_the_lines_of_countless_threads_are_told(prints, log):
    with Writing(prints):
        threads = [
            threading.Thread(target=sys.stdout.write, args=(f"open {number}",))
            for number in range(200)
        ]
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join()
    prints.flush()
    text = "".join(log.texts)
    assert all(f"open {number}" in text for number in range(200))


async def test_what_is_no_text_is_refused_as_ever(prints, log):
    with Writing(prints), pytest.raises(TypeError):
        sys.stdout.write(5)
    assert log.texts == []
