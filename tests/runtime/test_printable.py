import pytest
from hypothesis import given
from hypothesis import strategies as st

from reactor_runtime.printable import is_hidden, many_lines, one_line


@given(st.text(st.characters(exclude_categories=[])))
def test_one_line_is_one_line_and_can_be_encoded(text):
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert not any(map(is_hidden, line))
    line.encode()


@pytest.mark.parametrize("text", ["plain", "é 日本", "a\u00a0b", "👩‍🚀", "שלום", ""])
def test_letters_stay_as_they_are(text):
    assert one_line(text) == many_lines(text) == text


def test_many_lines_keep_their_lines_and_nothing_else_that_moves():
    text = "Traceback:\n\tat x\r\nValueError: \x1b[2Jgone\rover\u2028there"
    assert many_lines(text) == (
        "Traceback:\n\tat x\nValueError: \\x1b[2Jgone\\rover\\u2028there"
    )
