"""Turn the engine's answer to a command into a value or an exception."""

from __future__ import annotations

from reactor_notebook.inbox import Message
from reactor_runtime.errors import CommandError
from reactor_runtime.session.notices import AnswerNotice

_SILENT = "the model's handler raised; its traceback is in the panel and in handle.log"


def finish_answer(raw: object) -> Message | None:
    """Return the message that a handler answered with, ``None`` without one.

    A superseded command has no message either.

    Raises:
        CommandError: The handler failed.
    """
    assert isinstance(raw, AnswerNotice)
    if raw.code is not None:
        raise CommandError(raw.code, raw.text or f"{raw.code}: {_SILENT}")
    if raw.message is None:
        return None
    return Message(raw.message.type, raw.message.data, raw.message.step)
