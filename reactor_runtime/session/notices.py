"""What a session tells its clients, apart from frames and sound.

A notice is a value. The engine hands it to each client's port on the delivery side's
loop, in order; how it travels is the port's business. Each knows about how many bytes
it takes in memory, its ``size``, so that queues of notices can be bounded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from reactor_runtime.weight import weigh

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reactor_runtime.contract import ModelContract
    from reactor_runtime.session.status import SessionStatus
    from reactor_runtime.values import JsonValue


_BARE = 200
"""Bytes of a notice without what it carries."""


@dataclass(frozen=True, slots=True)
class MessageNotice:
    """The model sent a message.

    Args:
        type: Snake-case name of the message's class.
        data: Its fields as JSON.
        step: Index of the step in which it was sent.
    """

    type: str
    data: Mapping[str, JsonValue]
    step: int
    size: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", _BARE + weigh(self.data))


@dataclass(frozen=True, slots=True)
class AnswerNotice:
    """What became of a command, for the client that asked (it gave a request id).

    Args:
        request_id: The id that the client gave.
        number: The command's number in the session, 0 if it was refused.
        message: What the handler returned, ``None`` for a bare acknowledgement.
        code: Why it failed (``"invalid_command"``, ``"overloaded"``,
            ``"internal_error"``, ...), ``None`` if it did not.
        text: The failure in words; empty for ``"internal_error"``.
        is_superseded: Whether a newer command of the same name ran instead.
    """

    request_id: str
    number: int
    message: MessageNotice | None = None
    code: str | None = None
    text: str = ""
    is_superseded: bool = False

    @property
    def size(self) -> int:
        """About how many bytes it takes in memory."""
        message = 0 if self.message is None else self.message.size
        return _BARE + len(self.text) + message


@dataclass(frozen=True, slots=True)
class StateNotice:
    """Public state fields that changed, by name, as JSON."""

    values: Mapping[str, JsonValue]
    size: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", _BARE + weigh(self.values))


@dataclass(frozen=True, slots=True)
class StatusNotice:
    """The session's status changed.

    Args:
        status: The new status.
        detail: One line for a person: what failed, or where an interrupt stopped.
        traceback: Full traceback of what failed, empty otherwise. For the developer,
            never for a client of a production server.
    """

    status: SessionStatus
    detail: str = ""
    traceback: str = ""

    @property
    def size(self) -> int:
        """About how many bytes it takes in memory."""
        return _BARE + len(self.detail) + len(self.traceback)


@dataclass(frozen=True, slots=True)
class ContractNotice:
    """The session's contract was swapped; controls must be rebuilt from it."""

    contract: ModelContract

    @property
    def size(self) -> int:
        """About how many bytes it takes in memory; the contract is the session's."""
        return _BARE


Notice: TypeAlias = (
    MessageNotice | AnswerNotice | StateNotice | StatusNotice | ContractNotice
)
