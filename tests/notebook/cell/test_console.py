"""Whose text it is that a stream is given."""

import asyncio
import contextlib
import io
import logging
import sys
import threading

import pytest

from reactor_notebook.cell.console import CONSOLE, Writing
from reactor_notebook.cell.prints import Prints
from tests.notebook.cell.conftest import Log


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


async def test_what_is_no_text_is_refused_as_ever(prints, log):
    with Writing(prints), pytest.raises(TypeError):
        sys.stdout.write(5)
    assert log.texts == []
