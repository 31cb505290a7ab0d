"""Where files that models need lie on this machine."""

from __future__ import annotations

import os
from pathlib import Path

WEIGHTS_VARIABLE = "REACTOR_WEIGHTS_PATH"
DEFAULT_WEIGHTS = "~/.cache/reactor_registry"


def get_weights_path() -> Path:
    """Return the folder of weights: ``$REACTOR_WEIGHTS_PATH``, or the usual one.

    ``~`` is expanded. The folder need not exist, and nothing is made.
    """
    return Path(os.environ.get(WEIGHTS_VARIABLE) or DEFAULT_WEIGHTS).expanduser()
