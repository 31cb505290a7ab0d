"""Read a source file, and exchange it as a whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import sysconfig
import tempfile
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING

from reactor_runtime.errors import TuningError

if TYPE_CHECKING:
    from collections.abc import Iterator

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_INSTALLED = frozenset({"site-packages", "dist-packages"})


def read_source(path: Path) -> bytes:
    """Return what *path* holds.

    Raises:
        TuningError: It cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise TuningError(
            f"{path} cannot be read ({error.strerror}); put the file back, then load "
            "it again"
        ) from error


def check_writable(path: Path) -> None:
    """Refuse a file that is not the user's to change.

    Raises:
        TuningError: Saying what it is, and what to do instead.
    """
    if path.is_symlink():
        raise TuningError(
            f"{path} is a symbolic link to {path.resolve()}, which other folders may "
            "use; load that file by its own path, or put a copy in the link's place"
        )
    real = path.resolve()
    library = Path(sysconfig.get_path("stdlib")).resolve()
    if _INSTALLED & set(real.parts) or real.is_relative_to(library):
        raise TuningError(
            f"{path} belongs to an installed package, which the next installation "
            "overwrites; write into a subclass of yours: write(into='subclass')"
        )
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise TuningError(f"{path} cannot be written ({error.strerror})") from error
    if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise TuningError(
            f"{path} is read-only; make it writable (chmod u+w), then write again"
        )


def exchange(path: Path, expected: bytes, content: bytes) -> None:
    """Put *content* in the place of *expected*, if that is what *path* holds.

    Whoever reads the file meanwhile sees the one or the other. Its permissions stay.

    Raises:
        TuningError: It holds something else, or cannot be written.
    """
    check_writable(path)
    try:
        with _locked(path) as held:
            if held != expected:
                raise TuningError(
                    f"{path} has changed meanwhile, so nothing was written; write "
                    "again to see and to keep both changes"
                )
            _replace(path, content)
            _forget_bytecode(path)
    except OSError as error:
        raise TuningError(
            f"{path} cannot be written ({error.strerror}); nothing was changed"
        ) from error


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[bytes]:
    """Yield what *path* holds while no other kernel exchanges it."""
    with path.open("rb") as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)
        content = file.read()
        # Who waited for the lock may hold a file that is at this path no more.
        with contextlib.suppress(OSError):
            if not os.path.samestat(os.fstat(file.fileno()), path.stat()):
                content = path.read_bytes()
        yield content


def _replace(path: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _forget_bytecode(path: Path) -> None:
    """Let the next import compile *path*.

    Python takes bytecode for fresh by the file's size and second, which two writes may
    share.
    """
    with contextlib.suppress(OSError, NotImplementedError):
        Path(cache_from_source(path)).unlink()
