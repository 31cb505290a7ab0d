"""How much memory a JSON value takes, for buffers that are bounded in bytes.

Counting its objects costs a tenth of encoding it, and is closer to the truth: a
thousand empty lists take 64 kB here, and 4 kB as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from sys import getsizeof
from typing import cast

from reactor_runtime.printable import shorten_middle

KIB = 2**10
MIB = 2**20

MOST_MEDIA_BYTES = 256 * MIB
"""What frames and sound that wait for somebody may take, wherever they wait."""

_NUMBER = 32
"""A number with its place in a list."""


def weigh(value: object) -> int:
    """Return about how many bytes *value*, JSON of any depth, takes in memory.

    What two places share counts twice, so that the sum is an upper bound.
    """
    total, waiting = 0, [value]
    while waiting:
        value = waiting.pop()
        kind = type(value)
        if kind is float or kind is int:
            total += _NUMBER
            continue
        total += getsizeof(value)
        if kind is list or kind is tuple:
            for item in cast("Sequence[object]", value):
                kind = type(item)
                if kind is float or kind is int:
                    total += _NUMBER
                else:
                    waiting.append(item)
        elif kind is not str and kind is not bool and isinstance(value, Mapping):
            total += sum(map(getsizeof, value))
            waiting.extend(value.values())
    return total


def trim(data: Mapping[str, object], most: int) -> Mapping[str, object]:
    """Return *data* itself if it weighs at most *most* bytes, else a shorter one.

    Long texts lose their middle; of other values only their size is told. The shorter
    one has an entry ``left_out``: how large *data* was.
    """
    size = weigh(data)
    if size <= most:
        return data
    return {**_trim_mapping(data, most), "left_out": in_words(size)}


def in_words(size: int) -> str:
    """Return a number of bytes as a person reads it, e.g. ``"3.2 MiB"``."""
    return f"{size / MIB:.4g} MiB" if size >= MIB else f"{size / KIB:.4g} KiB"


def _trim_mapping(data: Mapping[str, object], most: int) -> Mapping[str, object]:
    share = most // 8
    shorter = {key: _trim(value, share) for key, value in data.items()}
    if weigh(shorter) <= most:
        return shorter
    return {"left_out": in_words(weigh(data))}


def _trim(value: object, most: int) -> object:
    size = weigh(value)
    if size <= most:
        return value
    if isinstance(value, str):
        return shorten_middle(value, most // 4)
    if isinstance(value, Mapping):
        return _trim_mapping(value, most)
    return f"[{in_words(size)} left out]"
