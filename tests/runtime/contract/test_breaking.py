"""What of a newer contract breaks a client of an older one."""

import copy

import pytest

from reactor_runtime import (
    Input,
    InputField,
    InputState,
    ModelMessage,
    Output,
    ReactorPipeline,
    UploadedFile,
    Video,
    event,
)
from reactor_runtime.contract import ModelContract
from reactor_runtime.contract.breaking import breaking_changes
from tests.runtime.contract.models import Explicit, Studio


class Seen(Output):
    main_video: Video


class Taken(Input):
    webcam: Video


class Told(ModelMessage):
    text: str
    count: int | None = None


class Light(InputState):
    level: float = InputField(1.0, ge=0.0, le=2.0)
    tint: str = InputField("warm", choices=["warm", "cold"])
    words: list[str] = InputField(max_length=3)
    image: UploadedFile | None = None


class Lamp(ReactorPipeline):
    state: Light
    outputs = (Seen,)
    messages = (Told,)
    input: Taken

    def inference(self):
        yield None

    @event
    def ask(self, place: tuple[int, int], more: dict[str, int] | None = None) -> Told:
        """Ask."""


OLD = ModelContract.of(Lamp).openapi()


def changed(change):
    """The document of the lamp, changed by *change*."""
    new = copy.deepcopy(OLD)
    change(new)
    return new


def argument(document, command, name):
    operation = document["paths"][f"/events/{command}"]["post"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    return body["properties"][name]


def told(document):
    return document["components"]["schemas"]["Told"]


@pytest.mark.parametrize("model", [Lamp, Studio, Explicit])
def test_nothing_of_the_same_contract_breaks(model):
    document = ModelContract.of(model).openapi()
    assert breaking_changes(document, document) == []


def lower(document):
    argument(document, "set_level", "level").update(maximum=1.5)


def raised(document):
    argument(document, "set_level", "level").update(minimum=0.5)


def bounded(document):
    argument(document, "set_words", "words").update(minItems=1)


def fewer(document):
    argument(document, "set_tint", "tint").update(enum=["warm"])


def whole(document):
    argument(document, "set_level", "level").update(type="integer")


def not_null(document):
    schema = argument(document, "set_image", "image")
    schema["anyOf"] = schema["anyOf"][:1]


def other_items(document):
    argument(document, "set_words", "words")["items"] = {"type": "integer"}


def other_place(document):
    argument(document, "ask", "place")["prefixItems"][1] = {"type": "string"}


def other_values(document):
    values = argument(document, "ask", "more")["anyOf"][0]
    values["additionalProperties"] = {"type": "string"}


def no_argument(document):
    operation = document["paths"]["/events/ask"]["post"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    del body["properties"]["more"]


def required(document):
    operation = document["paths"]["/events/ask"]["post"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    body["properties"]["why"] = {"type": "string"}
    body["required"] = ["place", "why", "more"]


def no_command(document):
    del document["paths"]["/events/ask"]


def no_answer(document):
    operation = document["paths"]["/events/ask"]["post"]
    operation["responses"] = {"202": {"description": "Accepted"}}


def no_message(document):
    del document["webhooks"]["told"]


def no_field(document):
    del told(document)["properties"]["text"]
    told(document)["required"] = []


def wider_field(document):
    told(document)["properties"]["text"] = {
        "anyOf": [{"type": "string"}, {"type": "null"}]
    }


def no_track(document):
    document["x-reactor"]["tracks"] = document["x-reactor"]["tracks"][:1]


def other_way(document):
    document["x-reactor"]["tracks"][0]["direction"] = "out"


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        (lower, ["set_level.level: maximum was 2.0, is 1.5"]),
        (raised, ["set_level.level: minimum was 0.0, is 0.5"]),
        (bounded, ["set_words.words: minItems was none, is 1"]),
        (fewer, ["set_tint.tint: 'cold' is not taken any more"]),
        (whole, ["set_level.level: was number, is integer"]),
        (not_null, ["set_image.image: null is not taken any more"]),
        (other_items, ["set_words.words[]: was string, is integer"]),
        (other_place, ["ask.place[1]: was integer, is string"]),
        (other_values, ["ask.more.*: was integer, is string"]),
        (no_argument, ["ask.more is gone"]),
        (required, ["ask.more is required now", "ask.why is new and required"]),
        (no_command, ["command 'ask' is gone"]),
        (no_answer, ["ask: answers nothing, it answered 'told'"]),
        (no_message, ["message 'told' is gone"]),
        (no_field, ["told.text is gone"]),
        (wider_field, ["told.text: null may come now"]),
        (no_track, ["track 'main_video' is gone"]),
        (other_way, ["track 'webcam': direction was in, is out"]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_breaks_is_named_with_its_place(change, lines):
    assert breaking_changes(OLD, changed(change)) == lines


@pytest.mark.parametrize(
    "change",
    [lower, raised, bounded, fewer, whole, not_null, no_argument],
    ids=lambda value: value.__name__,
)
def test_the_way_back_breaks_nothing(change):
    assert breaking_changes(changed(change), OLD) == []


def test_a_choice_that_leaves_the_bounds_breaks():
    def old(document):
        argument(document, "set_level", "level").update(enum=[1, 9])

    assert breaking_changes(changed(old), OLD) == [
        "set_level.level: maximum was 9, is 2.0"
    ]


def test_what_no_contract_wrote_is_no_document():
    with pytest.raises(KeyError):
        breaking_changes({"openapi": "3.1.0"}, OLD)
