"""Every documented code sample runs as it is written."""

import io
import json
import re

import numpy as np
import pytest
from PIL import Image

from reactor_runtime.contract import ModelContract
from reactor_runtime.errors import CommandRejectedError
from reactor_runtime.interface import ReactorModel, ReactorPipeline, UploadedFile
from reactor_runtime.testing import ModelDriver
from tests.seeds.sample_loader import FOLDER, MyOutput, Stubs, load, source

RUN = "parameters_run"
HOOKS = "parameters_connected"
BEFORE = {"state_inference": ["state_declaring"]}


def png(width=5, height=7):
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(buffer, "png")
    return UploadedFile.from_bytes(buffer.getvalue(), "a.png", "image/png")


def subclass(base, **members):
    return type("Runnable", (Stubs, base), members)


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in FOLDER.glob("*.py"))
)
def test_every_sample_makes_its_classes(name):
    module = load(*BEFORE.get(name, ()), name)
    models = [
        value
        for key, value in module.items()
        if isinstance(value, type)
        and issubclass(value, ReactorModel)
        and key not in ("ReactorModel", "ReactorPipeline")
    ]
    for model in models:
        assert ModelContract.of(model)


def test_parameters_are_attributes_that_handlers_write_and_run_reads():
    module = load(HOOKS, RUN, "parameters_handlers")
    with ModelDriver(module["Model"]) as driver:
        client = driver.connect()
        driver.step()
        client.send("set_prompt", prompt="a dark forest")
        client.send("set_brightness", brightness=0.5)
        driver.step(2)
        calls = driver.model.pipe.calls
        assert calls[0] == {"prompt": "a sunny meadow", "brightness": 1.0}
        assert calls[-1] == {"prompt": "a dark forest", "brightness": 0.5}
        assert client.frame().pixels.shape == (4, 6, 3)


def test_an_invalid_value_has_no_effect_on_the_model():
    module = load(HOOKS, RUN, "parameters_handlers")
    with ModelDriver(module["Model"]) as driver:
        client = driver.connect()
        with pytest.raises(CommandRejectedError):
            client.send("set_brightness", brightness=2.5)
        assert driver.model.brightness == 1.0


def test_the_next_client_starts_clean():
    module = load("parameters_reset", RUN, "parameters_handlers")
    with ModelDriver(module["Model"]) as driver:
        client = driver.connect()
        driver.step()
        client.send("set_prompt", prompt="a dark forest")
        client.leave()
        driver.connect()
        assert driver.model.prompt == "a sunny meadow"


def test_a_snapshot_is_used_for_the_whole_forward_pass():
    module = load("parameters_reset", "parameters_scheduling", "parameters_handlers")
    with ModelDriver(module["Model"]) as driver:
        client = driver.connect()
        driver.step()
        assert np.all(client.frame().pixels == 100)
        client.send("set_brightness", brightness=0.5)
        driver.step(2)
        assert np.all(client.frame().pixels == 50)


def test_derived_state_is_computed_in_the_handler():
    module = load(HOOKS, RUN, "parameters_derived")
    with ModelDriver(module["Model"]) as driver:
        driver.connect().send("set_prompt", prompt="a dark forest")
        assert driver.model._embedding == "<a dark forest>"


@pytest.mark.parametrize("name", ["parameters_validation", "state_validation"])
def test_the_documented_constraints_hold_for_state_and_handlers(name):
    state = load(name)["State"]

    def inference(self):
        while True:
            yield np.zeros((2, 2, 3), np.uint8)

    members = {"__annotations__": {"state": state}, "inference": inference}
    model = subclass(ReactorPipeline, outputs=(MyOutput,), **members)
    with ModelDriver(model) as driver:
        client = driver.connect()
        client.send("set_brightness", brightness=0)
        client.send("set_prompt", prompt="x" * 500)
        client.send("set_style", style="sketch")
        client.send("set_seed", seed=7)
        kept = driver.state_values()
        for name, wrong in [
            ("brightness", 1.01),
            ("prompt", ""),
            ("prompt", "x" * 501),
            ("style", "paint"),
            ("seed", 1.5),
        ]:
            with pytest.raises(CommandRejectedError) as caught:
                client.send(f"set_{name}", **{name: wrong})
            assert caught.value.field == name
        assert driver.state_values() == kept
    schema = ModelContract.of(model).json_schema("set_seed")
    assert schema["properties"]["seed"]["description"] == (
        "Random seed for generation"
    )


def test_an_event_may_print(capsys):
    module = load(HOOKS, RUN, "events_print")
    with ModelDriver(module["Model"]) as driver:
        client = driver.connect()
        assert client.send("get_current_prompt") is None
    assert capsys.readouterr().out == "Current prompt: a sunny meadow\n"


def test_an_event_may_take_parameters():
    module = load(HOOKS, RUN, "events_parameter")
    with ModelDriver(module["Model"]) as driver:
        client = driver.connect()
        client.send("set_style")
        assert driver.model._style_embedding == "<realistic>"
        client.send("set_style", style="oil")
        assert driver.model._style_embedding == "<oil>"


