"""What a type checker must see of a model; ``test_checkers.py`` asks mypy and pyright.

Nothing here runs. A line that ends in ``# type: ignore[...]`` has to be an error for
mypy; the rule in ``# pyright: ignore[...]`` has to be one for pyright.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Literal, assert_type

import numpy as np
import numpy.typing as npt

from reactor_runtime import (
    Audio,
    ClientInfo,
    CommandError,
    Idle,
    Input,
    InputField,
    InputState,
    MessageField,
    ModelMessage,
    Output,
    ReactorModel,
    ReactorPipeline,
    TrackPayload,
    UploadedFile,
    Video,
    __version__,
    connected,
    event,
    file_uploaded,
    get_logger,
    get_weights_path,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

assert_type(__version__, str)


class Knobs(InputState):
    """Fields take ``InputField`` as their default, whatever their type."""

    brightness: float = InputField(1.0, ge=0, le=2, description="How bright")
    seed: int = InputField(0, ge=0)
    mode: Literal["calm", "wild"] = "calm"
    prompt: str = InputField(default="a meadow", max_length=200)
    image: UploadedFile | None = InputField(None)
    _hidden: Any = None


InputField(1.0, minimum=0)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
InputField(1.0, ge="0")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

knobs = Knobs(brightness=0.5, mode="wild")
assert_type(knobs.brightness, float)
assert_type(knobs.image, UploadedFile | None)
Knobs(brightness="much")  # no checker sees it; the runtime does


class Progress(ModelMessage):
    """A message's fields have their types; its constructor takes anything."""

    done: int
    text: str = MessageField("", description="What is done")


progress = Progress(done=3)
assert_type(progress.text, str)
Progress()  # no checker sees it; the runtime does


class Frames(Output):
    """Tracks take frames."""

    main_video: Video
    main_audio: Audio


class Cameras(Input):
    """Tracks that clients send."""

    webcam: Video


class Ripple(ReactorPipeline):
    """A pipeline: its own ``state`` is no ``Any`` once it is annotated."""

    fps = 24
    state: Knobs

    def load(self, config: dict[str, Any]) -> None:
        """Config is what the manifest says."""
        self.weights = get_weights_path() / "ripple.safetensors"

    def inference(self) -> Iterator[object]:
        """Yields frames."""
        assert_type(self.state, Knobs)
        assert_type(self.state.brightness, float)
        assert_type(self.state.mode, Literal["calm", "wild"])
        self.state.brightnes  # type: ignore[attr-defined]  # noqa: B018  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
        self.state.brightness = "much"  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
        yield np.zeros((4, 4, 3), np.uint8)
        yield Idle

    @event
    def reset(self) -> None:
        """An event without arguments."""

    @event(name="paint", description="Put a dot")
    async def put(self, x: float = InputField(0.5, ge=0, le=1)) -> Progress:
        """An event with arguments, and an answer."""
        if x == 1:
            raise CommandError("edge", "That is the edge.")
        await self.send(Progress(done=1))
        await self.send("done")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        return Progress(done=2)

    @connected
    def greet(self, client: ClientInfo) -> None:
        """A hook."""
        get_logger(__name__).info("hello", client=client)

    @file_uploaded
    def keep(self, file: UploadedFile) -> None:
        """A hook with a file."""
        assert_type(file.name, str)
        assert_type(file.data, bytes)


class Painter(ReactorModel):
    """A model with a loop of its own."""

    state: Knobs
    input: Cameras

    async def run(self) -> None:
        """Emit for ever."""
        assert_type(self.connected, asyncio.Event)
        await self.connected.wait()
        picture: npt.NDArray[np.uint8] = np.zeros((4, 4, 3), np.uint8)
        await self.emit(Frames(main_video=picture, main_audio=np.zeros(10)))
        await self.emit(TrackPayload(picture, {"step": 1}), drop=True)
        await self.emit(picture, dropped=True)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def decorated(model: Ripple) -> None:
    """A decorated method keeps its signature."""
    assert_type(model.reset(), None)
    model.put("left")  # type: ignore[arg-type, unused-coroutine]  # pyright: ignore[reportArgumentType, reportUnusedCoroutine]


async def answered(model: Ripple) -> None:
    """So does one that is decorated with options."""
    assert_type(await model.put(x=1.0), Progress)


event("reset")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]


class Chunks(ReactorPipeline):
    """Without a state of its own a model's is unknown, and says so."""

    async def inference(self) -> AsyncIterator[object]:
        """May be asynchronous."""
        assert_type(self.state, Any)
        yield np.zeros((4, 4, 3), np.uint8)
