import asyncio
import json

import pytest

from reactor_notebook import reactor_load
from reactor_notebook.presets.desk import MOST_LISTED, PresetDesk
from reactor_notebook.presets.preset import LARGEST, fit, schema_hash
from reactor_notebook.presets.store import PresetStore
from reactor_runtime import (
    InputField,
    InputState,
    ReactorPipeline,
    UploadedFile,
    event,
)
from reactor_runtime.contract import ModelContract
from reactor_runtime.errors import PresetError, SessionStateError
from reactor_runtime.wire.panel import PresetAsked, encode
from tests.notebook.conftest import until
from tests.notebook.shells import MODELS
from tests.notebook.widget.test_panels import headers, say, welcomed

MODEL = """
from reactor_runtime import *
class Look(InputState):
    level: float = InputField(0.5, ge=0, le={most})
    {mood}: str = "calm"
class Scene(ReactorPipeline):
    state: Look
    def inference(self):
        import numpy as np
        while True:
            yield np.zeros((8, 8, 3), np.uint8)
"""


def contract(state):
    body = {"__annotations__": {"state": state}, "inference": lambda self: iter(())}
    return ModelContract.of(type("Scene", (ReactorPipeline,), body))


class Look(InputState):
    level: float = InputField(0.5, ge=0, le=1)
    mood: str = "calm"
    image: UploadedFile | None = None


class Described(InputState):
    ui = {"level": {"label": "Strength", "step": 0.1}}  # noqa: RUF012

    level: float = InputField(0.25, ge=0, le=1, description="How much.")
    mood: str = "wild"
    image: UploadedFile | None = None


class Wider(InputState):
    level: float = InputField(0.5, ge=0, le=2)
    mood: str = "calm"
    image: UploadedFile | None = None


def test_the_hash_counts_what_values_depend_on_and_nothing_else():
    plain, described, wider = map(contract, (Look, Described, Wider))
    assert schema_hash(plain) == schema_hash(described)
    assert schema_hash(plain) != schema_hash(wider)


def test_what_fits_is_told_in_the_class_s_order_with_a_reason_for_the_rest():
    given = {"old": 1, "mood": "wild", "level": 3, "image": {"upload_id": "x"}}
    fitting = fit(given, contract(Look))
    assert fitting.values == {"mood": "wild"}
    assert fitting.left_out == {
        "level": "must be <= 1, got 3",
        "image": "a file is not kept",
        "old": "the model has no such field now",
    }
    assert [*fit({"mood": "a", "level": 0.1}, contract(Look)).values] == [
        "level",
        "mood",
    ]


class FakeGateway:
    """A model's contract and values."""

    def __init__(self, state=Look):
        self.contract = contract(state)
        self.values = {"level": 0.25, "mood": "wild", "image": {"name": "a.png"}}

    def state_values(self):
        return self.values


@pytest.fixture
def engine():
    return FakeGateway()


@pytest.fixture
def desk(engine, tmp_path):
    return PresetDesk(engine, PresetStore("Scene", lambda: tmp_path))


def ask(desk, action, name="", **more):
    return desk.answer(PresetAsked("1", action, name, **more))


def test_values_are_saved_loaded_renamed_shared_and_deleted(desk, engine):
    saved = ask(desk, "save", "fog")
    assert saved.values == {"level": 0.25, "mood": "wild"}
    assert saved.left_out == [{"name": "image", "reason": "a file is not kept"}]
    assert [preset["name"] for preset in saved.presets] == ["fog"]
    loaded = ask(desk, "load", "fog")
    assert (loaded.values, loaded.text) == (saved.values, "")
    shared = json.loads(ask(desk, "share", "fog").text)
    assert shared["schema"] == schema_hash(engine.contract)
    assert json.loads(ask(desk, "share").text)["values"] == saved.values
    assert ask(desk, "rename", "fog", to="mist").name == "mist"
    assert ask(desk, "delete", "mist").presets == []


def test_one_that_is_there_is_replaced_only_when_asked_to(desk, engine):
    ask(desk, "save", "fog")
    engine.values = {**engine.values, "level": 1.0}
    again = ask(desk, "save", "Fog")
    assert (again.exists, again.values) == (True, None)
    assert ask(desk, "load", "fog").values["level"] == 0.25
    assert not ask(desk, "save", "Fog", overwrite=True).exists
    assert ask(desk, "load", "fog").values["level"] == 1.0


