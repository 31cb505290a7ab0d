"""Pages are asked one after the other, and none of them can hold up the kernel."""

import pytest

from reactor_notebook.tuning.cells.pages import (
    CELL_EDITOR,
    MOST_PAGES,
    VERSION,
    CellEdit,
    CellPages,
)
from reactor_runtime.errors import TuningError

EDIT = CellEdit("c1", "cell [3]", "x = 1", "x = 2")
OTHER = CellEdit("c2", "cell [4]", "y = 1", "y = 2")
HERE = {"type": "here", "version": VERSION}


class Desk:
    """Pages that answer when the test says so, and a clock that it turns."""

    def __init__(self):
        self.sent = []
        self.timers = []
        self.ran_last = None
        self.pages = CellPages(self.sent.append, self.later, lambda: self.ran_last)

    def later(self, seconds, function):
        assert seconds > 0
        self.timers.append(function)

    def opens(self, *clients):
        for client in clients:
            self.pages.take(client, HERE)

    def asked(self):
        """Who was asked last."""
        return self.sent[-1]["client"]

    def answers(self, client, kind, **more):
        message = {"type": kind, "version": VERSION, "ask": self.sent[-1]["ask"]}
        self.pages.take(client, {**message, **more})

    def time_goes_by(self):
        due, self.timers = self.timers, []
        for function in due:
            function()


@pytest.fixture
def desk():
    made = Desk()
    yield made
    made.pages.close()
    assert CELL_EDITOR.editor is None


def refusal(answer):
    error = answer.exception(0)
    assert isinstance(error, TuningError)
    return str(error)


def test_the_first_page_makes_an_editor_and_the_last_one_takes_it_away(desk):
    desk.pages.announce()
    assert desk.sent == [{"type": "hello", "version": VERSION}]
    assert CELL_EDITOR.editor is None
    desk.opens("a", "b")
    assert CELL_EDITOR.editor is desk.pages
    desk.pages.take("a", {"type": "gone"})
    assert CELL_EDITOR.editor is desk.pages
    desk.pages.take("b", {"type": "gone"})
    assert CELL_EDITOR.editor is None


def test_a_page_is_asked_for_all_edits_at_once(desk):
    desk.opens("a")
    answer = desk.pages.replace([EDIT, OTHER])
    assert desk.sent[-1] == {
        "type": "edit",
        "version": VERSION,
        "ask": desk.sent[-1]["ask"],
        "client": "a",
        "edits": [
            {"cell": "c1", "expected": "x = 1", "text": "x = 2"},
            {"cell": "c2", "expected": "y = 1", "text": "y = 2"},
        ],
    }
    assert not answer.done()
    desk.answers("a", "edited")
    assert answer.result(0) is None


def test_the_page_that_ran_a_cell_is_asked_first_then_the_newest(desk):
    desk.opens("a", "b", "c", "d")
    desk.ran_last = "b"
    answer = desk.pages.replace([EDIT])
    for client in ("b", "d", "c", "a"):
        assert desk.asked() == client
        desk.answers(client, "refused", cell="c1", reason="absent")
    assert refusal(answer) == (
        "cell [3] is in no open notebook of this kernel: it was deleted, or its "
        "notebook was closed. Run its code in another cell, then write again"
    )


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("changed", r"cell \[4\] no longer holds the code .*run it again, then write"),
        ("running", r"cell \[4\] is being run or waits .*write again from another"),
        ("locked", r"cell \[4\] is locked: .*editable.*Unlock it, or paste what diff"),
        ("unsavable", r"the notebook of cell \[4\] is read-only, .*save it under"),
        ("of a later day", r"the page does not change cell \[4\]: of a later day"),
    ],
)
def test_a_refusal_names_the_cell_and_says_what_to_do(desk, reason, told):
    desk.opens("a", "b")
    answer = desk.pages.replace([EDIT, OTHER])
    desk.answers("b", "refused", cell="c2", reason=reason)
    with pytest.raises(TuningError, match=told):
        answer.result(0)
    assert desk.asked() == "b"  # and nobody else


def test_a_refusal_of_no_cell_names_them_all(desk):
    desk.opens("a")
    answer = desk.pages.replace([EDIT, OTHER])
    desk.answers("a", "refused")
    assert "change cell [3], cell [4]: None" in refusal(answer)


def test_a_page_that_does_not_answer_in_time_is_let_go(desk):
    desk.opens("a", "b")
    answer = desk.pages.replace([EDIT])
    desk.time_goes_by()
    assert desk.asked() == "a"
    desk.time_goes_by()
    assert "No page has answered for cell [3] within 5 s" in refusal(answer)
    assert CELL_EDITOR.editor is None


def test_a_page_that_leaves_while_it_is_asked_hands_on_the_question(desk):
    desk.opens("a", "b")
    answer = desk.pages.replace([EDIT])
    desk.pages.take("a", {"type": "gone"})
    assert desk.asked() == "b"
    desk.pages.take("b", {"type": "gone"})
    assert "No page has answered" in refusal(answer)
    desk.time_goes_by()


def test_an_answer_that_comes_too_late_brings_the_page_back(desk):
    desk.opens("a")
    answer = desk.pages.replace([EDIT])
    desk.time_goes_by()
    desk.answers("a", "edited")
    assert refusal(answer)
    assert CELL_EDITOR.editor is desk.pages
    again = desk.pages.replace([EDIT])
    desk.answers("a", "edited")
    assert again.result(0) is None
    desk.time_goes_by()
    assert CELL_EDITOR.editor is desk.pages


def test_nobody_answers_for_another_page(desk):
    desk.opens("a", "b")
    answer = desk.pages.replace([EDIT])
    desk.answers("a", "edited")
    assert not answer.done()
    desk.answers("b", "edited")
    assert answer.done()


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"type": "here"},
        {"type": "here", "version": VERSION + 1},
        {"type": ["here"], "version": VERSION},
        {"type": "edited"},
        {"type": "edited", "ask": ["no text"]},
        {"type": "refused", "ask": "unknown"},
        {"type": "of a later day", "version": VERSION},
    ],
)
def test_what_another_version_says_is_ignored(desk, message):
    desk.pages.take("a", message)
    desk.opens("b")
    answer = desk.pages.replace([EDIT])
    desk.pages.take("a", message)
    assert not answer.done()
    desk.answers("b", "edited")


def test_what_is_asked_ends_when_the_extension_goes(desk):
    desk.opens("a")
    answer = desk.pages.replace([EDIT])
    desk.pages.close()
    assert "cell [3]: the extension was unloaded before" in refusal(answer)
    desk.answers("a", "edited")
    desk.pages.close()


def test_pages_that_never_said_goodbye_are_not_kept_for_ever(desk):
    desk.opens(*(f"page {number}" for number in range(MOST_PAGES + 5)))
    answer = desk.pages.replace([EDIT])
    for _ in range(MOST_PAGES):
        assert not answer.done()
        desk.time_goes_by()
    assert answer.done()
