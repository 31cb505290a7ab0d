"""A source's bytes and text, and its copy that Python can parse."""

import pytest

from reactor_notebook.tuning.source.source_text import SourceText
from reactor_runtime.errors import TuningError


@pytest.mark.parametrize(
    "raw",
    [
        b"x = 1\n",
        b"\xef\xbb\xbfx = '\xc3\xa9'\r\n",
        b"# coding: latin-1\nx = '\xe9'\r",
        b"#!/bin/python\n# vim: set fileencoding=cp1252 :\nx = '\x80'\n",
        b"x = 1\n\x0c\nif x:\r\n\ty = 2",
        "# coding: shift_jis\nx = '日本'\n".encode("shift_jis"),
    ],
)
def test_bytes_come_back_as_they_were(raw):
    source = SourceText.of_file("m.py", raw)
    assert source.encoded(source.text) == raw
    assert len(source.python) == len(source.text)
    assert not source.is_cell
    compile(source.python, "m.py", "exec")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"# coding: klingon\n", "cannot be read .*save it as UTF-8"),
        (b"x = '\xe9'\n", "cannot be read"),
        (b"# coding: utf-7\nx = '+AGE-'\n", "does not come back as it is"),
    ],
)
def test_what_cannot_be_decoded_without_loss_is_refused(raw, reason):
    with pytest.raises(TuningError, match=reason):
        SourceText.of_file("m.py", raw)


@pytest.mark.parametrize(
    "text",
    [
        "%%time\nx = 1\n",
        "\n%%capture out\nx = 1",
        "%matplotlib inline\nx = 1 % 2",
        "!ls \\\n  -l\nfiles = !ls | \\\n  sort\nx = %time 3",
        "for n in range(3):\n    !echo {n}\n    n?\nelse:\n    ?n",
        "x??",
        "/print 1\n;a b\n,a b",
        "x = '%time'\ny = '''\n!ls\n'''\n",
        "",
    ],
)
def test_what_only_ipython_knows_has_stand_ins_of_its_length(text):
    source = SourceText("cell [1]", text)
    assert source.is_cell
    assert len(source.python) == len(text)
    compile(source.python, "cell", "exec")
    kept = [line for line in text.split("\n") if line.startswith("x = 1")]
    assert all(line in source.python for line in kept)


def test_plain_python_is_left_alone():
    text = "x = '%time'\ny = '''\n!ls\n'''\n"
    assert SourceText("cell [1]", text).python == text


def test_a_cell_that_nobody_can_tokenize_stays_as_it_is():
    text = "x = '''\n!ls\n"
    assert len(SourceText("cell [1]", text).python) == len(text)


@pytest.mark.parametrize(
    ("text", "newline"), [("a\r\nb\n", "\r\n"), ("a\rb", "\r"), ("a", "\n")]
)
def test_a_line_ends_as_the_first_one_does(text, newline):
    assert SourceText("m.py", text).newline == newline


def test_an_encoding_says_what_it_has():
    source = SourceText.of_file("m.py", b"# coding: latin-1\n")
    assert source.can_say("é")
    assert not source.can_say("€")
