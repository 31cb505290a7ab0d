"""Presets as files: one of JSON for each, in a folder for each model."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import unicodedata
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from reactor_notebook.presets.preset import LARGEST, Preset, check_size, read_preset
from reactor_runtime.errors import PresetError
from reactor_runtime.printable import without_hidden

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FOLDER = ".reactor-presets"

_SUFFIX = ".json"
_LONGEST = 80
_MOST_BYTES = 200
"""Of a name in UTF-8: file systems take 255, with what is added while it is written."""

_MOST_TOLD = 20

_REMEDIES = {
    errno.ENOSPC: "Free some space.",
    errno.EDQUOT: "Free some of your quota.",
    errno.EACCES: "Make it writable.",
    errno.EPERM: "Make it writable.",
    errno.EROFS: "It is on a disk that is only read.",
}

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def check_name(name: str) -> str:
    """Return *name* without spaces around it, if every file system takes it.

    Raises:
        PresetError: It does not; the text says what would.
    """
    # Some systems take names apart that look alike, others do not.
    checked = unicodedata.normalize("NFC", name).strip()
    advice = f"Give it 1 to {_LONGEST} letters, digits, spaces or dashes."
    if not checked:
        raise PresetError(f"A preset needs a name. {advice}")
    if len(checked) > _LONGEST or len(checked.encode(errors="replace")) > _MOST_BYTES:
        raise PresetError(f"The name {checked[:40]!r}… is too long. {advice}")
    if found := _FORBIDDEN.search(checked):
        raise PresetError(f"The name {checked!r} contains {found[0]!r}. {advice}")
    ends_in_dot = checked[0] == "." or checked[-1] == "."
    is_broken = checked != without_hidden(checked)
    if ends_in_dot or is_broken or _RESERVED.fullmatch(checked):
        raise PresetError(
            f"The name {checked!r} is no file's on some systems. {advice}"
        )
    return checked


class PresetStore:
    """The presets of one model, in ``.reactor-presets/`` of the working directory.

    Two names that differ in case only are one: some file systems know no other. Files
    that are no presets are left alone. It may be called from any thread; what two
    kernels write at once, the later one has written.

    Args:
        model: The model's name, a folder's too.
        base: Where the folder of all presets is.
    """

    def __init__(self, model: str, base: Callable[[], Path] = Path.cwd) -> None:
        self._model = model
        self._base = base

    @property
    def folder(self) -> Path:
        """Where the files of this model are; it may not be there yet."""
        # Nobody chose a class's name for a file: it may be one that Windows keeps.
        name = self._model.encode()[:_MOST_BYTES].decode(errors="ignore")
        if _RESERVED.fullmatch(name):
            name += "_"
        with _telling("The kernel's working directory"):
            return self._base() / FOLDER / name

    def names(self) -> list[str]:
        """The names that are there, in order.

        Raises:
            PresetError: The folder cannot be read.
        """
        return sorted(self._paths(), key=lambda name: (name.casefold(), name))

    def __contains__(self, name: str) -> bool:
        return self._find(check_name(name)) is not None

    def read(self, name: str) -> Preset:
        """Return the preset called *name*.

        Raises:
            PresetError: There is none, or its file is something else.
        """
        path = self._path(name)
        with _telling(str(path)):
            # What is no file, such as a pipe, could be read for ever.
            if not path.is_file():
                raise PresetError(f"{path} is no file. Remove it or rename it.")
            with path.open("rb") as file:
                check_size(os.fstat(file.fileno()).st_size, str(path))
                content = file.read(LARGEST + 1)
        try:
            return read_preset(content.decode("utf-8-sig"), str(path))
        except UnicodeDecodeError as error:
            raise PresetError(f"{path} could not be read: {error}") from None

    def write(self, name: str, preset: Preset) -> str:
        """Keep *preset* under *name*, in place of what had that name.

        Returns:
            The name, without spaces around it.

        Raises:
            PresetError: The name or the folder does not do; what was there is unharmed.
        """
        checked, text = check_name(name), preset.to_text()
        path = self._find(checked) or self.folder / f"{checked}{_SUFFIX}"
        with _telling(f"The preset {checked!r} was not kept: {path.parent}"):
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(path, text)
        return _name_of(path)

    def rename(self, name: str, to: str) -> str:
        """Call the preset *name* something else; returns the new name.

        Raises:
            PresetError: There is none, or another one is called *to*.
        """
        path, checked = self._path(name), check_name(to)
        other = self._find(checked)
        if other is not None and other != path:
            raise PresetError(f"There is a preset {checked!r}. Take another name.")
        with _telling(str(path)):
            path.rename(path.with_name(f"{checked}{_SUFFIX}"))
        return checked

    def delete(self, name: str) -> None:
        """Delete the preset *name*.

        Raises:
            PresetError: There is none, or it cannot be deleted.
        """
        path = self._path(name)
        with _telling(str(path)):
            path.unlink()

    def _paths(self) -> dict[str, Path]:
        folder = self.folder
        with _telling(str(folder)):
            try:
                files = sorted(folder.iterdir())
            except FileNotFoundError:
                return {}
        return {
            _name_of(path): path
            for path in files
            if path.suffix == _SUFFIX and not path.name.startswith(".")
        }

    def _find(self, name: str) -> Path | None:
        paths = self._paths()
        folded = {known.casefold(): path for known, path in paths.items()}
        return paths.get(name) or folded.get(name.casefold())

    def _path(self, name: str) -> Path:
        found = self._find(unicodedata.normalize("NFC", name).strip())
        if found is None:
            known = ", ".join(self.names()[:_MOST_TOLD]) or "none"
            raise PresetError(
                f"No preset is called {name[:_LONGEST]!r} in {self.folder}. "
                f"There are: {known}."
            )
        return found


def _replace(path: Path, text: str) -> None:
    """Write *text* to *path* so that nobody ever sees half of it."""
    temporary = path.with_name(f".{uuid.uuid4().hex}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _name_of(path: Path) -> str:
    """What the preset in the file *path* is called, safe to be told."""
    return unicodedata.normalize("NFC", without_hidden(path.stem))


@contextlib.contextmanager
def _telling(what: str) -> Iterator[None]:
    """Raise what goes wrong with *what* on the disk as a :class:`PresetError`."""
    try:
        yield
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, "See what is there.")
        raise PresetError(
            f"{what} could not be used: {error.strerror or error}. {remedy} "
            "Presets are kept in the kernel's working directory, which %cd changes."
        ) from error
