"""Questions of a model's code belong to the cell that runs."""

import contextvars
import pdb
import threading
from types import SimpleNamespace

import pytest

from reactor_notebook.cell import asking
from reactor_notebook.cell.asking import Asking, Questions, is_debugged

PARENT, IDENT = contextvars.ContextVar("parent"), contextvars.ContextVar("ident")


@pytest.fixture
def cells(monkeypatch):
    """What a kernel tells of its cells, with one that keeps its parents as 7 does."""
    kernel = SimpleNamespace(_shell_parent=PARENT, _shell_parent_ident=IDENT)
    shell = SimpleNamespace(kernel=kernel)
    monkeypatch.setattr(asking, "current_shell", lambda: shell)
    monkeypatch.setattr(asking, "ASKING", Asking())
    return SimpleNamespace(kernel=kernel, asking=asking.ASKING)


def begin(cells, name):
    """Run the beginning of a cell in a context of its own, as a kernel does."""

    def start():
        PARENT.set(name)
        IDENT.set(name.encode())
        cells.asking.before_cell(None)

    contextvars.copy_context().run(start)


def asked_of():
    with Questions():
        return PARENT.get(None), IDENT.get(None)


def in_loading_cell(function):
    context = contextvars.copy_context()
    context.run(PARENT.set, "loading")
    return context.run(function)


def test_a_question_goes_to_the_cell_that_runs(cells):
    assert in_loading_cell(asked_of) == ("loading", None)
    begin(cells, "stepping")
    assert in_loading_cell(asked_of) == ("stepping", b"stepping")
    cells.asking.after_cell(None)
    assert in_loading_cell(asked_of) == ("loading", None)


def test_afterwards_the_code_belongs_to_its_own_cell_again(cells):
    begin(cells, "stepping")

    def outer():
        with Questions():
            with Questions():
                pass
            assert PARENT.get() == "stepping"
        return PARENT.get()

    assert in_loading_cell(outer) == "loading"


def test_a_cell_of_another_thread_takes_no_question(cells):
    other = threading.Thread(target=begin, args=(cells, "subshell"))
    other.start()
    other.join()
    assert in_loading_cell(asked_of) == ("loading", None)


def test_a_kernel_that_knows_one_cell_only_needs_nothing(cells):
    vars(cells.kernel).clear()
    begin(cells, "stepping")
    assert in_loading_cell(asked_of) == ("loading", None)


def test_what_is_said_is_said_as_the_cell_does(cells):
    heard = []

    def write(text):
        heard.append((PARENT.get(None), text))

    cells.asking.say(write, "to nobody")
    begin(cells, "stepping")
    cells.asking.say(write, "hello")
    assert heard == [("stepping", "hello")]


@pytest.mark.parametrize(
    ("tracer", "is_pdb"),
    [
        (None, False),
        (lambda *_: None, False),
        (pdb.Pdb(nosigint=True, readrc=False).trace_dispatch, True),
    ],
)
def test_pdb_is_known_from_other_tracers(monkeypatch, tracer, is_pdb):
    monkeypatch.setattr(asking, "sys", SimpleNamespace(gettrace=lambda: tracer))
    assert is_debugged() is is_pdb
