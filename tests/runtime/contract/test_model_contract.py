"""The one description of a model."""

import dataclasses
import gc
import weakref
from pathlib import Path

import numpy as np
import pytest

from reactor_runtime.contract import ModelContract
from reactor_runtime.interface import (
    Audio,
    Input,
    InputField,
    InputState,
    Output,
    ReactorModel,
    ReactorPipeline,
    TrackPayload,
    UploadedFile,
    Video,
    event,
)
from tests.runtime.contract.models import (
    Explicit,
    Saved,
    Studio,
    StudioOutput,
    StudioState,
)


def test_a_contract_says_what_the_class_says():
    contract = ModelContract.of(Studio)
    assert contract.model is Studio
    assert contract.name == "Studio"
    assert contract.description == "A studio that uses everything."
    assert (contract.fps, contract.buffer_size) == (24.0, 4)
    assert contract.is_pipeline
    assert contract.outputs == (StudioOutput,)
    assert list(contract.messages) == ["statistics", "saved"]
    assert contract.hooks.connected.method == "on_connect"
    assert contract.hooks.file_uploaded.method == "on_file"
    assert contract.hooks.disconnected is None
    assert not ModelContract.of(Explicit).is_pipeline
    assert ModelContract.of(Explicit).state is None


def test_a_contract_is_the_same_while_nothing_changes():
    assert ModelContract.of(Studio) is ModelContract.of(Studio)


def test_a_contract_is_a_value_whose_parts_can_be_replaced():
    contract = ModelContract.of(Studio)
    command = contract.command("set_brightness")
    argument = command.arguments[0]
    wider = dataclasses.replace(
        argument, info=dataclasses.replace(argument.info, le=4.0)
    )
    changed = dataclasses.replace(
        contract,
        commands={
            **contract.commands,
            command.name: dataclasses.replace(command, arguments=(wider,)),
        },
    )
    assert changed.parse("set_brightness", {"brightness": 3}).arguments
    with pytest.raises(Exception, match=r"<= 2\.0"):
        contract.parse("set_brightness", {"brightness": 3})
    assert changed.controls_json()[0]["maximum"] == 4.0
    with pytest.raises(AttributeError):
        contract.name = "other"


def test_tracks_are_inputs_then_outputs_in_declaration_order():
    contract = ModelContract.of(Studio)
    assert [t.name for t in contract.tracks] == ["webcam", "main_video", "main_audio"]
    assert [t.name for t in contract.input_tracks] == ["webcam"]
    assert [t.name for t in contract.output_tracks] == ["main_video", "main_audio"]
    assert contract.track("webcam").name == "webcam"
    with pytest.raises(KeyError, match="webcam, main_video"):
        contract.track("screen")


def test_a_public_field_gives_a_command_with_one_argument():
    command = ModelContract.of(Studio).command("set_brightness")
    assert [item.name for item in command.arguments] == ["brightness"]
    assert (command.method, command.state_field) == (None, "brightness")


def test_an_event_replaces_the_setter_of_its_name_in_its_place():
    contract = ModelContract.of(Studio)
    command = contract.command("set_prompt")
    assert (command.method, command.state_field) == ("set_prompt", "prompt")
    assert command.arguments[0].info.max_length == 300
    order = list(contract.commands)
    assert order.index("set_prompt") == order.index("set_mirror") + 1
    assert order[-2:] == ["reset", "paint"]


def test_the_answer_is_the_message_in_the_return_annotation():
    contract = ModelContract.of(Studio)
    assert contract.command("reset").answer == "saved"
    assert contract.command("paint").answer is None


def test_a_private_field_is_in_no_document():
    contract = ModelContract.of(Studio)
    assert "_cache" not in str(contract.openapi())
    assert "_cache" not in contract.state.values(contract.state.create())


def test_a_new_state_has_all_defaults_and_shares_nothing():
    state = ModelContract.of(Studio).state
    first, second = state.create(), state.create()
    first.points.append((1.0, 2.0))
    assert second.points == []
    assert isinstance(first, StudioState)


