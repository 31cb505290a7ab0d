"""A source as it was read: its bytes, its text, and a copy that Python can parse.

Positions in all of them agree, so that what is found in the copy can be exchanged in
the text while every other byte stays.
"""

from __future__ import annotations

import codecs
import io
import re
import tokenize
from dataclasses import dataclass
from functools import cached_property

from IPython.core import inputtransformer2 as ipython

from reactor_runtime.errors import TuningError

_STANDING_IN = str.maketrans("\f\v", "  ")
_LONE_RETURN = re.compile(r"\r(?!\n)")
_MOST_MAGICS = 1_000


@dataclass(frozen=True)
class SourceText:
    """A file or a cell.

    Args:
        name: What people call it.
        text: Its characters, line ends as they are, without a byte order mark.
        encoding: Of the bytes; ``None`` for a cell, which has none.
        mark: The byte order mark that it begins with.
    """

    name: str
    text: str
    encoding: str | None = None
    mark: bytes = b""

    @classmethod
    def of_file(cls, name: str, raw: bytes) -> SourceText:
        """Return the text of a Python file.

        Raises:
            TuningError: It cannot be decoded, or not so that nothing is lost.
        """
        mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(raw).readline)
            encoding = "utf-8" if mark else encoding
            made = cls(name, raw[len(mark) :].decode(encoding), encoding, mark)
            is_whole = made.encoded(made.text) == raw
        except (SyntaxError, UnicodeError) as error:
            raise TuningError(
                f"{name} cannot be read ({error}); save it as UTF-8, or with the "
                "encoding that its first lines name"
            ) from error
        if not is_whole:
            raise TuningError(
                f"{name} is encoded in {encoding}, from which it does not come back as "
                "it is; save it as UTF-8"
            )
        return made

    @property
    def is_cell(self) -> bool:
        """Whether it is a notebook's cell."""
        return self.encoding is None

    def encoded(self, text: str) -> bytes:
        """Return *text* as the bytes of this source. Raises ``UnicodeError``."""
        return self.mark + text.encode(self.encoding or "utf-8")

    def can_say(self, text: str) -> bool:
        """Whether the encoding has every character of *text*."""
        try:
            self.encoded(text)
        except UnicodeError:
            return False
        return True

    @cached_property
    def python(self) -> str:
        """The text as plain Python of the same length.

        IPython's own lines, form feeds and single carriage returns have stand-ins.
        """
        plain = _LONE_RETURN.sub("\n", self.text).translate(_STANDING_IN)
        return _without_magics(plain) if self.is_cell else plain

    @property
    def newline(self) -> str:
        """How a line ends, judged by the first one."""
        found = re.search(r"\r\n|\n|\r", self.text)
        return found.group() if found else "\n"


def _without_magics(text: str) -> str:
    """Return *text* with what only IPython understands made plain, as long as it is."""
    lines = text.splitlines(keepends=True)
    start = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    if start < len(lines) and lines[start].startswith("%%"):
        lines[start] = _stand_in(lines[start], 0, "#")
    for _ in range(_MOST_MAGICS):
        place = _next_magic(lines)
        if place is None:
            break
        row, column, end = place
        for number in range(row, end + 1):
            first = column if number == row else 0
            lines[number] = _stand_in(
                lines[number], first, "0" if number == row else ""
            )
    return "".join(lines)


def _next_magic(lines: list[str]) -> tuple[int, int, int] | None:
    """Return first line, column and last line of the first magic, if there is one."""
    tokens = ipython.make_tokens_by_line(lines)
    kinds = (
        ipython.MagicAssign,
        ipython.SystemAssign,
        ipython.EscapedCommand,
        ipython.HelpEnd,
    )
    found = []
    for kind in kinds:
        try:
            transformer = kind.find(tokens)  # type: ignore[no-untyped-call]
        except (SyntaxError, tokenize.TokenError):
            continue
        if transformer is not None:
            found.append((transformer.start_line, transformer.start_col))
    if not found:
        return None
    row, column = min(found)
    end: int = ipython.find_end_of_continued_line(lines, row)
    return row, column, end


def _stand_in(line: str, column: int, sign: str) -> str:
    """Return *line* with *sign*, then spaces, from *column* to its end."""
    content = line.rstrip("\r\n")
    ending = line[len(content) :]
    return line[:column] + sign.ljust(len(content) - column) + ending
