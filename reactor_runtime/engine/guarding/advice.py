"""Say what an author meant, where an error of the model's code shows it."""

from __future__ import annotations

import dis
from bdb import BdbQuit
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from reactor_runtime.engine.guarding.guard import summarize
from reactor_runtime.interface.state import InputState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from reactor_runtime.contract import ModelContract
    from reactor_runtime.interface import ReactorModel

_NO_STDIN = "StdinNotImplementedError"  # IPython's

_WHO_IS_ASKED = (
    "A model can ask, by input() or in a debugger, only while a notebook's cell runs, "
    "such as one with: await handle.step(). Or load it with --thread and attach debugpy"
)


def explain(error: BaseException, contract: ModelContract) -> str:
    """Return *error* as one line, and what to write where that can be told."""
    text = summarize(error)
    if isinstance(error, BdbQuit):
        return f"{text}. The debugger was left, or had nobody to ask. {_WHO_IS_ASKED}"
    if isinstance(error, EOFError) or type(error).__name__ == _NO_STDIN:
        return f"{text}. {_WHO_IS_ASKED}"
    if not _is_missing_state(error):
        return text
    if contract.state is None:
        advice = f"{contract.name} declares no state; write state: MyState in the class"
    else:
        advice = (
            "self.state is there from @session_started until @session_ended has "
            "returned, and None before and after"
        )
    return f"{text}. {advice}"


def about_own_state(model: ReactorModel, contract: ModelContract) -> str:
    """Say what to write where a loaded *model* has made its state; else nothing."""
    state = vars(model).get("state")
    if contract.state is not None or not isinstance(state, InputState):
        return ""
    return (
        f"{contract.name} makes its state itself, so no client sees it; write "
        f"state: {type(state).__name__} in the class and leave the rest to the runtime"
    )


def _is_missing_state(error: BaseException) -> bool:
    """Whether *error* comes from an attribute of ``self.state`` being ``None``."""
    if not isinstance(error, AttributeError) or "NoneType" not in summarize(error):
        return False
    innermost: TracebackType | None = error.__traceback__
    while innermost is not None and innermost.tb_next is not None:
        innermost = innermost.tb_next
    if innermost is None:
        return False
    # An augmented assignment copies what it reads from.
    instructions = (
        instruction
        for instruction in dis.get_instructions(innermost.tb_frame.f_code)
        if instruction.opname != "COPY"
    )
    return any(
        failed.offset == innermost.tb_lasti and source.argval == "state"
        for source, failed in pairwise(instructions)
    )


def about_joining(before: ModelContract, after: ModelContract) -> str:
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
