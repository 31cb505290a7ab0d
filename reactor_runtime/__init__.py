"""Turn a Python model class into a live, steerable video session.

The names are those of :mod:`reactor_runtime.interface`, where the one list of them is.
"""

from __future__ import annotations

from reactor_runtime import interface
from reactor_runtime.distribution import require_sole_distribution
from reactor_runtime.interface import *  # noqa: F403 - the list of interface

__all__ = interface.__all__

require_sole_distribution()
