"""Numbers and texts that stand in a class body, as plain Python values.

An author may write ``np.float32(0)``, a member of an ``Enum`` or a ``str`` of a class
of his own. What is kept of it is compared, shown and sent for as long as the class
lives, so it is made plain once, where it is judged.
"""

from __future__ import annotations

import math
import operator
from enum import Enum
from typing import SupportsFloat, SupportsIndex

import numpy as np

from reactor_runtime.fields.json_values import shorten


def plain_number(value: object) -> int | float | None:
    """Return *value* as an ``int`` or a ``float``, which may be infinite or NaN.

    Takes everything that is one number: Python's, numpy's and torch's, fractions,
    decimals, members of an ``Enum`` that stand for one.

    Returns:
        ``None`` if it is no number; ``True`` is none.
    """
    if isinstance(value, Enum):
        return plain_number(value.value)
    is_many = getattr(value, "shape", ()) != ()
    if isinstance(value, (bool, np.bool_, str)) or is_many:
        return None
    try:
        if isinstance(value, SupportsIndex):
            return operator.index(value)
    except TypeError:  # an array of floats has the method, and no use for it
        pass
    try:
        return float(value) if isinstance(value, SupportsFloat) else None
    except OverflowError:
        return math.inf if value > 0 else -math.inf  # type: ignore[operator]
    except (TypeError, ValueError):
        return None


def plain_float(value: object) -> float | None:
    """Return *value* as a ``float``; ``None`` if it is no finite number."""
    number = plain_number(value)
    try:
        return float(number) if number is not None and math.isfinite(number) else None
    except OverflowError:
        return None


def plain_count(value: object, least: int = 0) -> int | None:
    """Return *value* as an ``int``; ``None`` if it is no whole number >= *least*."""
    number = plain_number(value)
    if number is None or (isinstance(number, float) and not number.is_integer()):
        return None
    return int(number) if number >= least else None


def plain_text(value: object) -> str | None:
    """Return *value* as a ``str`` of Python's own; ``None`` if it is no text."""
    return str.__str__(value) if isinstance(value, str) else None


def plain_description(where: str, value: object) -> str:
    """Return a description as text; ``None`` is as good as leaving it out.

    Raises:
        TypeError: Naming *where* it stands, if it is no text.
    """
    text = "" if value is None else plain_text(value)
    if text is None:
        raise TypeError(
            f"{where}: a description is one line of text, got {shorten(value)}"
        )
    return text
