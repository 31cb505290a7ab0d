"""What joins a contract: the track of bare frames, and what was not known of."""

import pytest

from reactor_runtime import Idle
from reactor_runtime.contract import ModelContract
from reactor_runtime.interface import (
    Input,
    ModelMessage,
    Output,
    ReactorModel,
    ReactorPipeline,
    Video,
)
from tests.runtime.contract.models import (
    Saved,
    Studio,
)


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


def test_a_message_that_is_not_listed_can_be_sent_and_joins():
    class Stray(ModelMessage):
        pass

    contract = ModelContract.of(Studio)
    joined = contract.for_message(Stray())
    assert list(joined.messages) == [*contract.messages, "stray"]
    assert joined.encode_message(Stray()) == ("stray", {})
    assert joined.for_message(Stray()) is joined
    assert contract.for_message(Saved(path="a")) is contract
    with pytest.raises(TypeError, match="can only send a ModelMessage, got str"):
        contract.encode_message("stray")


def test_a_message_of_a_type_that_is_taken_cannot_join():
    class Another(ModelMessage):
        name = "saved"

    with pytest.raises(TypeError, match=r"Saved and .*Another are both .* 'saved'"):
        ModelContract.of(Studio).for_message(Another())


def test_an_output_that_is_not_listed_joins_with_its_tracks():
    class Stray(Output):
        stray: Video

    contract = ModelContract.of(Studio)
    joined = contract.for_output(Stray(stray=1))
    assert joined.outputs == (*contract.outputs, Stray)
    assert joined.tracks[:-1] == contract.tracks
    assert joined.tracks[-1].name == "stray"
    assert joined.payloads(Stray(stray=1)) == {"stray": 1}
    assert joined.for_output(Stray(stray=1)) is joined


def test_an_output_with_a_track_that_is_taken_cannot_join():
    class Stray(Output):
        main_video: Video

    with pytest.raises(TypeError, match=r"StudioOutput and .*Stray both have a track"):
        ModelContract.of(Studio).for_output(Stray(main_video=1))


def test_an_output_that_was_defined_again_with_another_track_takes_its_place():
    def define(*names):
        class Again(Output):
            __annotations__ = dict.fromkeys(names, Video)

        return Again

    model = type("Model", (ReactorModel,), {"outputs": [define("a", "b")]})
    given = define("a", "c")(a=1, c=2)
    joined = ModelContract.of(model).for_output(given)
    assert [track.name for track in joined.tracks] == ["a", "c"]
    assert joined.payloads(given) == {"a": 1, "c": 2}


def test_a_class_that_was_defined_again_in_the_same_place_still_counts():
    def define():
        class Again(ModelMessage):
            step: int

        class Picture(Output):
            video: Video

        return Again, Picture

    message, output = define()
    model = type("Model", (ReactorModel,), {"messages": [message], "outputs": [output]})
    contract = ModelContract.of(model)
    message, output = define()
    assert contract.encode_message(message(3)) == ("again", {"step": 3})
    assert contract.payloads(output(video=1)) == {"video": 1}
