"""Judging a command."""

import json

import pytest

from reactor_runtime.contract import ModelContract
from reactor_runtime.errors import CommandRejectedError
from reactor_runtime.interface import (
    InputField,
    InputState,
    ReactorModel,
    UploadedFile,
    event,
)
from reactor_runtime.values import UploadId, UploadReference

REFERENCE = UploadReference(UploadId("u1"), "a.png", "image/png", 3)


class State(InputState):
    speed: float = InputField(default=1.0, ge=0.0, le=2.0)
    subject: str = InputField(min_length=1)
    sizes: list[int] = (1, 2)
    image: UploadedFile | None = None


class Model(ReactorModel):
    state: State

    @event
    def paint(self, x: float, size: int = 3):
        pass

    @event
    def load_image(self, image: UploadedFile):
        pass

    @event
    def reset(self):
        pass


CONTRACT = ModelContract.of(Model)


def rejection(name, data=None, uploads=None):
    with pytest.raises(CommandRejectedError) as caught:
        CONTRACT.parse(name, {} if data is None else data, uploads or {})
    assert json.dumps(caught.value.value, allow_nan=False)
    return caught.value


def test_arguments_arrive_as_declared_with_defaults_filled_in():
    parsed = CONTRACT.parse("paint", {"x": 1})
    assert parsed.name == "paint"
    assert parsed.contract is CONTRACT.command("paint")
    assert parsed.arguments == {"x": 1.0, "size": 3}
    assert type(parsed.arguments["x"]) is float


def test_a_default_that_is_mutable_is_new_for_each_command():
    class Lists(ReactorModel):
        @event
        def set_sizes(self, sizes: list[int] = (1,)):
            pass

    contract = ModelContract.of(Lists)
    contract.parse("set_sizes", {}).arguments["sizes"].append(2)
    assert contract.parse("set_sizes", {}).arguments["sizes"] == [1]


def test_an_unknown_command_names_the_closest():
    error = rejection("set_sped")
    assert str(error) == "No command named 'set_sped'. Did you mean 'set_speed'?"
    assert error.code == "invalid_command"
    assert error.command == "set_sped"


def test_a_command_that_is_like_no_other_names_them_all():
    assert "The model has: set_speed, " in str(rejection("xyzzy"))


def test_a_command_name_that_is_no_text_is_refused():
    assert rejection(["set_speed"]).code == "invalid_command"


def test_a_private_method_is_no_command():
    rejection("__init__")
    rejection("run")


def test_a_value_out_of_bounds_names_field_value_and_constraint():
    error = rejection("set_speed", {"speed": 2.5})
    assert (error.field, error.value, error.constraint) == ("speed", 2.5, "<= 2.0")
    assert str(error) == "set_speed: speed must be <= 2.0, got 2.5"


def test_a_fault_inside_a_list_names_its_place():
    error = rejection("set_sizes", {"sizes": [1, "a"]})
    assert (error.field, error.value) == ("sizes[1]", "a")


def test_a_missing_argument_is_named():
    error = rejection("paint", {"size": 2})
    assert (error.field, error.constraint) == ("x", "required")
    assert rejection("set_subject").field == "subject"


def test_an_unexpected_argument_names_the_closest():
    error = rejection("paint", {"x": 1, "sizee": 2})
    assert error.field == "sizee"
    assert "Did you mean 'size'?" in str(error)
    assert "It takes none" in str(rejection("reset", {"x": 1}))


@pytest.mark.parametrize("data", [[1], "x", 3, None])
def test_data_that_is_no_object_is_refused(data):
    with pytest.raises(CommandRejectedError, match="must be an object"):
        CONTRACT.parse("reset", data)


def test_a_huge_value_is_shortened_in_the_error():
    error = rejection("set_speed", {"speed": "x" * 1_000_000})
    assert len(str(error)) < 400
    assert len(error.value) < 200


@pytest.mark.parametrize("text", ["x" * 90, "x" * 201, "it's " * 100])
def test_a_text_is_quoted_once(text):
    for data in ({"speed": text}, {"sizes": [text]}):
        error = rejection("set_speed" if "speed" in data else "set_sizes", data)
        told = str(error).partition("got ")[2]
        assert told[0] == told[-1]
        assert told[1:3] == text[:2]


def test_the_reason_ends_a_sentence_that_begins_with_the_field():
    error = rejection("set_speed", {"speed": 2.5})
    assert error.reason == "must be <= 2.0, got 2.5"
    assert rejection("paint", {"size": 2}).reason == "is required"
    assert rejection("xyzzy").reason is None


def test_what_json_cannot_carry_is_refused_with_its_reason():
    error = rejection("set_speed", {"speed": float("nan")})
    assert "nan is not a JSON number" in str(error)


def test_an_upload_arrives_as_its_reference():
    parsed = CONTRACT.parse("load_image", {}, {"image": REFERENCE})
    assert parsed.arguments == {"image": REFERENCE}
    spelled = {"upload_id": "u1", "name": "a.png", "mime_type": "image/png", "size": 3}
    assert CONTRACT.parse("load_image", {"image": spelled}).arguments == {
        "image": REFERENCE
    }
    assert CONTRACT.parse("set_image", {"image": None}).arguments == {"image": None}


def test_a_file_for_another_argument_is_refused():
    error = rejection("paint", {"x": 1}, {"size": REFERENCE})
    assert (error.field, error.constraint) == ("size", "no file")
    assert rejection("paint", {"x": 1}, {"mask": REFERENCE}).field == "mask"
    assert rejection("load_image").field == "image"


def test_the_schema_of_a_command_is_json_schema():
    assert CONTRACT.json_schema("paint") == {
        "type": "object",
        "properties": {
            "x": {"type": "number"},
            "size": {"type": "integer", "default": 3},
        },
        "additionalProperties": False,
        "required": ["x"],
    }
    with pytest.raises(CommandRejectedError):
        CONTRACT.json_schema("unknown")
