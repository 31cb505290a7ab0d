"""Which line of an author's goes round in a loop that gives nothing back.

A thread's frames are looked at from another one, as ``faulthandler`` does it. A long
forward pass also keeps its thread, so a loop is called a spin only on proof: nothing
leaves it, or it has gone round for a while without changing anything that it can reach.
"""

from __future__ import annotations

import dis
import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Self

from reactor_runtime.engine.guarding.guard import SOURCES, own_frames
from reactor_runtime.engine.guarding.reachable import digest

if TYPE_CHECKING:
    from types import CodeType, FrameType

    from reactor_runtime.engine.guarding.guard import StepGuard

SAMPLE_SECONDS = 0.1
"""How often a thread is looked at."""

_SAMPLES = 4
"""How many are needed to say anything, and how many lie between two digests."""

_CLOCKS = ("monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "time_ns")
_FOR = ("FOR_ITER", "GET_ANEXT")
_LEAVING = ("RETURN", "YIELD", "SEND", "RAISE", "RERAISE", "CALL")


class Held(NamedTuple):
    """A thread that a model's code has kept since ``since``, on the monotonic clock."""

    thread: int
    since: float


class HeldGuard:
    """A guard that knows since when the code inside has kept its thread.

    Args:
        guard: Entered inside of this one.
    """

    def __init__(self, guard: StepGuard) -> None:
        self._guard = guard
        self._depth = 0
        self.held: Held | None = None
        """The code that runs now, if any. Read it from any thread."""
        self.entries = 0
        """How often code has been entered."""

    def __enter__(self) -> Self:
        if self._depth == 0:
            self.held = Held(threading.get_ident(), time.monotonic())
        self._depth += 1
        self.entries += 1
        self._guard.__enter__()
        return self

    def __exit__(self, *exc_info: object) -> None:
        try:
            self._guard.__exit__(*exc_info)
        finally:
            self._depth -= 1
            if self._depth == 0:
                self.held = None


@dataclass(frozen=True)
class Place:
    """A line of an author's."""

    filename: str
    line: int
    function: str

    @classmethod
    def of(cls, frame: FrameType) -> Place:
        """Return where *frame* is."""
        code = frame.f_code
        line = frame.f_lineno or code.co_firstlineno
        return cls(code.co_filename, line, code.co_name)

    def in_words(self) -> str:
        """Return it as a person says it, such as ``Cell In[3], line 7, in load``."""
        return f"{SOURCES.called(self.filename)}, line {self.line}, in {self.function}"

    def __str__(self) -> str:
        return f"{self.filename}:{self.line} in {self.function}"


def busy_place(thread: int | None) -> str:
    """Return the line of an author's that *thread* is in, in words for a person.

    Args:
        thread: A thread on which the engine runs a model's code.

    Returns:
        Empty where no code of an author runs.
    """
    own = own_frames(thread) if thread is not None else []
    return Place.of(own[-1]).in_words() if own else ""


@dataclass(frozen=True)
class Spin:
    """A loop that has gone round for a while and given nothing back."""

    place: Place
    is_proved: bool
    """Whether it cannot end by itself; else it may compute something."""


class SpinWatch:
    """Judges, sample by sample, the code that holds a thread.

    It keeps the frames that it saw, and all that these hold, until :meth:`forget`.
    """

    def __init__(self) -> None:
        self._held: Held | None = None
        self.forget()

    def forget(self) -> None:
        """Begin anew, and let go of every frame."""
        self._frames: list[FrameType] = []
        self._begin()

    def look(self, held: Held | None) -> Spin | None:
        """Take a sample of the code that holds a thread; returns what is known so far.

        Args:
            held: What a :class:`HeldGuard` says now.
        """
        if held is None or held != self._held:
            self._held = held
            self.forget()
        if held is None:
            return None
        self._take(own_frames(held.thread))
        return self._judge()

    def _begin(self) -> None:
        self._offsets: list[int] = []
        self._digests: list[object] = []
        self._called: list[FrameType] = []
        self._goes_round = False
        """Whether a loop has been seen to begin anew: it went back, or called again."""

    def _take(self, frames: list[FrameType]) -> None:
        """Keep the frames that were there at each sample, and where the last one is."""
        common = 0
        for known, now in zip(self._frames, frames, strict=False):
            if known is not now:
                break
            common += 1
        if common < len(self._frames) or not self._frames:
            # A function has returned: what goes round is one that called it.
            self._frames = frames[:common] if common else frames
            self._begin()
        if not self._frames:
            return
        offset, called = self._frames[-1].f_lasti, frames[len(self._frames) :][:1]
        if self._offsets:
            is_earlier = offset < self._offsets[-1]
            is_same = offset == self._offsets[-1] and called and self._called
            is_anew = bool(is_same) and called[0] is not self._called[0]
            self._goes_round = self._goes_round or is_earlier or is_anew
        self._offsets.append(offset)
        self._called = called

    def _judge(self) -> Spin | None:
        if len(self._offsets) < _SAMPLES:
            return None
        frame = self._frames[-1]
        code = frame.f_code
        loop = _loop_round(code, min(self._offsets), max(self._offsets))
        if loop is None or loop.is_for:
            return None
        offset = self._offsets[-1]
        is_seen = self._goes_round or loop.begins_anew(offset) or _naps(code, offset)
        self._goes_round = is_seen
        if not is_seen:
            return None
        if len(self._offsets) % _SAMPLES == 0 and not loop.asks_the_time(frame):
            self._digests.append(digest(frame.f_locals))
        return Spin(Place.of(frame), loop.is_endless or self._changes_nothing())

    def _changes_nothing(self) -> bool:
        last = self._digests[-_SAMPLES:]
        return len(last) == _SAMPLES and None not in last and len(set(last)) == 1


@dataclass(frozen=True)
class _Loop:
    """A loop in a function's bytecode."""

    instructions: tuple[dis.Instruction, ...]

    @property
    def start(self) -> int:
        """The first offset."""
        return self.instructions[0].offset

    @property
    def end(self) -> int:
        """The last offset."""
        return self.instructions[-1].offset

    @property
    def is_for(self) -> bool:
        """Whether what it goes over ends it."""
        return self.instructions[0].opname.startswith(_FOR)

    def begins_anew(self, offset: int) -> bool:
        """Whether the instruction at *offset* goes back to the loop's begin."""
        return any(
            one.offset == offset and one.argval == self.start and _goes_back(one)
            for one in self.instructions
        )

    @property
    def is_endless(self) -> bool:
        """Whether no instruction leads out of it, and none calls what may raise."""
        return not any(self._may_leave(one) for one in self.instructions)

    def _may_leave(self, one: dis.Instruction) -> bool:
        if one.opcode in dis.hasjrel or one.opcode in dis.hasjabs:
            return not self.start <= one.argval <= self.end
        return one.opname.startswith(_LEAVING)

    def asks_the_time(self, frame: FrameType) -> bool:
        """Whether the loop reads a clock, so that it ends by itself."""
        is_function = callable(frame.f_globals.get("time"))
        for one in self.instructions:
            if one.argval in _CLOCKS:
                return True
            is_attribute = one.opname in ("LOAD_ATTR", "LOAD_METHOD")
            if one.argval == "time" and (is_attribute or is_function):
                return True
        return False


def _loop_round(code: CodeType, first: int, last: int) -> _Loop | None:
    """Return the innermost loop of *code* round two offsets."""
    fitting = (one for one in _loops(code) if one.start <= first and last <= one.end)
    return min(fitting, key=lambda loop: loop.end - loop.start, default=None)


@lru_cache(maxsize=64)
def _loops(code: CodeType) -> tuple[_Loop, ...]:
    instructions = list(dis.get_instructions(code))
    ends: dict[int, int] = {}
    for one in instructions:
        if _goes_back(one):
            ends[one.argval] = max(ends.get(one.argval, 0), one.offset)
    return tuple(
        _Loop(tuple(one for one in instructions if start <= one.offset <= end))
        for start, end in ends.items()
    )


def _goes_back(one: dis.Instruction) -> bool:
    # The other kind, JUMP_BACKWARD_NO_INTERRUPT, is an await's.
    return "JUMP_BACKWARD" in one.opname and "INTERRUPT" not in one.opname


def _naps(code: CodeType, offset: int) -> bool:
    """Whether the line of an instruction sleeps, each time for less than a sample."""
    lines = [number for start, end, number in code.co_lines() if start <= offset < end]
    on_line = {
        at
        for start, end, number in code.co_lines()
        if number in lines
        for at in range(start, end)
    }
    used = [one for one in dis.get_instructions(code) if one.offset in on_line]
    seconds = [
        one.argval
        for one in used
        if one.opname.startswith("LOAD") and isinstance(one.argval, int | float)
    ]
    is_short = bool(seconds) and max(seconds) < SAMPLE_SECONDS * _SAMPLES
    return is_short and any(one.argval == "sleep" for one in used)