def test_one_of_another_version_loads_what_fits_and_says_so(desk, engine):
    engine.contract = contract(Wider)
    engine.values = {"level": 1.5, "mood": "wild"}
    ask(desk, "save", "fog")
    engine.contract = contract(Look)
    assert ask(desk, "list").presets[0]["note"] == "made for another version"
    loaded = ask(desk, "load", "fog")
    assert loaded.values == {"mood": "wild"}
    assert loaded.left_out == [{"name": "level", "reason": "must be <= 1, got 1.5"}]
    assert loaded.text == "It was made for another version of this model."


def test_one_that_was_shared_is_read(desk):
    text = '{"model": "Other", "values": {"mood": "wild", "size": 3}}'
    read = ask(desk, "read", text=text)
    assert read.values == {"mood": "wild"}
    assert read.text == "It was made for the model 'Other'."
    assert "no JSON" in ask(desk, "read", text="mood = wild").error
    assert "at most" in ask(desk, "read", text="x" * (LARGEST + 1)).error
    assert "NaN is no number" in ask(desk, "read", text='{"values": {"a": NaN}}').error


def test_what_is_wrong_stands_in_the_answer(desk, engine):
    assert "There are: none" in ask(desk, "load", "fog").error
    assert "needs a name" in ask(desk, "save", " ").error
    engine.values = None
    assert "no state now" in ask(desk, "save", "fog").error
    assert ask(desk, "list").presets == []


def test_a_file_that_was_not_given_is_not_missed(desk, engine):
    engine.values["image"] = None
    assert ask(desk, "save", "fog").left_out == []


class Mixed(InputState):
    level: float = 0.0
    mix: float = 0.0


class Mixer(ReactorPipeline):
    state: Mixed

    @event
    def set_mix(self, mix: float, seconds: float):
        """Fade: nothing sets the field alone."""


def test_a_field_that_no_command_sets_alone_is_named(desk, engine):
    engine.contract = ModelContract.of(Mixer)
    engine.values = {"level": 1.0, "mix": 2.0}
    saved = ask(desk, "save", "fog")
    assert saved.values == {"level": 1.0}
    assert saved.left_out == [{"name": "mix", "reason": "no command sets it alone"}]


def test_one_that_a_person_wrote_need_not_say_for_what_it_was_made(desk):
    text = '{"model": "Scene", "saved": "long ago", "values": {"level": 1}}'
    assert ask(desk, "read", text=text).text == ""
    ask(desk, "save", "fog")
    (desk.store.folder / "fog.json").write_text(text)
    listed = {"name": "fog", "saved": "", "note": ""}
    assert ask(desk, "list").presets == [listed]


def test_lists_have_an_end(desk):
    ask(desk, "save", "fog")
    for number in range(MOST_LISTED):
        (desk.store.folder / f"{number}.json").write_text("{}")
    assert len(ask(desk, "list").presets) == MOST_LISTED
    text = json.dumps({"values": {f"f{number}": 1 for number in range(57)}})
    left_out = ask(desk, "read", text=text).left_out
    assert len(left_out) == 51
    assert left_out[-1]["name"] == "7 more"


def test_what_was_not_changed_is_not_listed_again(desk):
    ask(desk, "save", "fog")
    for action in ("load", "share"):
        assert ask(desk, action, "fog").presets is None
    assert ask(desk, "load", "rain").presets is None


ODD = '{"model": "\\ud800", "values": {"\\ud800\\n\\u202e": 1, "mood": "\\udfff"}}'


def test_what_no_link_carries_is_made_plain(desk):
    ask(desk, "save", "fog")
    (desk.store.folder / "fog.json").write_text(ODD)
    for told in (ask(desk, "read", text=ODD), ask(desk, "load", "fog")):
        header, _ = encode(told)
        json.dumps(header, ensure_ascii=False).encode()
        assert all(item["name"].isprintable() for item in told.left_out)
    shared = ask(desk, "share", "fog").text
    assert json.loads(shared)["values"] == json.loads(ODD)["values"]
    shared.encode()


def test_a_broken_file_is_listed_with_what_is_wrong(desk):
    ask(desk, "save", "fog")
    (desk.store.folder / "fog.json").write_text("{")
    assert "no JSON" in ask(desk, "list").presets[0]["note"]


