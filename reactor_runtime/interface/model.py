"""The classes that a model author inherits: one drives its own loop, one is stepped."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar

from reactor_runtime.fields.scope import creating_place, creating_scope
from reactor_runtime.interface.declarations import declare, generators_of
from reactor_runtime.interface.model_host import OutputBuffer, host_of
from reactor_runtime.interface.rules import check_model
from reactor_runtime.interface.slips import check_annotations

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from reactor_runtime.interface.messages import ModelMessage
    from reactor_runtime.interface.tracks import Output


class OutputAlias:
    """``self.output``: the output buffer until the model assigns something else."""

    def __get__(self, model: ReactorModel | None, _: object) -> Any:
        return self if model is None else model.output_buffer


class ReactorModel:
    """A model that drives its own loop in :meth:`run`.

    Handlers, hooks and :meth:`run` share one event loop. The attributes of the runtime
    can be used from ``__init__`` on, and only in a session.

    Attributes:
        fps: Frames per second at which emitted frames are shown; ``None`` follows the
            model's own pace.
        buffer_size: Most frames that wait to be shown (at least one batch).
        outputs: The ``Output`` classes that the model emits; found by itself if left
            out.
        messages: The ``ModelMessage`` classes that the model sends; found by itself if
            left out.
        state: With ``state: MyState`` on the class, the parameters that clients
            change; ``None`` while no client is there.
        input: With ``input: MyInput`` on the class, the tracks that clients send.

    Raises:
        TypeError: When a subclass is created that does not keep the authoring contract.
    """

    fps: float | None = 30
    buffer_size: int = 4
    outputs: Sequence[type[Output]] | None = None
    messages: Sequence[type[ModelMessage]] | None = None
    state: Any = None
    input: Any = None

    _reactor_is_base: ClassVar[bool] = True
    _reactor_is_pipeline: ClassVar[bool] = False
    _reactor_place: ClassVar[tuple[str, int]]

    def __init_subclass__(cls, *, is_base: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._reactor_is_base = is_base
        if is_base:
            return
        check_model(cls, is_pipeline=cls._reactor_is_pipeline)
        cls._reactor_place = creating_place(cls.__module__)
        scope = creating_scope(cls.__module__)
        check_annotations(cls, scope)
        declare(cls, scope)

    def load(self, config: Any) -> Any:
        """Load weights and whatever else is slow, once, before any client comes.

        May be ``async def``. A parameter named ``config_path`` gets the path of the
        config file instead.

        Args:
            config: The manifest's config file, ``{}`` without one.
        """

    async def run(self) -> None:
        """Generate for as long as the session lives. By default, wait for ever."""
        await asyncio.Event().wait()

    async def emit(
        self,
        output: object,
        *,
        compute_time: float | None = None,
        drop: bool = False,
    ) -> None:
        """Show *output*; returns when it is time to make the next one.

        Args:
            output: An ``Output``, or the bare frame of a model with one output track.
                The model may reuse its arrays once this returns.
            compute_time: Seconds that the whole batch took; adapts the rate to it.
            drop: Discard what does not fit instead of waiting.

        Raises:
            TypeError: If *output* is not what the model declares, naming the track.
            SessionStateError: If the model runs in no session.
        """
        await host_of(self).emit(output, compute_time=compute_time, drop=drop)

    async def send(self, message: ModelMessage) -> None:
        """Send *message* to every client, in order.

        Raises:
            TypeError: If JSON cannot carry a field, or the class is not listed.
            SessionStateError: If the model runs in no session.
        """
        await host_of(self).send(message)

    @property
    def connected(self) -> asyncio.Event:
        """Set while a client is there."""
        return host_of(self).connected

    @property
    def output_buffer(self) -> OutputBuffer:
        """The frames that wait to be shown."""
        return host_of(self).output_buffer

    output = OutputAlias()
    """The same as :attr:`output_buffer`, unless the model has its own ``output``."""


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
