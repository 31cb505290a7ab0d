"""Make a model and load it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reactor_runtime.engine.guarding.guard import call, guarded
from reactor_runtime.interface.host import bind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from reactor_runtime.contract import ModelContract
    from reactor_runtime.engine.guarding.guard import StepGuard
    from reactor_runtime.interface import ReactorModel
    from reactor_runtime.interface.host import ModelHost


async def load_model(
    contract: ModelContract,
    host: ModelHost,
    guard: StepGuard,
    inputs: Mapping[str, object],
    config: Mapping[str, Any],
    config_path: Path | None,
) -> ReactorModel:
    """Return a loaded instance of the contract's class.

    Raises:
        ModelInterruptedError: The person interrupted it.
        Exception: Whatever the class or its ``load`` raises.
    """
    model = guarded(guard, _make, contract, host, inputs)
    arguments = contract.load_arguments(config, config_path)
    await call(guard, lambda: model.load(**arguments))
    return model


def _make(
    contract: ModelContract, host: ModelHost, inputs: Mapping[str, object]
) -> ReactorModel:
    model = contract.model.__new__(contract.model)
    bind(model, host)
    model.__init__()  # type: ignore[misc]
    for name, tracks in contract.create_inputs(inputs).items():
        setattr(model, name, tracks)
    return model
