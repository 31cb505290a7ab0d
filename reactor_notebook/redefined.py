"""Keep a running model going whose enums are defined anew in its notebook."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from reactor_runtime.engine.guarding.guard import Unguarded, guarded
from reactor_runtime.fields.redefinition import equate_redefinitions, renew_members

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reactor_runtime.engine import Engine
    from reactor_runtime.interface import ReactorModel


def equate_enums(namespace: Mapping[str, object]) -> None:
    """Let the enums of a notebook stay equal to what running its cells again makes.

    A running model holds members of before, and the tables that it looks them up in are
    new: without this its next step raises ``KeyError``.
    """
    for value in tuple(namespace.values()):
        if (
            isinstance(value, type)
            and issubclass(value, Enum)
            and value.__module__ == "__main__"
        ):
            equate_redefinitions(value)


async def renew_enums(engine: Engine) -> None:
    """Give the model the members that its code now finds. On the engine's loop.

    Raises:
        Exception: Whatever the model's own attributes raise when they are set.
    """
    model = engine.model
    if model is not None:
        guarded(Unguarded(), _renew, model)


def _renew(model: ReactorModel) -> None:
    renew_members(model)
    if model.state is not None:
        renew_members(model.state)
