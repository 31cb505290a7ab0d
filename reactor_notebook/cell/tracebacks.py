"""Show the errors that a person made by the person's own lines.

A wrong argument is refused deep inside the runtime, and an error's traceback is about
the code that refused. What the person needs is their own line and the message. So in a
notebook the frames of this project, and of what it was called through or calls itself,
are left out of what a cell prints. The exception keeps them: ``%xmode Verbose`` and
``%tb`` show all of it, and so does everything else that reads its ``__traceback__``.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import sysconfig
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from traitlets import TraitError

import reactor_runtime
from reactor_runtime.engine.guarding.guard import ModelInterruptedError
from reactor_runtime.errors import ReactorError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from traceback import FrameSummary

    from IPython.core.interactiveshell import InteractiveShell
    from IPython.core.ultratb import ListTB

    from reactor_runtime.errors import ModelLoadError

_FULL_MODE = "Verbose"

_ON_PURPOSE = (
    ReactorError,
    TypeError,
    ValueError,
    AttributeError,
    LookupError,
    OSError,
    SyntaxError,
    TraitError,
    KeyboardInterrupt,
    asyncio.CancelledError,
)
"""What ends a call by intent; anything else from this project is a fault of its own."""


def concern_persons(error: BaseException, files: Sequence[str]) -> list[bool]:
    """Return which frames of *error* a person should see.

    Between two frames of a person's own, and after the last, whatever passes through
    this project is left out, with the libraries that it passes through on its way; what
    a person's code calls by itself stays, and so does a module that this project
    imports: the model may be of an installed package. An error that is a fault of this
    project keeps all of its frames.

    Args:
        error: Whose frames they are.
        files: The file of each frame's code, outermost first.
    """
    shown: list[bool] = []
    passes = False
    for is_persons, group in itertools.groupby(files, _is_persons):
        run = list(group)
        # A TraitError is about the value that was set on a control, wherever it rose.
        passes = not is_persons and (
            isinstance(error, TraitError) or any(map(_is_projects, run))
        )
        shown += _imported(run) if passes else [True] * len(run)
    is_fault = passes and not isinstance(error, _ON_PURPOSE)
    return [True] * len(files) if is_fault else shown


def _imported(files: Sequence[str]) -> list[bool]:
    """Return which frames of this project and of libraries are of imported modules."""
    shown: list[bool] = []
    is_import = False
    for file in files:
        if file.startswith(_IMPORTING) or _is_projects(file):
            is_import = file.startswith(_IMPORTING)
            shown.append(False)
        else:
            shown.append(is_import)
    return shown


def persons_traceback(
    error: BaseException, traceback: TracebackType | None, skip: int = 0
) -> TracebackType | None:
    """Return *traceback* with the frames that :func:`concern_persons` alone.

    Args:
        error: Whose traceback it is.
        traceback: The outermost frame first.
        skip: How many of the outermost frames stay whatever they are.

    Returns:
        ``None`` where no frame would be left but those.
    """
    entries = list(_entries(traceback))
    inner = entries[skip:]
    files = [entry.tb_frame.f_code.co_filename for entry in inner]
    kept = list(itertools.compress(inner, concern_persons(error, files)))
    return _linked([*entries[:skip], *kept]) if kept else None


class BriefTracebacks:
    """Stands before ``structured_traceback`` of one of a shell's formatters.

    Args:
        shell: Whose errors are shown; its ``%xmode Verbose`` shows them whole.
        formatter: What makes text of an error.
    """

    def __init__(self, shell: InteractiveShell, formatter: ListTB) -> None:
        self._shell = shell
        self._formatter = formatter
        self._format: Callable[..., list[str]] = formatter.structured_traceback

    def __call__(
        self,
        etype: type[BaseException],
        evalue: BaseException | None,
        etb: TracebackType | list[FrameSummary] | None = None,
        tb_offset: int | None = None,
        context: int = 5,
    ) -> list[str]:
        """Return what the formatter makes of the frames that concern a person.

        A syntax error in code that runs comes with a list of frames.
        """
        if evalue is None or self._shell.InteractiveTB.mode == _FULL_MODE:
            return self._format(etype, evalue, etb, tb_offset, context)
        shown: TracebackType | list[FrameSummary] | None
        if isinstance(etb, list):
            files = [frame.filename for frame in etb]
            shown = list(itertools.compress(etb, concern_persons(evalue, files)))
        else:
            skip = self._formatter.tb_offset if tb_offset is None else tb_offset
            shown = persons_traceback(evalue, etb, skip) or etb
        with _brief_causes(evalue):
            return self._format(etype, evalue, shown, tb_offset, context)


def shorten_tracebacks(shell: InteractiveShell) -> None:
    """From now on show errors in *shell* by the person's own lines; once per shell."""
    restore_tracebacks(shell)
    for formatter in (shell.InteractiveTB, shell.SyntaxTB):
        brief = BriefTracebacks(shell, formatter)
        vars(formatter)["structured_traceback"] = brief


def restore_tracebacks(shell: InteractiveShell) -> None:
    """Show errors in *shell* whole again, as far as this module shortened them."""
    for formatter in (shell.InteractiveTB, shell.SyntaxTB):
        attributes = vars(formatter)
        if isinstance(attributes.get("structured_traceback"), BriefTracebacks):
            del attributes["structured_traceback"]


@contextlib.contextmanager
def _brief_causes(error: BaseException) -> Iterator[None]:
    """Meanwhile the causes of *error* have a person's frames only, or are hidden."""
    with contextlib.ExitStack() as undo:
        _shorten_causes(error, undo)
        yield


def _shorten_causes(error: BaseException, undo: contextlib.ExitStack) -> None:
    seen: set[int] = set()
    while id(error) not in seen:
        seen.add(id(error))
        cause = error.__cause__
        if cause is None and not error.__suppress_context__:
            cause = error.__context__
        if cause is None or cause.__traceback__ is None:
            return
        shown = persons_traceback(cause, cause.__traceback__)
        if shown is None:
            undo.callback(_chain, error, error.__cause__, error.__suppress_context__)
            _chain(error, None, is_suppressed=True)
            return
        undo.callback(cause.with_traceback, cause.__traceback__)
        error = cause.with_traceback(shown)


def _chain(
    error: BaseException,
    cause: BaseException | None,
    is_suppressed: bool,  # noqa: FBT001 - as Python names it, for an ExitStack
) -> None:
    error.__cause__, error.__suppress_context__ = cause, is_suppressed


def _entries(traceback: TracebackType | None) -> Iterator[TracebackType]:
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


def _is_projects(file: str) -> bool:
    return file.startswith(_PROJECT)


def _is_persons(file: str) -> bool:
    return not file.startswith((*_PROJECT, *_LIBRARIES))


def _linked(entries: Sequence[TracebackType]) -> TracebackType | None:
    first: TracebackType | None = None
    for entry in reversed(entries):
        first = TracebackType(first, entry.tb_frame, entry.tb_lasti, entry.tb_lineno)
    return first


def _folder(path: str | Path) -> str:
    return f"{path}{os.sep}"


_IMPORTING = "<frozen importlib"
_RUNTIME = _folder(Path(reactor_runtime.__file__).parent)
_PROJECT = (_folder(Path(__file__).parents[1]), _RUNTIME)
_LIBRARIES = (
    "<frozen ",
    "<string>",
    *(
        _folder(sysconfig.get_path(name))
        for name in ("stdlib", "platstdlib", "purelib", "platlib")
    ),
)


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
