"""The one description of a model class; documents and controls are rendered from it."""

from __future__ import annotations

from reactor_runtime.contract.commands import (
    CommandContract,
    ParsedCommand,
    StateContract,
)
from reactor_runtime.contract.controls import Control
from reactor_runtime.contract.messages import MessageContract
from reactor_runtime.contract.model_contract import Hooks, ModelContract
from reactor_runtime.fields import Argument
from reactor_runtime.interface.handlers import HookDeclaration as HookContract

__all__ = [
    "Argument",
    "CommandContract",
    "Control",
    "HookContract",
    "Hooks",
    "MessageContract",
    "ModelContract",
    "ParsedCommand",
    "StateContract",
]