@pytest.fixture
async def scene(notebook, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    await notebook.run(MODEL.format(most=1, mood="mood"))
    await notebook.run("h = %reactor_load Scene", "c1")
    return notebook, notebook.shell.user_ns["h"]


async def test_python_saves_and_loads_presets(scene):
    _, handle = scene
    assert repr(handle.presets) == "<presets: none yet; save(name) makes one>"
    await handle.send("set_level", level=0.75)
    assert handle.presets.save("bright") == {}
    await handle.send("set_level", level=0.1)
    assert await handle.presets.load("bright") == {}
    assert handle.state.level == 0.75
    assert ([*handle.presets], len(handle.presets)) == (["bright"], 1)
    assert "bright" in handle.presets
    assert 3 not in handle.presets
    assert repr(handle.presets) == "<presets: bright>"
    handle.presets.rename("bright", "light")
    assert handle.presets.names() == ["light"]
    handle.presets.delete("light")
    with pytest.raises(PresetError, match="There are: none"):
        handle.presets.load("bright")
    with pytest.raises(TypeError, match="a preset's name is a text"):
        handle.presets.save(3)


async def test_after_the_class_was_edited_a_preset_loads_what_still_fits(scene):
    notebook, handle = scene
    await handle.send("set_level", level=0.75)
    await handle.send("set_mood", mood="wild")
    handle.presets.save("bright")
    await notebook.run(MODEL.format(most=0.5, mood="temper"))
    await notebook.run("h = %reactor_load Scene", "c1")
    handle = notebook.shell.user_ns["h"]
    left = await handle.presets.load("bright")
    assert left == {
        "level": "must be <= 0.5, got 0.75",
        "mood": "the model has no such field now",
    }


FUSSY = """
from reactor_runtime import *
class FussyState(InputState):
    level: float = 5.0
class Fussy(ReactorPipeline):
    state: FussyState
    def inference(self):
        while True:
            yield Idle()
    @event
    def set_level(self, level: float):
        raise CommandError("too_much", "the pump takes no more than 1")
"""


async def test_what_a_handler_does_not_take_is_told(notebook, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    await notebook.run(FUSSY)
    await notebook.run("h = %reactor_load Fussy", "c1")
    presets = notebook.shell.user_ns["h"].presets
    presets.save("high")
    told = {"level": "was not set: the pump takes no more than 1"}
    assert await presets.load("high") == told


async def test_what_a_session_refuses_is_told(notebook, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    await notebook.run(MODELS)
    await notebook.run("h = %reactor_load Ball", "c1")
    handle = notebook.shell.user_ns["h"]
    handle.presets.save("warm")
    for _ in range(1024):  # nothing runs before this test gives the loop back
        handle.send("count")
    told = await handle.presets.load("warm")
    assert list(told) == ["brightness", "label"]
    assert "waiting" in told["label"]
    await handle.stop()
    with pytest.raises(SessionStateError, match="load it again"):
        handle.presets.save("warm")


async def test_without_a_running_loop_a_load_blocks(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def work():
        namespace = {}
        exec(MODEL.format(most=1, mood="mood"), namespace)
        handle = reactor_load(namespace["Scene"])
        try:
            handle.presets.save("bright")
            handle.send("set_level", level=0.1).result()
            left = handle.presets.load("bright").result()
            return left, handle.state.level
        finally:
            handle.stop()

    assert await asyncio.to_thread(work) == ({}, 0.5)


async def test_panels_and_python_have_the_same_presets(scene):
    notebook, handle = scene
    comm = notebook.widgets[0]
    assert (await welcomed(comm))["presets"] == {"limit": LARGEST}
    handle.presets.save("mine")

    async def told(action, **fields):
        before = len(headers(comm, "v1", "presets"))
        say(comm, "v1", {"type": "preset", "id": "q", "action": action, **fields})
        await until(lambda: len(headers(comm, "v1", "presets")) > before)
        return headers(comm, "v1", "presets")[-1]

    listed = (await told("list"))["presets"]
    assert [preset["name"] for preset in listed] == ["mine"]
    assert (await told("save", name="yours"))["error"] == ""
    assert handle.presets.names() == ["mine", "yours"]
    assert (await told("load", name="mine"))["values"] == dict(handle.state)
