"""The class that a model author inherits for a loop of separate steps."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from reactor_runtime.errors import ModelError
from reactor_runtime.interface.bytecode import is_generator
from reactor_runtime.interface.declarations import author_classes, own_functions
from reactor_runtime.interface.events import event_mark, hook_marks
from reactor_runtime.interface.model import ReactorModel
from reactor_runtime.interface.tracks import Output

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

STEPS = frozenset({"process_input", "generate", "process_output"})
"""The methods of a step, in their order."""


class ApplicationError(ModelError):
    """Raised in ``process_input``: there is nothing to make a step of yet.

    Args:
        reason: What it waits for; the log tells it when it changes.
    """

    def __init__(self, reason: object = "") -> None:
        super().__init__(str(reason))
        self.reason = str(reason)


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """What came of ``generate``.

    Args:
        result: What it returned, ``None`` where it raised.
        error: What it raised, ``None`` where it returned.
        elapsed: The seconds that it took.
    """

    result: Any
    error: Exception | None
    elapsed: float


@dataclass(frozen=True, slots=True)
class StepCompleted:
    """What ``process_output`` made of an outcome, in more words than an ``Output``.

    Args:
        output: What is shown, ``None`` for nothing.
        files: By name, what the step made besides. The runtime hands them to nobody; an
            author's own code and tests read them.
        error: What went wrong in a step that counts all the same; it is logged.
        elapsed: The seconds that the step took, where the author knows better.
    """

    output: Any = None
    files: Mapping[str, Any] = field(default_factory=dict)
    error: Exception | None = None
    elapsed: float | None = None


class ReactorApp(ReactorModel, is_base=True):
    """A model whose steps the runtime makes, each of input, work and output.

    While a client is there, the runtime calls :meth:`process_input`, :meth:`generate`
    and :meth:`process_output` in turn. No handler and no hook runs inside a step. A
    class that defines ``run()`` has a loop of its own, and none of the three is called.

    Attributes:
        fps: Frames per second; ``None`` follows the measured time per step.
    """

    fps: float | None = None

    _reactor_is_pipeline: ClassVar[bool] = False
    _reactor_is_app: ClassVar[bool] = True

    def __init_subclass__(cls, *, is_base: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(is_base=is_base, **kwargs)
        if not is_base:
            _check_steps(cls)

    async def process_input(self) -> Any:
        """Return what :meth:`generate` gets; by default the state.

        Raises:
            ApplicationError: There is nothing to do yet; the runtime asks again in
                5 ms, and that counts as no step.
        """
        return self.state

    def generate(self, given: Any) -> Any:
        """Do the step's work: a forward pass.

        Args:
            given: What :meth:`process_input` returned.
        """
        raise NotImplementedError(missing_generate(type(self)))

    async def process_output(self, outcome: StepOutcome) -> Any:
        """Return what is shown: an ``Output``, a :class:`StepCompleted` or ``None``.

        By default an error of :meth:`generate` is raised, and an ``Output`` or ``None``
        that it returned is what is shown.

        Raises:
            TypeError: If the result is neither; define this method then.
        """
        if outcome.error is not None:
            raise outcome.error
        if outcome.result is None or isinstance(outcome.result, Output):
            return outcome.result
        name = type(self).__name__
        raise TypeError(
            f"{name}.generate returned a {type(outcome.result).__name__}; return an "
            f"Output from it, or define async def process_output(self, outcome) in "
            f"{name} and make one of outcome.result there"
        )


def is_app(cls: type[ReactorModel]) -> bool:
    """Whether the runtime makes the steps of *cls*: an app without a ``run``."""
    return issubclass(cls, ReactorApp) and cls.run is ReactorModel.run


def missing_generate(cls: type[ReactorModel]) -> str:
    """Say what *cls*, whose steps the runtime makes, should define; else nothing."""
    if not is_app(cls) or getattr(cls, "generate", None) is not ReactorApp.generate:
        return ""
    return (
        f"{cls.__name__} has no generate; define def generate(self, given) and return "
        "an Output"
    )


def _check_steps(cls: type[ReactorApp]) -> None:
    for base in author_classes(cls):
        for name, function in own_functions(base):
            if name not in STEPS:
                continue
            if event_mark(function) or hook_marks(function):
                raise TypeError(
                    f"{cls.__name__}.{name} would hide {name!r} of the runtime; "
                    "call it something else"
                )
            _check_step(f"{cls.__name__}.{name}", name, function)


def _check_step(where: str, name: str, function: Callable[..., Any]) -> None:
    plain = inspect.unwrap(function)
    if is_generator(function):
        raise TypeError(f"{where} cannot yield; return what one step makes")
    if name == "generate" and inspect.iscoroutinefunction(plain):
        raise TypeError(
            f"{where} is a plain method; await in process_input or process_output, and "
            "write def generate"
        )
    given = list(inspect.signature(plain).parameters.values())[1:]
    needed = [p for p in given if p.default is p.empty and p.kind not in _VARIADIC]
    takes = 0 if name == "process_input" else 1
    is_variadic = any(p.kind is p.VAR_POSITIONAL for p in given)
    fits = len(needed) <= takes and (len(given) >= takes or is_variadic)
    if not fits or any(p.kind is p.KEYWORD_ONLY for p in needed):
        wanted = ("self", *_ARGUMENTS[name])
        raise TypeError(f"{where} takes ({', '.join(wanted)})")


_VARIADIC = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
_ARGUMENTS: dict[str, tuple[str, ...]] = {
    "process_input": (),
    "generate": ("given",),
    "process_output": ("outcome",),
}
