"""What a model prints goes to its log, and nobody else's does."""

import logging
import os
import sys
import threading

import pytest
from tqdm import tqdm

from reactor_notebook.cell.console import Writing
from reactor_notebook.cell.prints import PrintingGuard, Prints, ProgressBars
from reactor_notebook.options import LoadOptions
from reactor_runtime.engine.guarding.guard import call
from reactor_runtime.engine.guarding.interrupting import ThreadGuard
from reactor_runtime.log import Heard, get_logger
from tests.notebook.conftest import until


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
