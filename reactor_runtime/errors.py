"""Every exception that this project raises on purpose.

::

    ReactorError
    ├── TargetError              %reactor_load cannot find what it was asked to load
    │   ├── ModelNotFoundError   no model class of that name
    │   └── ManifestError        reactor.yaml is missing, unreadable or incomplete
    ├── OptionError              an option of a load is none that there is
    ├── ModelError               the model's own code failed
    │   └── ModelLoadError       load() raised
    ├── CommandError             a command failed; code and text reach the client
    │   └── CommandRejectedError refused before the model saw it
    ├── UploadError              an upload was refused or cannot be resolved
    ├── PublishError             another client publishes that input track
    ├── TuningError              what was tuned cannot be found, written or taken back
    ├── PresetError              a preset cannot be kept, found or read
    ├── SessionStateError        the call does not fit the session's state
    ├── TaskCancelledError       a task was cancelled by somebody who does not own it
    ├── WireError                bytes from a client that are not the protocol
    └── BufferClosed             reading a track that has been closed

Plain misuse of the authoring API is ``TypeError`` or ``ValueError``.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reactor_runtime.values import JsonValue


class ReactorError(Exception):
    """Base of every exception that this project raises on purpose."""


class TargetError(ReactorError):
    """What should be loaded cannot be found or is no model."""


class OptionError(ReactorError, ValueError):
    """An option with which something should be loaded is none that there is."""


class ModelNotFoundError(TargetError):
    """No model has the requested name.

    Attributes:
        name: The name that was asked for.
        known: The names that would have worked, sorted.
        where: The file or module that was searched; empty for a notebook.
    """

    def __init__(self, name: str, known: Iterable[str], where: str = "") -> None:
        self.name = name
        self.known = sorted(known)
        self.where = where
        place = f" in {where}" if where else ""
        super().__init__(f"No model named {name!r}{place}. {self._advice()}")

    def _advice(self) -> str:
        if close := difflib.get_close_matches(self.name, self.known, n=1):
            return f"Did you mean {close[0]!r}?"
        if self.known:
            return (
                f"Defined {'there' if self.where else 'here'}: {', '.join(self.known)}."
            )
        if self.where:
            return "Define a class there that inherits ReactorModel or ReactorPipeline."
        return "Run the cell that defines your ReactorModel subclass first."


class ManifestError(TargetError):
    """``reactor.yaml`` is missing, unreadable or incomplete."""


class ModelError(ReactorError):
    """The model's own code failed; the original exception is ``__cause__``."""


class ModelLoadError(ModelError):
    """``load()`` raised; the original exception is ``__cause__``."""


class CommandError(ReactorError):
    """A command failed for a reason that its sender may see.

    A handler raises it to answer with a failure.

    Attributes:
        code: Short machine-readable word, e.g. ``"no_reference_image"``.
        message: Text for a person.
    """

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)


class CommandRejectedError(CommandError):
    """A command was refused before it had any effect.

    Attributes:
        command: Name of the command.
        field: The argument at fault, ``None`` if it is the command itself.
        value: What came for that argument.
        constraint: What was expected, e.g. ``"<= 2.0"``.
        reason: The end of a sentence about *field*, e.g. ``"must be <= 2.0, got 9"``:
            whoever shows it begins with what the person calls the field. ``None`` where
            the message is about the command itself.
        number: Of the entry in the session's log that tells of it, ``None`` before
            there is one.
    """

    def __init__(
        self,
        message: str,
        *,
        command: str,
        code: str = "invalid_command",
        field: str | None = None,
        value: JsonValue = None,
        constraint: str | None = None,
        reason: str | None = None,
    ) -> None:
        super().__init__(code, message)
        self.command = command
        self.field = field
        self.value = value
        self.constraint = constraint
        self.reason = reason
        self.number: int | None = None


class UploadError(ReactorError):
    """An upload was refused, is unknown or is not complete.

    Attributes:
        code: ``"too_large"``, ``"too_many"``, ``"unresolved_upload"``,
            ``"invalid_upload"``, ``"overloaded"`` (too much waits for the disk) or
            ``"storage_failed"`` (the disk took no more).
    """

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


class PublishError(ReactorError):
    """An input track cannot be published: another client does.

    Attributes:
        track: The track.
        publisher: The client that publishes it.
    """

    def __init__(self, track: str, publisher: str) -> None:
        self.track = track
        self.publisher = publisher
        super().__init__(
            f"Input track {track!r} is published by client {publisher!r}; it is free "
            "again once that one stops or leaves"
        )


class TuningError(ReactorError):
    """What was tuned is not there, or cannot be written or taken back."""


class PresetError(ReactorError):
    """A preset could not be kept, found or read; the text says what to do."""


class SharingError(ReactorError):
    """A notebook cannot be shared as it is; the text says what to do."""


class SessionStateError(ReactorError):
    """The call does not fit the state that the session is in."""


class TaskCancelledError(ReactorError):
    """A task of the runtime was cancelled by somebody else, or with its event loop."""


class WireError(ReactorError):
    """A client sent bytes that are not the protocol."""


class BufferClosed(ReactorError):  # noqa: N818 - the authoring contract's name
    """The track that is being read has been closed."""


def text_of(error: BaseException) -> str:
    """Return what *error* says; empty where its own ``__str__`` fails."""
    try:
        return str(error)
    except BaseException:  # noqa: BLE001 - anybody's code
        return ""
