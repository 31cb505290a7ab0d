"""A model without an ``Output`` that shows frames has one track ``main_video``."""

import pytest

from reactor_runtime import Idle, Input, Output, ReactorModel, ReactorPipeline, Video
from reactor_runtime.contract import ModelContract


def tracks(model):
    return [track.name for track in ModelContract.of(model).tracks]


def pipeline(inference):
    return type("Model", (ReactorPipeline,), {"inference": inference})


def one(self):
    while True:
        yield self.picture


def sometimes(self):
    yield self.picture if self.picture else Idle


def also_sometimes(self):
    yield None if self.picture is None else self.picture


def delegated(self):
    yield from self.pictures()


async def later(self):
    await self.ready()
    yield self.picture


@pytest.mark.parametrize(
    "inference", [one, sometimes, also_sometimes, delegated, later]
)
def test_an_inference_that_yields_a_frame_has_a_track(inference):
    assert tracks(pipeline(inference)) == ["main_video"]


def nothing(self):
    while True:
        yield None


def only_idle(self):
    yield Idle
    yield Idle()
    yield


async def idle_later(self):
    await self.ready()
    yield None
    yield Idle


def idle_of_the_closure():
    waiting = Idle

    def inference(self):
        yield waiting

    return inference


@pytest.mark.parametrize(
    "inference", [nothing, only_idle, idle_later, idle_of_the_closure()]
)
def test_an_inference_that_only_waits_has_none(inference):
    assert tracks(pipeline(inference)) == []


def test_a_model_that_emits_has_a_track():
    class Model(ReactorModel):
        async def run(self):
            await self.emit(self.picture)

    assert tracks(Model) == ["main_video"]


def test_a_model_that_never_emits_has_none():
    class Model(ReactorModel):
        async def run(self):
            await self.connected.wait()

    assert tracks(Model) == []


def test_an_output_decides_alone():
    class Depth(Output):
        depth: Video

    class Model(ReactorPipeline):
        def inference(self):
            yield self.picture
            yield Depth(depth=self.picture)

    assert tracks(Model) == ["depth"]


def test_the_track_comes_after_the_inputs():
    class Camera(Input):
        webcam: Video

    class Model(ReactorPipeline):
        input: Camera

        def inference(self):
            yield self.input.webcam.try_read()

    assert tracks(Model) == ["webcam", "main_video"]


def test_an_input_of_that_name_is_a_type_error():
    class Camera(Input):
        main_video: Video

    class Model(ReactorPipeline):
        input: Camera

        def inference(self):
            yield self.input.main_video.try_read()

    with pytest.raises(TypeError, match="rename the input track"):
        ModelContract.of(Model)


def test_a_first_bare_frame_gives_a_contract_with_the_track():
    class Model(ReactorModel):
        pass

    contract = ModelContract.of(Model)
    assert contract.payloads(3) == {"main_video": 3}
    joined = contract.for_output(3)
    assert [track.name for track in joined.tracks] == ["main_video"]
    assert joined.for_output(3) is joined
