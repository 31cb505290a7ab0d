"""Text of clients and models, made safe to print.

A command's name, a file's or a client's name, a value, an exception's message: any of
them may hold a newline that would forge a row of a log, an escape sequence that moves
a terminal's cursor, or a mark that turns the rest of a line round.
"""

from __future__ import annotations

import unicodedata

_HIDDEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Categories that are no letters: controls, half characters, ends of lines."""

_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e") | frozenset(
    "\u2066\u2067\u2068\u2069"
)
"""What sets the direction of the text that follows."""


def one_line(text: str) -> str:
    r"""Return *text* as one line: what ends lines or moves is escaped, as ``\n``."""
    return text if text.isprintable() else "".join(map(_escape, text))


def many_lines(text: str) -> str:
    """Return *text* with its newlines and tabs, everything else that moves escaped."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join("\t".join(map(one_line, line.split("\t"))) for line in lines)


def is_hidden(letter: str) -> bool:
    """Whether a character is none to look at but does something to the text."""
    return letter in _TURNING or unicodedata.category(letter) in _HIDDEN


def _escape(letter: str) -> str:
    if not is_hidden(letter):
        return letter
    return letter.encode("unicode_escape").decode()
