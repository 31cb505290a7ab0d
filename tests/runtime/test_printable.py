import pytest
from hypothesis import given
from hypothesis import strategies as st

from reactor_runtime.printable import (
    many_lines,
    one_line,
    shorten_middle,
    without_hidden,
)


@given(st.text(st.characters(exclude_categories=[])))
def test_one_line_is_one_line_and_can_be_encoded(text):
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert without_hidden(line) == line
    line.encode()


def test_what_is_no_letter_can_be_left_out():
    assert without_hidden("a\u202egnp\n.\x1bexe\ud800") == "agnp.exe"


@pytest.mark.parametrize("text", ["plain", "é 日本", "a\u00a0b", "👩‍🚀", "שלום", ""])
def test_letters_stay_as_they_are(text):
    assert one_line(text) == many_lines(text) == text


def test_many_lines_keep_their_lines_and_nothing_else_that_moves():
    text = "Traceback:\n\tat x\r\nValueError: \x1b[2Jgone\rover\u2028there"
    assert many_lines(text) == (
        "Traceback:\n\tat x\nValueError: \\x1b[2Jgone\\rover\\u2028there"
    )


def test_a_text_keeps_its_ends():
    text = "head" + "x" * 1000 + "tail"
    short = shorten_middle(text, 100)
    assert short.startswith("head")
    assert short.endswith("tail")
    assert "908 characters left out" in short
    assert shorten_middle("short", 100) == "short"
