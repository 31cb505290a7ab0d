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
    MessageField,
    ModelMessage,
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
    Statistics,
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


def test_a_message_travels_as_type_and_data():
    contract = ModelContract.of(Studio)
    message = Statistics(mean=np.float32(0.5), histogram=np.arange(3))
    assert contract.encode_message(message) == (
        "statistics",
        {"mean": 0.5, "histogram": [0, 1, 2], "label": "", "spot": None},
    )


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"x", "JSON cannot carry bytes"),
        (float("nan"), "not a JSON number"),
        (np.zeros(10_001), "10001 elements"),
        ({"a": {1}}, r"\['a'\] cannot be sent: JSON cannot carry set"),
        (UploadedFile.from_bytes(b"x"), "uploaded file"),
    ],
)
def test_what_json_cannot_carry_names_the_field(value, reason):
    message = Statistics(mean=value, histogram=np.arange(3))
    with pytest.raises(TypeError, match=rf"Statistics\.mean.*{reason}"):
        ModelContract.of(Studio).encode_message(message)


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


def test_one_message_type_twice_is_a_type_error():
    class HTTPDone(ModelMessage):
        pass

    class HttpDone(ModelMessage):
        pass

    class Model(ReactorModel):
        messages = (HTTPDone, HttpDone)

    with pytest.raises(TypeError, match="are both the message 'http_done'"):
        ModelContract.of(Model)


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


def test_a_message_schema_knows_numpy_types():
    class Numbers(ModelMessage):
        """What happened."""

        step: int = MessageField(description="From 1")
        loss: np.float32 = 0.0
        is_last: np.bool_ = False
        index: np.int64 = 0
        raw: object = None
        blob: bytes = b""

    model = type("Model", (ReactorModel,), {"messages": (Numbers,)})
    assert ModelContract.of(model).messages["numbers"].schema() == {
        "type": "object",
        "title": "Numbers",
        "description": "What happened.",
        "properties": {
            "step": {"type": "integer", "description": "From 1"},
            "loss": {"type": "number", "default": 0.0},
            "is_last": {"type": "boolean", "default": False},
            "index": {"type": "integer", "default": 0},
            "raw": {"default": None},
            "blob": {},
        },
        "required": ["step"],
    }


def test_the_schema_of_a_message_of_the_dataclass_decorator_has_no_made_up_text():
    @dataclasses.dataclass
    class Plain(ModelMessage):
        step: int

    model = type("Model", (ReactorModel,), {"messages": (Plain,)})
    assert ModelContract.of(model).messages["plain"].description == ""


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


def test_a_message_travels_under_the_type_that_it_names():
    class Progress(ModelMessage):
        name = "my_type"
        step: int
        note: str = None

    class Model(ReactorModel):
        messages = (Progress,)

        @event
        def ask(self) -> Progress: ...

    contract = ModelContract.of(Model)
    assert contract.encode_message(Progress(3)) == (
        "my_type",
        {"step": 3, "note": None},
    )
    assert contract.commands["ask"].answer == "my_type"
    schema = contract.messages["my_type"].schema()
    assert {"type": "null"} in schema["properties"]["note"]["anyOf"]
    assert schema["required"] == ["step"]


def test_two_messages_that_name_one_type_are_a_type_error():
    class First(ModelMessage):
        name = "same"

    class Second(ModelMessage):
        name = "same"

    class Model(ReactorModel):
        messages = (First, Second)

    with pytest.raises(TypeError, match=r"both the message 'same'; rename one"):
        ModelContract.of(Model)