def test_of_queued_duplicates_only_the_newest_runs():
    module = load(HOOKS, RUN, "events_dedupe")
    with ModelDriver(module["Model"]) as driver:
        client = driver.connect()
        answers = [
            client.submit("set_reference_image", str(number), image=image)
            for number, image in enumerate("abc")
        ]
        driver.settle()
        assert driver.model._ref_embedding == "<c>"
        superseded = [answer.result().is_superseded for answer in answers]
        assert superseded[1:] == [True, False]


def test_the_connected_hook_has_run_before_run_resumes():
    module = load("events_connected", "events_disconnected", "events_progress")
    with ModelDriver(module["Model"]) as driver:
        client = driver.connect()
        driver.step(3)
        sent = [message for message in client.messages if message.type == "progress"]
        assert sent[0].data == {"step": 0, "total": 100}
        assert sent[1].data == {"step": 1, "total": 100}
        assert driver.model.pipe.calls[0] == {"prompt": "a sunny meadow", "step": 0}
        client.leave()
        again = driver.connect("second")
        driver.step()
        assert again.messages[0].data["step"] == 0


def test_a_message_travels_in_snake_case():
    module = load("events_message", HOOKS, RUN, "events_send")
    with ModelDriver(module["Model"]) as driver:
        client = driver.connect()
        client.send("get_current_prompt")
        driver.settle()
        (message,) = client.messages
        assert message == ("current_prompt", {"prompt": "a sunny meadow"})


def test_an_upload_argument_receives_the_file_itself():
    module = load(HOOKS, RUN, "events_upload")
    with ModelDriver(module["Model"]) as driver:
        driver.connect().send("set_reference_image", reference_image=png())
        assert driver.model._reference_image.mime_type == "image/png"
        assert driver.model._ref_embedding == (5, 7)


def test_the_upload_hook_runs_for_any_upload():
    module = load(HOOKS, RUN, "events_any_upload")
    with ModelDriver(module["Model"]) as driver:
        client = driver.connect()
        client.upload("notes.txt", b"abc", "text/plain")
        assert not hasattr(driver.model, "_reference")
        file = png(3, 2)
        client.upload(file.name, file.data, file.mime_type)
        assert driver.model._reference == (3, 2)


def test_the_complete_model_does_what_its_page_says():
    model = load("events_together")["MyModel"]
    assert model.fps == 24
    with ModelDriver(model, config={"checkpoint": "weights.bin"}) as driver:
        client = driver.connect()
        client.send("set_prompt", prompt="a dark forest")
        client.send("get_current_prompt")
        driver.step(3)
        kinds = [message.type for message in client.messages]
        assert kinds.count("progress") >= 3
        answer = client.messages[kinds.index("current_prompt")]
        assert answer.data == {"prompt": "a dark forest"}
        assert driver.model.pipe.calls[-1]["prompt"] == "a dark forest"
        assert client.frame() is not None


def test_the_complete_model_offers_what_its_page_says():
    contract = ModelContract.of(load("events_together")["MyModel"])
    assert list(contract.commands) == ["set_prompt", "get_current_prompt"]
    assert list(contract.messages) == ["current_prompt", "progress"]
    assert [track.name for track in contract.tracks] == ["main_video"]


def test_state_fields_become_commands_and_inference_reads_them():
    model = load("state_declaring", "state_inference")["GameModel"]
    runnable = subclass(model)
    with ModelDriver(runnable) as driver:
        assert driver.state is None
        client = driver.connect()
        driver.step()
        assert np.all(client.frame().pixels == 100)
        for name, data in documented_commands():
            client.send(name, **data)
        driver.step()
        assert driver.model.pipe.calls[-1] == {
            "prompt": "a dark forest",
            "action": "jump",
        }
        assert np.all(client.frame().pixels == 50)
        client.leave()
        assert driver.state is None
        driver.connect("second")
        assert driver.state_values() == {
            "prompt": "a sunny meadow",
            "action": "idle",
            "brightness": 1.0,
        }


def test_an_event_replaces_the_generated_setter():
    model = load("state_override")["GameModel"]

    def inference(self):
        while True:
            yield self.pipe.forward(embedding=self.state._embedding)

    runnable = subclass(model, inference=inference, outputs=(MyOutput,))
    with ModelDriver(runnable) as driver:
        client = driver.connect()
        client.send("set_prompt", prompt="a dark forest")
        driver.step()
        assert driver.state.prompt == "a dark forest"
        assert driver.model.pipe.calls[-1] == {"embedding": "<a dark forest>"}
        assert driver.state_values() == {"prompt": "a dark forest"}
        client.send("set_prompt")
        assert driver.state.prompt == ""


def test_a_private_field_is_hidden_from_clients():
    hidden = load("state_private")["GameState"]

    class Model(ReactorPipeline):
        state: hidden

        def inference(self):
            yield

    contract = ModelContract.of(Model)
    assert list(contract.commands) == ["set_prompt"]
    assert contract.state.values(hidden()) == {"prompt": "a sunny meadow"}
    assert "_embedding" not in json.dumps(contract.openapi())


def documented_commands():
    """Yield name and data of each command in the client's sample."""
    pattern = re.compile(r'sendCommand\("(\w+)", \{ (\w+): (.+) \}\);')
    for line in source("state_commands.js").splitlines():
        match = pattern.search(line)
        yield match[1], {match[2]: json.loads(match[3])}
