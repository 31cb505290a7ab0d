"""Read the fields of one header, each with its type and bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from reactor_runtime.errors import WireError

if TYPE_CHECKING:
    from reactor_runtime.values import JsonValue
    from reactor_runtime.wire.packing import Buffer

LONGEST_NAME = 256
LARGEST_INTEGER = 2**53

_MISSING: Any = object()


class FieldReader:
    """Typed access to one header.

    Every method raises :class:`WireError` that names the field, what it should be and
    what came, when a field is missing without a default or is something else.

    Args:
        type_name: The header's ``type``, for messages.
        header: The header.
        buffers: What came with it.
    """

    def __init__(
        self, type_name: str, header: Mapping[str, Any], buffers: Sequence[Buffer]
    ) -> None:
        self._type = type_name
        self._header = header
        self._buffers = buffers

    def refuse(self, name: str, expected: str, value: object) -> WireError:
        """Make the error for a field that is not *expected*."""
        got = "nothing" if value is _MISSING else _shortened(value)
        named = _shortened(name)  # of "uploads.x" the client chose a part
        return WireError(f"{self._type}: {named} must be {expected}, got {got}.")

    def string(
        self, name: str, *, default: str = _MISSING, longest: int = LONGEST_NAME
    ) -> str:
        """A text of at most *longest* characters."""
        value = self._header.get(name, default)
        if not isinstance(value, str) or len(value) > longest:
            raise self.refuse(name, f"a text of at most {longest} characters", value)
        return value

    def optional_string(self, name: str) -> str | None:
        """A text, or ``None`` if the field is null or missing."""
        return None if self._header.get(name) is None else self.string(name)

    def strings(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self._header.get(name, _MISSING)
        if (
            not isinstance(value, list | tuple)
            or len(value) > LONGEST_NAME
            or not all(isinstance(item, str) for item in value)
        ):
            raise self.refuse(name, "a list of texts", value)
        return tuple(value)

    def integer(
        self,
        name: str,
        *,
        default: int = _MISSING,
        lowest: int = 0,
        highest: int = LARGEST_INTEGER,
    ) -> int:
        """A whole number from *lowest* to *highest*."""
        value = self._header.get(name, default)
        if type(value) is not int or not lowest <= value <= highest:
            raise self.refuse(name, f"a whole number from {lowest} to {highest}", value)
        return value

    def optional_integer(self, name: str) -> int | None:
        """A whole number, or ``None`` if the field is null or missing."""
        return None if self._header.get(name) is None else self.integer(name)

    def optional_number(self, name: str) -> float | None:
        """A number, or ``None`` if the field is null or missing."""
        value = self._header.get(name)
        if value is None:
            return None
        if type(value) not in (int, float) or abs(value) > LARGEST_INTEGER:
            raise self.refuse(name, "a number", value)
        return float(value)

    def boolean(self, name: str, *, default: bool = _MISSING) -> bool:
        """``True`` or ``False``."""
        value = self._header.get(name, default)
        if not isinstance(value, bool):
            raise self.refuse(name, "true or false", value)
        return value

    def mapping(
        self, name: str, *, default: Mapping[str, JsonValue] = _MISSING
    ) -> Mapping[str, JsonValue]:
        """A JSON object."""
        value = self._header.get(name, default)
        if not isinstance(value, Mapping) or not all(type(key) is str for key in value):
            raise self.refuse(name, "a JSON object", value)
        return value

    def choice(self, name: str, options: Sequence[str]) -> str:
        """One of *options*."""
        value = self._header.get(name, _MISSING)
        if not isinstance(value, str) or value not in options:
            raise self.refuse(name, f"one of {', '.join(options)}", value)
        return value

    def buffer(self) -> Buffer:
        """The one buffer that came with the header."""
        if len(self._buffers) != 1:
            raise WireError(
                f"{self._type}: send exactly one buffer with it, got "
                f"{len(self._buffers)}."
            )
        return self._buffers[0]


def _shortened(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
