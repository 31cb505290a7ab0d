"""A logger for model code: its records reach the session's log, too.

Records go through :mod:`logging` as ever, and carry the session and the step; whoever
looks at the panel sees them, whether or not anybody has configured :mod:`logging`.
"""

from __future__ import annotations

import contextvars
import logging
import sys
import threading
import traceback
from typing import Any, Protocol, Self
from weakref import WeakSet

from reactor_runtime.errors import text_of
from reactor_runtime.printable import one_line, shorten_middle

LONGEST_FIELD = 200


class Listener(Protocol):
    """The session whose code logs. Thread-safe."""

    @property
    def session(self) -> str:
        """What the model is called."""

    @property
    def step(self) -> int:
        """Index of the step that runs, or ran last."""

    def hear(self, level: int, text: str, traceback: str) -> None:
        """Take a record: its level as in :mod:`logging`, text, and traceback or ""."""


_HERE: contextvars.ContextVar[Listener | None] = contextvars.ContextVar(
    "reactor_session", default=None
)
_IS_TELLING: contextvars.ContextVar[bool] = contextvars.ContextVar(
    "reactor_is_telling", default=False
)
_LISTENERS: WeakSet[Listener] = WeakSet()
_LOCK = threading.Lock()


class Heard:
    """Entered round a model's code: what is logged there reaches *listener*."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._entered: list[contextvars.Token[Listener | None]] = []

    def __enter__(self) -> Self:
        self._entered.append(_HERE.set(self._listener))
        return self

    def __exit__(self, *exc_info: object) -> None:
        _HERE.reset(self._entered.pop())


def begin(listener: Listener) -> None:
    """Let *listener* hear the threads that its model starts, while it is alone."""
    with _LOCK:
        _LISTENERS.add(listener)


def end(listener: Listener) -> None:
    """Let *listener* hear no thread any more."""
    with _LOCK:
        _LISTENERS.discard(listener)


def is_telling() -> bool:
    """Whether what is written now is of a record that a session has heard."""
    return _IS_TELLING.get()


class Logger:
    """Logs messages with fields; made by :func:`get_logger`.

    Each method takes a message, what fills its ``%`` places, and fields by name, which
    are appended as ``name=value``. ``exc_info``, ``stack_info``, ``stacklevel`` and
    ``extra`` mean what they mean in :mod:`logging`. No message and no field makes a
    call raise.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._logger = logging.getLogger(name)

    def debug(self, message: object, /, *args: object, **fields: Any) -> None:
        """Log what only its author reads, where :mod:`logging` is set to DEBUG."""
        self._log(logging.DEBUG, message, args, fields)

    def info(self, message: object, /, *args: object, **fields: Any) -> None:
        """Log what goes on."""
        self._log(logging.INFO, message, args, fields)

    def warning(self, message: object, /, *args: object, **fields: Any) -> None:
        """Log what somebody may have to look after."""
        self._log(logging.WARNING, message, args, fields)

    def error(self, message: object, /, *args: object, **fields: Any) -> None:
        """Log what went wrong."""
        self._log(logging.ERROR, message, args, fields)

    def exception(self, message: object, /, *args: object, **fields: Any) -> None:
        """Log what went wrong, with the traceback of the exception being handled."""
        self._log(logging.ERROR, message, args, {"exc_info": True, **fields})

    def _log(
        self,
        level: int,
        message: object,
        args: tuple[object, ...],
        fields: dict[str, Any],
    ) -> None:
        options = {name: fields.pop(name) for name in _OPTIONS if name in fields}
        listener = _HERE.get() or _only_one()
        text = " ".join([_filled(message, args), *map(_field, fields.items())])
        if listener is not None and (
            level > logging.DEBUG or self._logger.isEnabledFor(level)
        ):
            listener.hear(level, text, _traceback(options.get("exc_info")))
            options["extra"] = {
                **(options.get("extra") or {}),
                "session": listener.session,
                "step": listener.step,
            }
        if listener is not None and not self._logger.hasHandlers():
            return  # what logging would write to stderr then has been heard
        options["stacklevel"] = options.get("stacklevel", 1) + 2
        token = _IS_TELLING.set(listener is not None)
        try:
            # The text is whole: a % in it is no place to fill.
            self._logger.log(level, "%s", text, **options)
        finally:
            _IS_TELLING.reset(token)


def get_logger(name: str) -> Logger:
    """Return a logger for model code; at any time, also while a module is imported.

    Args:
        name: As for :func:`logging.getLogger`; usually ``__name__``.
    """
    return Logger(name)


_OPTIONS = ("exc_info", "stack_info", "stacklevel", "extra")


def _only_one() -> Listener | None:
    """Return the session whose thread this is, where one only can be meant."""
    if threading.current_thread() is threading.main_thread():
        return None  # a person's code, such as a cell
    with _LOCK:
        return next(iter(_LISTENERS)) if len(_LISTENERS) == 1 else None


def _filled(message: object, args: tuple[object, ...]) -> str:
    text = message if isinstance(message, str) else _shown(message)
    if not args:
        return text
    try:
        # As in logging: a single dictionary is for named places.
        is_named = len(args) == 1 and isinstance(args[0], dict)
        return text % (args[0] if is_named else args)
    except Exception:  # noqa: BLE001 - a log line must not end a step
        return " ".join([text, *map(_shown, args)])


def _field(item: tuple[str, object]) -> str:
    name, value = item
    return f"{name}={_shown(value)}"


def _shown(value: object) -> str:
    try:
        text = value if isinstance(value, str) else repr(value)
    except BaseException:  # noqa: BLE001 - anybody's code
        text = f"<{type(value).__name__}>"
    return shorten_middle(one_line(text), LONGEST_FIELD)


def _traceback(exc_info: object) -> str:
    if exc_info is True:
        exc_info = sys.exc_info()
    if isinstance(exc_info, tuple) and len(exc_info) == 3:
        exc_info = exc_info[1]
    if not isinstance(exc_info, BaseException):
        return ""
    try:
        return "".join(traceback.format_exception(exc_info))
    except BaseException:  # noqa: BLE001 - attributes of the author's exception
        return f"{type(exc_info).__name__}: {text_of(exc_info)}"
