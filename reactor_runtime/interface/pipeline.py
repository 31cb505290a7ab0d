"""The class that a model author inherits to be stepped by the runtime."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from reactor_runtime.interface.declarations import generators_of
from reactor_runtime.interface.model import ReactorModel

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


class Idle:
    """Yield it, or an instance of it, when there is nothing to show yet.

    The next step waits for a command, an input frame or one frame's time.
    """


def is_idle(item: object) -> bool:
    """Whether a yielded *item* shows nothing: ``Idle``, ``Idle()`` or ``None``."""
    return item is None or item is Idle or isinstance(item, Idle)


class ReactorPipeline(ReactorModel, is_base=True):
    """A model whose :meth:`inference` the runtime steps.

    Handlers and hooks run only between two ``yield``s, so ``self.state`` never changes
    inside one step.

    Attributes:
        fps: Frames per second; ``None`` follows the measured time per frame.
    """

    fps: float | None = None

    _reactor_is_pipeline: ClassVar[bool] = True

    def inference(self) -> Iterator[Any] | AsyncIterator[Any]:
        """Yield each output: an ``Output``, a bare frame, :class:`Idle` or ``None``.

        A generator, ``def`` or ``async def``; a new one is made when a presence starts,
        and closed when it ends.
        """
        raise NotImplementedError(missing_inference(type(self)))


def missing_inference(cls: type[ReactorPipeline]) -> str:
    """Say what a pipeline without ``inference`` should define."""
    yielding = ", ".join(f"{method}()" for method in generators_of(cls))
    advice = f"; it has {yielding}: call that inference" if yielding else ""
    return (
        f"{cls.__name__} has no inference; define def inference(self) and yield each "
        f"frame{advice}"
    )