def test_the_values_of_a_state_are_json_whatever_the_model_wrote():
    contract = ModelContract.of(Studio).state
    state = contract.create()
    assert contract.values(state)["palette"] == "warm"
    assert contract.values(state)["subject"] is None
    state.brightness = np.float32(0.5)
    state.gain = float("nan")
    state.extra = object()
    state.image = UploadedFile.from_bytes(b"abc", "a.png", "image/png")
    values = contract.values(state)
    assert values["brightness"] == 0.5
    assert values["gain"] == "nan"
    assert values["extra"].startswith("<object")
    assert values["image"] == {"name": "a.png", "mime_type": "image/png", "size": 3}


def test_an_output_is_split_into_its_tracks():
    contract = ModelContract.of(Studio)
    assert contract.payloads(StudioOutput(main_video=1)) == {"main_video": 1}
    both = StudioOutput(main_video=1, main_audio=2)
    assert contract.payloads(both) == {"main_video": 1, "main_audio": 2}


def test_a_model_with_one_output_track_may_emit_the_bare_frame():
    class Only(Output):
        video: Video

    class Model(ReactorModel):
        outputs = (Only,)

    contract = ModelContract.of(Model)
    frame = np.zeros((2, 2, 3), np.uint8)
    assert contract.payloads(frame)["video"] is frame
    payload = TrackPayload(frame, {"a": 1})
    assert contract.payloads(payload) == {"video": payload}


def test_a_bare_frame_with_several_tracks_is_a_type_error():
    with pytest.raises(TypeError, match=r"2 output tracks.*an instance of Studio"):
        ModelContract.of(Studio).payloads(3)


def test_one_track_name_twice_is_a_type_error():
    class First(Output):
        video: Video

    class Second(Output):
        video: Video

    class Model(ReactorModel):
        outputs = (First, Second)

    with pytest.raises(
        TypeError, match=r"First and .*Second both have a track 'video'"
    ):
        ModelContract.of(Model)

    class Camera(Input):
        video: Video

    class Mirror(ReactorModel):
        input: Camera
        outputs = (First,)

    with pytest.raises(TypeError, match="both have a track 'video'"):
        ModelContract.of(Mirror)


def test_the_input_is_made_of_its_buffers():
    contract = ModelContract.of(Studio)
    made = contract.create_inputs({"webcam": "buffer"})
    assert list(made) == ["input"]
    assert made["input"].webcam == "buffer"
    assert ModelContract.of(Explicit).create_inputs({}) == {}


def test_load_gets_what_it_asks_for():
    class Both(ReactorModel):
        def load(self, config, config_path):
            pass

    path = Path("config.yaml")
    assert ModelContract.of(Both).load_arguments({"a": 1}, path) == {
        "config": {"a": 1},
        "config_path": path,
    }
    assert ModelContract.of(Studio).load_arguments({}, None) == {"config": {}}


def test_a_model_without_outputs_and_messages_is_legal():
    class Model(ReactorPipeline):
        outputs = ()
        messages = ()

        def inference(self):
            yield

    contract = ModelContract.of(Model)
    assert (contract.tracks, dict(contract.messages)) == ((), {})
    assert contract.fps is None


def test_a_contract_keeps_no_class_alive():
    def make():
        class State(InputState):
            speed: float = InputField(default=1.0, le=2.0)

        class Model(ReactorModel):
            state: State

            @event
            def reset(self) -> Saved:
                return Saved("a")

        ModelContract.of(Model).controls_json()
        return weakref.ref(Model)

    old = make()
    gc.collect()
    assert old() is None


def test_unused_names_are_fine():
    class Tracks(Output):
        video: Video
        sound: Audio

    class Model(ReactorModel):
        outputs = (Tracks,)

    assert ModelContract.of(Model).track("sound").sample_rate == 48_000
