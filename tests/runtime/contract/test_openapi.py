"""The contract as one OpenAPI document."""

from reactor_runtime.contract import ModelContract
from tests.runtime.contract.models import Explicit, Studio

DOCUMENT = ModelContract.of(Studio).openapi()


def body(command):
    operation = DOCUMENT["paths"][f"/events/{command}"]["post"]
    return operation["requestBody"]["content"]["application/json"]["schema"]


def test_the_document_names_the_model_and_its_tracks():
    assert DOCUMENT["openapi"] == "3.1.0"
    assert DOCUMENT["info"]["title"] == "Studio"
    assert DOCUMENT["info"]["description"] == "A studio that uses everything."
    assert DOCUMENT["x-reactor"]["tracks"] == [
        {"name": "webcam", "kind": "video", "direction": "in"},
        {"name": "main_video", "kind": "video", "direction": "out"},
        {"name": "main_audio", "kind": "audio", "direction": "out"},
    ]


def test_every_command_is_a_path():
    contract = ModelContract.of(Studio)
    assert list(DOCUMENT["paths"]) == [f"/events/{name}" for name in contract.commands]
    for name in contract.commands:
        assert body(name) == contract.json_schema(name)
        assert DOCUMENT["paths"][f"/events/{name}"]["post"]["operationId"] == name


def test_a_property_carries_type_default_description_and_bounds():
    assert body("set_brightness")["properties"]["brightness"] == {
        "type": "number",
        "minimum": 0.0,
        "maximum": 2.0,
        "description": "Gain",
        "default": 1.0,
    }
    assert body("set_subject")["required"] == ["subject"]
    assert "required" not in body("set_brightness")


def test_an_answered_command_refers_to_its_message():
    responses = DOCUMENT["paths"]["/events/reset"]["post"]["responses"]
    content = responses["200"]["content"]["application/json"]
    assert content["schema"] == {"$ref": "#/components/schemas/Saved"}
    assert list(DOCUMENT["paths"]["/events/paint"]["post"]["responses"]) == ["202"]


def test_dedupe_is_shown():
    assert DOCUMENT["paths"]["/events/paint"]["post"]["x-reactor-dedupe"] is True
    assert "x-reactor-dedupe" not in DOCUMENT["paths"]["/events/reset"]["post"]


def test_every_message_is_a_webhook_with_a_schema():
    assert list(DOCUMENT["webhooks"]) == ["statistics", "saved"]
    hook = DOCUMENT["webhooks"]["statistics"]["post"]
    assert hook["operationId"] == "statistics"
    assert hook["summary"] == "What the picture looks like."
    content = hook["requestBody"]["content"]["application/json"]
    assert content["schema"] == {"$ref": "#/components/schemas/Statistics"}
    schema = DOCUMENT["components"]["schemas"]["Statistics"]
    assert schema["properties"]["mean"] == {
        "type": "number",
        "description": "Mean of all pixels",
    }
    assert schema["required"] == ["mean", "histogram"]


def test_an_upload_refers_to_the_schema_of_a_reference():
    schema = DOCUMENT["components"]["schemas"]["ReactorUploadReference"]
    assert schema["format"] == "reactor-upload-reference"
    assert schema["required"] == ["upload_id", "name", "mime_type", "size"]
    reference = {"$ref": "#/components/schemas/ReactorUploadReference"}
    image = body("set_image")["properties"]["image"]
    assert image == {"anyOf": [reference, {"type": "null"}], "default": None}
    explicit = ModelContract.of(Explicit).json_schema("upload_reference")
    assert explicit["properties"] == {"reference": reference}
