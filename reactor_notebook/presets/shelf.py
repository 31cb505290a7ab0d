"""Presets in Python: ``handle.presets``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from reactor_notebook.presets.desk import PresetDesk


class Presets:
    """The presets of a model, by name; iterating gives the names.

    They are files of JSON in ``.reactor-presets/`` of the working directory.
    """

    def __init__(
        self, desk: Callable[[], PresetDesk], send: Callable[..., object]
    ) -> None:
        self._desk = desk
        self._send = send

    def __iter__(self) -> Iterator[str]:
        return iter(self._desk().store.names())

    def __len__(self) -> int:
        return len(self._desk().store.names())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self._desk().store

    def __repr__(self) -> str:
        return f"<presets: {', '.join(self) or 'none yet; save(name) makes one'}>"

    def save(self, name: str) -> Mapping[str, str]:
        """Keep the values as they are under *name*, in place of what had that name.

        Returns:
            What is not kept and why, by field.

        Raises:
            PresetError: The name or the folder does not do.
            SessionStateError: The session has ended.
        """
        return self._desk().save(_text(name))[1].left_out

    def load(self, name: str) -> Mapping[str, str]:
        """Set the values that were kept under *name*, as :meth:`Handle.send` would.

        Returns:
            What does not fit any more and why, by field; it stays as it is.

        Raises:
            PresetError: There is no such preset, or its file is something else.
            SessionStateError: The session has ended.
        """
        fitting = self._desk().load(_text(name))
        for field, value in fitting.values.items():
            self._send(f"set_{field}", **{field: value})
        return fitting.left_out

    def delete(self, name: str) -> None:
        """Delete the preset *name*.

        Raises:
            PresetError: There is none.
        """
        self._desk().store.delete(_text(name))


def _text(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError(
            f"a preset's name is a text, e.g. 'foggy', got {type(name).__name__}"
        )
    return name
