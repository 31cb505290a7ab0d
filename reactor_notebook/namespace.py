"""Find model classes in a user's namespace.

``%reactor_load MyModel`` names a variable of the notebook, not an import. The functions
here read a namespace and nothing else.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from reactor_runtime.contract.target import is_model
from reactor_runtime.errors import ModelNotFoundError, TargetError
from reactor_runtime.interface import ReactorModel

if TYPE_CHECKING:
    from collections.abc import Mapping


def model_names(namespace: Mapping[str, object]) -> list[str]:
    """Return the public names of *namespace* that are model classes, sorted."""
    return sorted(
        name
        for name, value in tuple(namespace.items())  # a cell may run meanwhile
        if not name.startswith("_") and is_model(value)
    )


def find_model(name: str, namespace: Mapping[str, object]) -> type[ReactorModel]:
    """Return the model class that *name*, possibly dotted, means in *namespace*.

    Raises:
        ModelNotFoundError: Nothing of that name is there; it lists what is.
        TargetError: The name means something that is no model class.
    """
    head, *rest = name.split(".")
    if head not in namespace:
        raise ModelNotFoundError(name, model_names(namespace))
    value = namespace[head]
    for attribute in rest:
        if not hasattr(value, attribute):
            known = [f"{head}.{known}" for known in model_names(vars_of(value))]
            raise ModelNotFoundError(name, known)
        value = getattr(value, attribute)
    return check_model(name, value)


def check_model(name: str, value: object) -> type[ReactorModel]:
    """Return *value* if it is a model class.

    Raises:
        TargetError: It is something else; the message says what to write.
    """
    if inspect.isclass(value) and issubclass(value, ReactorModel):
        if is_model(value):
            return value
        raise TargetError(
            f"{name} is a base class of the runtime; load a subclass of it."
        )
    if isinstance(value, ReactorModel):
        raise TargetError(
            f"{name} is an instance of {type(value).__name__}; load the class itself, "
            f"the runtime makes the instance: %reactor_load {type(value).__name__}"
        )
    kind = "a class" if inspect.isclass(value) else f"of type {type(value).__name__}"
    raise TargetError(
        f"{name} is {kind}, not a model; expected a subclass of ReactorModel or "
        "ReactorPipeline."
    )


def vars_of(value: object) -> Mapping[str, object]:
    """Return the attributes of a module or object by name, ``{}`` without any."""
    return getattr(value, "__dict__", {})
