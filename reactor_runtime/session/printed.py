"""Turn what a program writes to a stream into lines, as a terminal would show them.

A progress bar writes its line anew many times a second: after a carriage return, or
after going up some lines. Here each such line is one line that changes.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reactor_runtime.session.entry import LogEntry
    from reactor_runtime.values import JsonValue

LONGEST_LINE = 2_000
"""Characters of a line that are kept."""

PRINTED_LINES = 500
"""Lines that a session keeps."""

_REACH = 32
"""How many lines up a program can go; lines above are final."""

_CONTROL = re.compile(r"\r?\n|\r|\x08|\x1b\[([0-9;?]*)([A-Za-z])|\x1b[^\[]|\x1b")


@dataclass(slots=True, eq=False)
class Line:
    """One line on the screen.

    Args:
        text: What it says now, without what is over the longest line.
        number: Of the log entry that told it last, ``None`` before the first.
        is_told: Whether that entry says what the line says now.
    """

    text: str = ""
    number: int | None = None
    is_told: bool = True


class Screen:
    """The lines that one stream has come to, the last 32 of them open to changes.

    Knows carriage return, backspace, and the sequences that go up and erase; colours
    and all other sequences are taken away.
    """

    def __init__(self) -> None:
        self._lines = [Line()]
        self._row = 0
        self._is_returned = False
        self._gone: list[Line] = []

    @property
    def has_news(self) -> bool:
        """Whether some line is not told as it is now."""
        return bool(self._gone) or any(not line.is_told for line in self._lines)

    def write(self, text: str) -> None:
        """Take what was written."""
        position = 0
        for match in _CONTROL.finditer(text):
            self._put(text[position : match.start()])
            position = match.end()
            self._control(match[0], match[1] or "", match[2])
        self._put(text[position:])

    def take(self, *, changes: bool) -> list[Line]:
        """Return the lines to tell now, top down; the caller numbers them.

        Args:
            changes: Also lines that are not ended or were told before. Without, only
                new lines that have ended: the others may change many times a second.
        """
        gone, self._gone = self._gone, []
        due = [line for line in self._lines if not line.is_told]
        if not changes:
            ended = self._lines[: self._row]
            due = [line for line in due if line.number is None and line in ended]
        for line in due:
            line.is_told = True
        return [*gone, *due]

    def _put(self, text: str) -> None:
        if not text:
            return
        line = self._lines[self._row]
        before = "" if self._is_returned else line.text
        self._is_returned = False
        self._set(line, (before + text)[:LONGEST_LINE])

    def _control(self, text: str, arguments: str, command: str | None) -> None:
        if text.endswith("\n"):
            self._next_line()
        elif text == "\r":
            self._is_returned = True
        elif text == "\x08" and not self._is_returned:
            line = self._lines[self._row]
            self._set(line, line.text[:-1])
        elif command == "A":
            count = int(arguments) if arguments.isdigit() else 1
            self._row = max(self._row - count, 0)
        elif command == "K" and (self._is_returned or arguments == "2"):
            self._set(self._lines[self._row], "")

    def _next_line(self) -> None:
        self._row += 1
        self._is_returned = True
        if self._row < len(self._lines):
            return
        self._is_returned = False
        self._lines.append(Line())
        if len(self._lines) > _REACH:
            first = self._lines.pop(0)
            self._row -= 1
            if not first.is_told:
                self._gone.append(first)

    def _set(self, line: Line, text: str) -> None:
        if text != line.text:
            line.text = text
            # A line that was never told and is empty again needs no telling.
            line.is_told = line.number is None and not text


class PrintedTail:
    """The entries of the newest 500 printed lines; older ones are forgotten.

    An entry that ``replaces`` another stands where that one stood; an empty one leaves
    nothing there.
    """

    def __init__(self, capacity: int = PRINTED_LINES) -> None:
        self._entries: deque[tuple[int, LogEntry]] = deque(maxlen=capacity)

    def placed(self) -> list[tuple[int, LogEntry]]:
        """Return the entries in order, each with the number that its line had first."""
        return list(self._entries)

    def append(self, entry: LogEntry) -> None:
        """Add one entry of the kind ``printed``."""
        index = self._find(entry.data.get("replaces"))
        if index is None:
            if entry.text:
                self._entries.append((entry.number, entry))
        elif entry.text:
            self._entries[index] = (self._entries[index][0], entry)
        else:
            del self._entries[index]

    def _find(self, number: JsonValue) -> int | None:
        if number is None:
            return None
        last = len(self._entries) - 1
        found = (i for i in range(last, -1, -1) if self._entries[i][1].number == number)
        return next(found, None)


class PrintedNews:
    """Printed entries on their way to a reader that takes them in bundles.

    Of a line that changed several times the last state is kept, and at most 500 lines.
    """

    def __init__(self, capacity: int = PRINTED_LINES) -> None:
        self._capacity = capacity
        self._entries: dict[int, LogEntry] = {}
        self._places: dict[int, int] = {}

    def add(self, entry: LogEntry) -> None:
        """Put *entry* in line, or in the place of the one that it replaces."""
        replaced = entry.data.get("replaces")
        place = entry.number
        if isinstance(replaced, int) and replaced in self._places:
            place = self._places.pop(replaced)
            # The reader knows what the waiting one would have replaced, if anything.
            known = self._entries[place].data.get("replaces")
            entry = replace(entry, data={**entry.data, "replaces": known})
        if not entry.text and entry.data.get("replaces") is None:
            self._entries.pop(place, None)
            return
        self._entries[place] = entry
        self._places[entry.number] = place
        if len(self._entries) > self._capacity:
            oldest = self._entries.pop(next(iter(self._entries)))
            del self._places[oldest.number]

    def take(self) -> list[LogEntry]:
        """Return what waits, oldest first."""
        entries, self._entries, self._places = list(self._entries.values()), {}, {}
        return entries
