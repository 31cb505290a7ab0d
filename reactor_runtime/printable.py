"""Text of clients and models, made safe to print.

A command's name, a file's or a client's name, a value, an exception's message: any of
them may hold a newline that would forge a row of a log, an escape sequence that moves
a terminal's cursor, or a mark that turns the rest of a line round.
"""

from __future__ import annotations

from itertools import chain

_CONTROLS = chain(range(0x20), range(0x7F, 0xA0))
_LINE_ENDS = (0x2028, 0x2029)
_HALVES = range(0xD800, 0xE000)
_TURNING = chain((0x061C, 0x200E, 0x200F), range(0x202A, 0x202F), range(0x2066, 0x206A))

_ESCAPED = {
    code: chr(code).encode("unicode_escape").decode()
    for code in chain(_CONTROLS, _LINE_ENDS, _HALVES, _TURNING)
}
"""What is no letter but does something to the text, and how it is written."""


def one_line(text: str) -> str:
    r"""Return *text* as one line: what ends lines or moves is escaped, as ``\n``."""
    return text if text.isprintable() else text.translate(_ESCAPED)


def many_lines(text: str) -> str:
    """Return *text* with its newlines and tabs, everything else that moves escaped."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join("\t".join(map(one_line, line.split("\t"))) for line in lines)


def shorten_middle(text: str, most: int) -> str:
    """Return *text* of at most *most* characters, and a word about what is left out."""
    if len(text) <= most:
        return text
    half = most // 2
    left_out = f" [… {len(text) - 2 * half} characters left out …] "
    return f"{text[:half]}{left_out}{text[-half:]}"


def without_hidden(text: str) -> str:
    """Return *text* without what ends lines, moves, or turns text round."""
    return "".join(letter for letter in text if ord(letter) not in _ESCAPED)
