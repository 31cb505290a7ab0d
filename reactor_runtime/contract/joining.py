"""Classes that join a model's contract while it runs, at their first emit or send."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from reactor_runtime.contract.assembly import messages_of, tracks_of_model
from reactor_runtime.interface.records import ensure_dataclass
from reactor_runtime.interface.tracks import Output, tracks_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reactor_runtime.contract.model_contract import ModelContract
    from reactor_runtime.interface.messages import ModelMessage


def is_same(listed: type[Any], given: type[Any]) -> bool:
    """Whether *given* is *listed*, or its redefinition in the same place."""
    return listed is given or (
        listed.__module__ == given.__module__
        and listed.__qualname__ == given.__qualname__
    )


def lists_output(contract: ModelContract, output: type[Output]) -> bool:
    """Whether *output* is known to *contract*, with the tracks that it has now."""
    return any(
        is_same(listed, output)
        and (listed is output or tracks_of(listed) == tracks_of(output))
        for listed in contract.outputs
    )


def with_output(contract: ModelContract, output: type[Output]) -> ModelContract:
    """Return *contract* with *output*, in the place of a class that it redefines.

    Raises:
        TypeError: If another output, or the input, has a track of the same name.
    """
    ensure_dataclass(output)
    others = [listed for listed in contract.outputs if not is_same(listed, output)]
    outputs = (*others, output)
    tracks = tracks_of_model(contract.model, contract.input, outputs)
    return replace(contract, outputs=outputs, tracks=tracks)


def with_message(contract: ModelContract, message: type[ModelMessage]) -> ModelContract:
    """Return *contract* with *message*.

    Raises:
        TypeError: If another message has the same type.
    """
    classes = [listed.cls for listed in contract.messages.values()]
    messages = messages_of(contract.model, [*classes, message])
    return replace(contract, messages=MappingProxyType(messages))


def told(before: ModelContract, after: ModelContract) -> str:
    """Say which class has joined, and what the author writes to list it.

    Empty where none has: a bare frame needs no class.
    """
    if after.outputs != before.outputs:
        return _listing("outputs", before.outputs, after.outputs, "emitted")
    old, new = (
        [message.cls for message in contract.messages.values()]
        for contract in (before, after)
    )
    return _listing("messages", old, new, "sent") if new != old else ""


def _listing(
    attribute: str,
    before: Iterable[type[Any]],
    after: Iterable[type[Any]],
    deed: str,
) -> str:
    known = set(before)
    (joined,) = (cls.__name__ for cls in after if cls not in known)
    names = ", ".join(cls.__name__ for cls in after)
    return (
        f"{joined} was first seen when it was {deed}, and has joined the contract. "
        f"So that clients know it from the start, write {attribute} = ({names},) in "
        "the class"
    )
