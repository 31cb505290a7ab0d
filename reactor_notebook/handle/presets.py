"""Presets in Python: ``handle.presets``."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, cast

from reactor_notebook.cell.pending import Pending, settle
from reactor_runtime.errors import CommandRejectedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from reactor_notebook.loaded.inbox import ReceivedMessage
    from reactor_notebook.presets.desk import PresetDesk
    from reactor_runtime.values import JsonValue


class Presets:
    """The presets of a model, by name; iterating gives the names.

    They are files of JSON in ``.reactor-presets/`` of the working directory. Every
    method raises :class:`~reactor_runtime.errors.PresetError` where a name or a file
    does not do, SessionStateError once the session has ended, and TypeError for a name
    that is no text.
    """

    def __init__(
        self,
        desk: Callable[[], PresetDesk],
        send: Callable[..., Pending[ReceivedMessage | None]],
    ) -> None:
        self._desk = desk
        self._send = send

    def __iter__(self) -> Iterator[str]:
        return iter(self.names())

    def __len__(self) -> int:
        return len(self.names())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self._desk().store

    def __repr__(self) -> str:
        return f"<presets: {', '.join(self) or 'none yet; save(name) makes one'}>"

    def names(self) -> list[str]:
        """Return the names that are there, in order."""
        return self._desk().store.names()

    def save(self, name: str) -> Mapping[str, str]:
        """Keep the values as they are under *name*, in place of what had that name.

        Returns:
            What is not kept and why, by field.
        """
        return self._desk().save(_text(name))[1].left_out

    def load(self, name: str) -> Pending[Mapping[str, str]]:
        """Set the values that were kept under *name*, as :meth:`Handle.send` would.

        Returns:
            When awaited, what was not set and why, by field: what does not fit any
            more, and what a handler did not take. It stays as it is.
        """
        name = _text(name)
        fitting = self._desk().load(name)
        setting = _Setting(self._send, fitting.left_out)
        return settle(setting.begin(fitting.values, f"load preset {name}"))

    def rename(self, name: str, to: str) -> None:
        """Call the preset *name* something else."""
        self._desk().store.rename(_text(name), _text(to))

    def delete(self, name: str) -> None:
        """Delete the preset *name*."""
        self._desk().store.delete(_text(name))


class _Setting:
    """Sets many values, and gathers what the model did not take."""

    def __init__(
        self,
        send: Callable[..., Pending[ReceivedMessage | None]],
        left_out: Mapping[str, str],
    ) -> None:
        self._send = send
        self._left_out = dict(left_out)
        self._lock = threading.Lock()
        # One for the sending itself, so that no answer ends it before all are sent.
        self._unanswered = 1
        self._done: Future[object] = Future()

    def begin(
        self, values: Mapping[str, JsonValue], what: str
    ) -> Pending[Mapping[str, str]]:
        """Send *values*; returns all that was left out, once each is answered."""
        for field, value in values.items():
            try:
                sent = self._send(f"set_{field}", **{field: value})
            except CommandRejectedError as error:
                self._leave_out(field, error.reason or error.message)
            else:
                with self._lock:
                    self._unanswered += 1
                sent.when_done(partial(self._answered, field, sent))
        self._count_down()
        return Pending(self._done, what, _as_reasons)

    def _answered(self, field: str, sent: Pending[ReceivedMessage | None]) -> None:
        try:
            sent.result()
        except Exception as error:  # noqa: BLE001 - a handler's, which is told
            self._leave_out(field, f"was not set: {error}")
        self._count_down()

    def _leave_out(self, field: str, reason: str) -> None:
        with self._lock:
            self._left_out[field] = reason

    def _count_down(self) -> None:
        with self._lock:
            self._unanswered -= 1
            is_over = self._unanswered == 0
        if is_over:
            self._done.set_result(self._left_out)


def _as_reasons(told: object) -> Mapping[str, str]:
    return cast("Mapping[str, str]", told)


def _text(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError(
            f"a preset's name is a text, e.g. 'foggy', got {type(name).__name__}"
        )
    return name
