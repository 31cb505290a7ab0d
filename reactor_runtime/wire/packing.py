"""One JSON header and its binary buffers, as one binary message.

``u32`` header length, big-endian; the header as UTF-8 JSON, in which ``"buffers"``
lists the length of each buffer; then the buffers, one after the other. A widget's comm
carries header and buffers by itself and needs none of this.
"""

from __future__ import annotations

import json
import math
import numbers
import struct
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, TypeAlias

from reactor_runtime.errors import WireError

Header: TypeAlias = dict[str, Any]
Buffer: TypeAlias = bytes | bytearray | memoryview

LARGEST_HEADER = 2 * 2**20
MOST_BUFFERS = 16
LARGEST_BUFFER = 2**53

LARGEST_NUMBER = int(sys.float_info.max)
"""A browser's. Python itself refuses to write an integer of over 4300 digits."""

_LENGTH = struct.Struct(">I")


def pack(header: Mapping[str, Any], buffers: Sequence[Buffer] = ()) -> bytes:
    """Return *header* and *buffers* as one binary message.

    *header* must be plain JSON, as :func:`plain` makes it.
    """
    sizes = [memoryview(buffer).nbytes for buffer in buffers]
    encoded = _encoder.encode({**header, "buffers": sizes}).encode()
    return b"".join((_LENGTH.pack(len(encoded)), encoded, *buffers))


def unpack(message: Buffer) -> tuple[Header, list[memoryview]]:
    """Return the header and the buffers of a binary message.

    The buffers are views of *message*.

    Raises:
        WireError: If *message* is anything but what :func:`pack` makes.
    """
    view = memoryview(message).cast("B")
    if len(view) < _LENGTH.size:
        raise WireError(
            f"A message starts with a header length of {_LENGTH.size} bytes, "
            f"got {len(view)} bytes in all."
        )
    (length,) = _LENGTH.unpack_from(view)
    start = _LENGTH.size + length
    if length > LARGEST_HEADER or start > len(view):
        raise WireError(
            f"The header is announced with {length} bytes, but "
            f"{len(view) - _LENGTH.size} follow (at most {LARGEST_HEADER}). "
            "Write its length in bytes, big-endian."
        )
    header = _parse(bytes(view[_LENGTH.size : start]))
    return header, _split(view[start:], header.pop("buffers", []))


def plain(value: object) -> Any:
    """Return *value* as JSON that every browser reads.

    Mappings and sequences become dicts and lists, numbers that JSON or a browser lacks
    become ``None``, anything unknown its text.
    """
    match value:
        case None | bool() | str():
            return value
        case int():
            return value if -LARGEST_NUMBER <= value <= LARGEST_NUMBER else None
        case float():  # the abstract classes below take longer to ask
            return float(value) if math.isfinite(value) else None
        case numbers.Integral():
            return int(value)
        case numbers.Real():
            return float(value) if math.isfinite(value) else None
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case Sequence() if not isinstance(value, bytes | bytearray | memoryview):
            return [plain(item) for item in value]
        case _:
            return str(value)


def _parse(text: bytes) -> Header:
    try:
        header = _decoder.decode(text.decode())
    except (ValueError, RecursionError) as error:
        raise WireError(f"The header is not JSON: {error}.") from error
    if not isinstance(header, dict):
        raise WireError(
            f"The header is a JSON object, got a {type(header).__name__}. "
            'Send {"type": ...}.'
        )
    return header


def _parse_float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is too large a number")
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


# Making these for every message takes longer than what they do.
_encoder = json.JSONEncoder(separators=(",", ":"))
_decoder = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_parse_float)


def _split(view: memoryview, sizes: object) -> list[memoryview]:
    if (
        not isinstance(sizes, list)
        or len(sizes) > MOST_BUFFERS
        or not all(type(size) is int and 0 <= size <= LARGEST_BUFFER for size in sizes)
    ):
        raise WireError(
            f"'buffers' is a list of at most {MOST_BUFFERS} lengths in bytes, "
            f"got {str(sizes)[:80]}."
        )
    if sum(sizes) != len(view):
        raise WireError(
            f"'buffers' announces {sum(sizes)} bytes, got {len(view)} after the header."
        )
    buffers, start = [], 0
    for size in sizes:
        buffers.append(view[start : start + size])
        start += size
    return buffers
