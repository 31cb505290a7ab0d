"""Presets as files: one of JSON for each, in a folder for each model."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from reactor_notebook.presets.preset import LARGEST, Preset, PresetError, read_preset

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = ".reactor-presets"

_SUFFIX = ".json"
_LONGEST = 80
_MOST_BYTES = 200
"""Of a name in UTF-8: file systems take 255, with what is added while it is written."""

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def check_name(name: str) -> str:
    """Return *name* without spaces around it, if every file system takes it.

    Raises:
        PresetError: It does not; the text says what would.
    """
    checked = name.strip()
    advice = f"Give it 1 to {_LONGEST} letters, digits, spaces or dashes."
    if not checked:
        raise PresetError(f"A preset needs a name. {advice}")
    if len(checked) > _LONGEST or len(checked.encode(errors="replace")) > _MOST_BYTES:
        raise PresetError(f"The name {checked[:40]!r}… is too long. {advice}")
    if found := _FORBIDDEN.search(checked):
        raise PresetError(f"The name {checked!r} contains {found[0]!r}. {advice}")
    ends_in_dot = checked[0] == "." or checked[-1] == "."
    is_broken = any("\ud800" <= character <= "\udfff" for character in checked)
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
        return self._base() / FOLDER / check_name(self._model)

    def names(self) -> list[str]:
        """The names that are there, in order."""
        return sorted(self._paths(), key=lambda name: (name.casefold(), name))

    def __contains__(self, name: str) -> bool:
        return self._find(check_name(name)) is not None

    def read(self, name: str) -> Preset:
        """Return the preset called *name*.

        Raises:
            PresetError: There is none, or its file is something else.
        """
        path = self._path(name)
        try:
            if path.stat().st_size > 4 * LARGEST:
                raise PresetError(f"{path} is too large for a preset. Delete it.")
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeError) as error:
            raise PresetError(f"{path} could not be read: {error}") from error
        return read_preset(text, str(path))

    def write(self, name: str, preset: Preset) -> str:
        """Keep *preset* under *name*, in place of what had that name.

        Returns:
            The name, without spaces around it.

        Raises:
            PresetError: The name or the folder does not do; what was there is unharmed.
        """
        checked = check_name(name)
        path = self._find(checked) or self.folder / f"{checked}{_SUFFIX}"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(path, preset.to_text())
        except OSError as error:
            raise PresetError(
                f"The preset {checked!r} was not kept: {error}. The notebook's kernel "
                f"writes to {path.parent}; make it writable, or change its directory."
            ) from error
        return path.name.removesuffix(_SUFFIX)

    def rename(self, name: str, to: str) -> str:
        """Call the preset *name* something else; returns the new name.

        Raises:
            PresetError: There is none, or another one is called *to*.
        """
        path, checked = self._path(name), check_name(to)
        other = self._find(checked)
        if other is not None and other != path:
            raise PresetError(f"There is a preset {checked!r}. Take another name.")
        try:
            path.rename(path.with_name(f"{checked}{_SUFFIX}"))
        except OSError as error:
            raise PresetError(f"{path} could not be renamed: {error}") from error
        return checked

    def delete(self, name: str) -> None:
        """Delete the preset *name*.

        Raises:
            PresetError: There is none, or it cannot be deleted.
        """
        path = self._path(name)
        try:
            path.unlink()
        except OSError as error:
            raise PresetError(f"{path} could not be deleted: {error}") from error

    def _paths(self) -> dict[str, Path]:
        try:
            files = [*self.folder.iterdir()]
        except OSError:
            return {}
        return {
            path.name.removesuffix(_SUFFIX): path
            for path in files
            if path.suffix == _SUFFIX and not path.name.startswith(".")
        }

    def _find(self, name: str) -> Path | None:
        paths = self._paths()
        folded = {known.casefold(): path for known, path in paths.items()}
        return paths.get(name) or folded.get(name.casefold())

    def _path(self, name: str) -> Path:
        found = self._find(check_name(name))
        if found is None:
            known = ", ".join(self.names()) or "none"
            raise PresetError(f"No preset is called {name!r}. There are: {known}.")
        return found


def _replace(path: Path, text: str) -> None:
    """Write *text* to *path* so that nobody ever sees half of it."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as file:  # noqa: PTH123
            file.write(text)
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def _umask() -> int:
    """What new files are not allowed here; there is no other way to ask."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
