"""What a handle shows of its tuned settings, and how they go back into the source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reactor_runtime.fields.json_values import shorten

if TYPE_CHECKING:
    from reactor_notebook.tuning.tuning import Tuning
    from reactor_notebook.tuning.writing import WriteReceipt


class TunedSettings:
    """The settings that were tuned, and are other ones than the source says.

    Args:
        tuning: The session's tuning.
    """

    def __init__(self, tuning: Tuning) -> None:
        self._tuning = tuning

    @property
    def changes(self) -> dict[str, dict[str, tuple[Any, Any]]]:
        """What the source says and what is in force: ``{name: {setting: (old, new)}}``.

        Empty once it is written.
        """
        return self._tuning.changes

    def code(self) -> str:
        """Return the changed ``InputField(...)`` declarations, to paste by hand."""
        return self._tuning.code()

    def diff(self, *names: str, into: str | None = None) -> str:
        """Return what :meth:`write` would change, as ``diff -u`` shows it.

        It is against the source as it is now. What cannot be written, and what else is
        to be known, stands above it in lines that begin with ``#``.

        Args:
            names: The parameters, by default all that are changed.
            into: See :meth:`write`.

        Raises:
            TuningError: One of *names* is not changed.
        """
        text, notes = self._tuning.difference(names, into)
        return "".join(f"# {note}\n" for note in notes) + text

    def write(self, *names: str, into: str | None = None) -> WriteReceipt:
        """Write the changed settings into the source that declares them.

        A file is written when this returns. A cell is changed by its page, for whose
        answer one may ``await``; a refusal that nobody waits for is printed. Where no
        page can do it the difference is shown, and the new text goes into a new cell.

        Args:
            names: The parameters, by default all that are changed.
            into: ``"subclass"``: inherited fields are declared anew in the class that
                inherits them, and not changed where they are declared.

        Raises:
            TuningError: Something cannot be written safely; it says what, why, and what
                to paste. Nothing was written.
        """
        receipt = self._tuning.write(names, into)
        receipt.tell_if_ignored()
        return receipt

    def undo(self) -> None:
        """Take the last tune back, or the last write: byte for byte.

        Raises:
            TuningError: There is nothing, or the file has changed since.
        """
        self._tuning.undo()

    def redo(self) -> None:
        """Do again what was undone last.

        Raises:
            TuningError: There is nothing, or the file has changed since.
        """
        self._tuning.redo()

    def reset(self, *names: str) -> None:
        """Put in force again what the source says; :meth:`undo` brings it back.

        Args:
            names: The parameters, by default all that are changed.
        """
        self._tuning.reset(names)

    def __repr__(self) -> str:
        parts = [
            f"{name}: {setting} {shorten(old)} → {shorten(new)}"
            for name, settings in self.changes.items()
            for setting, (old, new) in settings.items()
        ]
        return f"<tuned {', '.join(parts) or 'nothing'}>"
