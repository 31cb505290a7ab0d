"""Show a failing ``load`` as its author's own error, without the runtime's frames."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import reactor_runtime
from reactor_runtime.engine.guarding.guard import ModelInterruptedError

if TYPE_CHECKING:
    from types import TracebackType

    from reactor_runtime.errors import ModelLoadError

_RUNTIME = str(Path(reactor_runtime.__file__).parent)


def is_interrupt(error: ModelLoadError) -> bool:
    """Return whether *error* says that a person interrupted the load."""
    return isinstance(error.__cause__, ModelInterruptedError)


def from_author(error: ModelLoadError) -> ModelLoadError:
    """Return *error* with its cause's traceback beginning in the author's code."""
    cause = error.__cause__
    if cause is not None:
        cause.__traceback__ = _without_runtime(cause.__traceback__)
    return error.with_traceback(None)


def _without_runtime(traceback: TracebackType | None) -> TracebackType | None:
    own = traceback
    while own is not None and own.tb_frame.f_code.co_filename.startswith(_RUNTIME):
        own = own.tb_next
    return own if own is not None else traceback
