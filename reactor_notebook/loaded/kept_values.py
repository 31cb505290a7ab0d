"""Keep the values that a person has set, for the model that is loaded anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reactor_notebook.loaded.files import LocalFile, send_file
from reactor_notebook.tuning.tuning import Tuning
from reactor_runtime.errors import CommandRejectedError, UploadError
from reactor_runtime.fields.json_values import json_equal
from reactor_runtime.session.entry import LogKind
from reactor_runtime.transports.base import CommandRequest
from reactor_runtime.values import UploadId

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future

    from reactor_runtime.engine.gateway import Gateway
    from reactor_runtime.session.entry import LogEntry
    from reactor_runtime.session.notices import AnswerNotice
    from reactor_runtime.values import ClientId, JsonValue


_UNSERVED = ("stopped", "disconnected")
"""Codes of commands that were not refused, but came too late to be served."""


@dataclass(frozen=True, slots=True)
class _Value:
    """One value: the number of the command that set it, and what it was.

    Of one that is too large for the log only ``left_out``, its size, is known.
    """

    number: int
    data: Mapping[str, JsonValue]
    left_out: str = ""
    files: Mapping[str, LocalFile] = field(default_factory=dict)


class KeptValues:
    """What was last set by each command that sets one value (``set_<p>`` with ``<p>``).

    It sees commands of panels and of Python alike, also those that still waited when
    their session ended. A value whose handler has failed is not kept: the one before it
    is. Thread-safe as the log is: entries come one by one.
    """

    def __init__(self) -> None:
        self.tuning = Tuning()
        """The settings that a person has tuned; they follow the same sessions."""
        self._values: dict[str, list[_Value]] = {}

    def clear(self) -> None:
        """Keep nothing of what was set and tuned so far."""
        self._values.clear()
        self.tuning.clear()

    def entry(self, entry: LogEntry) -> None:
        """Take an entry of the session's log."""
        name, number = entry.data.get("name"), entry.data.get("number")
        if not isinstance(name, str) or not isinstance(number, int):
            return
        if entry.kind is LogKind.COMMAND_ACCEPTED:
            data = entry.data.get("arguments")
            if isinstance(data, dict) and name == f"set_{next(iter(data), '')}":
                known = self._values.pop(name, [])
                left_out = str(entry.data.get("left_out", ""))
                # With the one before it, which holds again where the handler fails.
                self._values[name] = [*known[-1:], _Value(number, data, left_out)]
        elif (
            entry.kind in (LogKind.COMMAND_FAILED, LogKind.ERROR)
            and entry.data.get("code") not in _UNSERVED
        ):
            self._forget(name, number)

    def settle(self, gateway: Gateway) -> None:
        """Make what is kept outlive *gateway*: read its files, forget its defaults."""
        controls = gateway.contract.controls_json()
        defaults = {
            control["command"]: control["default"]
            for control in controls
            if control.get("required") is False
        }
        for name, values in list(self._values.items()):
            value = values[-1]
            (argument,) = value.data
            is_default = name in defaults and json_equal(
                value.data[argument], defaults[name]
            )
            if is_default:
                del self._values[name]
            elif not value.files:
                self._values[name] = [self._with_files(gateway, value)]

    def restore(
        self, gateway: Gateway, client: ClientId, refused: Callable[[str, str], None]
    ) -> None:
        """Send every value again, as a command of *client*, which has just arrived.

        Args:
            gateway: Of the model that was loaded anew.
            client: Who sends.
            refused: Called, in some thread, with a value's name and why the model does
                not take it; its default holds then.
        """
        values, self._values = self._values, {}
        for name, known in values.items():
            value = known[-1]
            (argument,) = value.data
            if value.left_out:
                refused(argument, f"{value.left_out} are too much to be kept")
                continue
            try:
                uploads = {
                    given: send_file(gateway, client, file)
                    for given, file in value.files.items()
                }
                data = {} if uploads else value.data
                answer = gateway.submit(CommandRequest(client, name, data, uploads))
            except (CommandRejectedError, UploadError) as error:
                refused(argument, str(error))
            else:
                answer.add_done_callback(_listener(argument, refused))

    def _with_files(self, gateway: Gateway, value: _Value) -> _Value:
        files = {}
        for argument, item in value.data.items():
            upload = item.get("upload_id") if isinstance(item, dict) else None
            file = (
                gateway.uploaded(UploadId(upload)) if isinstance(upload, str) else None
            )
            if file is not None:
                files[argument] = LocalFile(file.name, file.data, file.mime_type)
        return _Value(value.number, value.data, value.left_out, files)

    def _forget(self, name: str, number: int) -> None:
        left = [value for value in self._values.get(name, []) if value.number != number]
        if left:
            self._values[name] = left
        else:
            self._values.pop(name, None)


def _listener(
    argument: str, refused: Callable[[str, str], None]
) -> Callable[[Future[AnswerNotice]], None]:
    def listen(answer: Future[AnswerNotice]) -> None:
        if answer.cancelled() or answer.exception() is not None:
            return
        notice = answer.result()
        if notice.code not in (None, *_UNSERVED):
            refused(argument, notice.text or f"its handler failed ({notice.code})")

    return listen
