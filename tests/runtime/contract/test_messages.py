"""How a message travels, and what its schema says."""

import dataclasses

import numpy as np
import pytest

from reactor_runtime.contract import ModelContract
from reactor_runtime.interface import (
    MessageField,
    ModelMessage,
    ReactorModel,
    UploadedFile,
    event,
)
from tests.runtime.contract.models import (
    Statistics,
    Studio,
)


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


def test_one_message_type_twice_is_a_type_error():
    class HTTPDone(ModelMessage):
        pass

    class HttpDone(ModelMessage):
        pass

    class Model(ReactorModel):
        messages = (HTTPDone, HttpDone)

    with pytest.raises(TypeError, match="are both the message 'http_done'"):
        ModelContract.of(Model)


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
