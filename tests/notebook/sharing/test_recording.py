"""A model that runs becomes one page: what is recorded, and what it leaves behind."""

import base64
import io
import json
import re
from typing import Literal

import numpy as np
import pytest
from IPython.core.error import UsageError
from PIL import Image

from reactor_notebook.sharing.page import render
from reactor_notebook.sharing.stops import choose, places
from reactor_runtime import (
    InputField,
    InputState,
    ReactorPipeline,
    UploadedFile,
    event,
)
from reactor_runtime.contract import ModelContract
from reactor_runtime.errors import SharingError
from tests.notebook.shells import MODELS


class DialState(InputState):
    level: float = InputField(0.5, ge=0.0, le=1.0)
    count: int = InputField(2, ge=0, le=3)
    mood: Literal["calm", "wild"] = "calm"
    is_red: bool = False
    words: str = ""


class DialModel(ReactorPipeline):
    """A grey that says the level."""

    state: DialState
    fps = 60

    def inference(self):
        while True:
            picture = np.zeros((30, 48, 3), np.uint8)
            picture[..., : 1 if self.state.is_red else 3] = 200 * self.state.level
            yield picture

    @event
    def set_count(self, count: int = InputField(2, ge=0, le=3)):
        if count == 3:
            raise ValueError("three is too many")
        self.state.count = count

    @event
    def take(self, file: UploadedFile):
        """No control for a page."""


CONTRACT = ModelContract.of(DialModel)
STATE = {"level": 0.5, "count": 2, "mood": "calm", "is_red": False, "words": ""}
QUICK = {"seconds": 0.1, "settle": 0.0, "rate": 30.0, "size": 48}


def values(*names, stops=5, **state):
    found = choose(CONTRACT, {**STATE, **state}, names, stops)
    return [one.values for one in found], [one.start for one in found]


def test_a_slider_stops_at_its_ends_evenly_and_where_it_stands():
    assert values("level") == ([(0.0, 0.25, 0.5, 0.75, 1.0)], [2])
    assert values("level", level=0.3) == ([(0.0, 0.3, 0.5, 0.75, 1.0)], [1])
    assert values("level", level=1.0, stops=2) == ([(0.0, 1.0)], [1])


def test_dropdowns_and_switches_have_all_their_values():
    assert values("mood", "is_red") == ([("calm", "wild"), (False, True)], [0, 0])
    found = choose(CONTRACT, STATE, ["mood", "is_red"], 5)
    assert list(places(found)) == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_without_a_name_the_first_slider_is_taken():
    assert [one.name for one in choose(CONTRACT, STATE, [], 3)] == ["level"]


@pytest.mark.parametrize(
    ("names", "stops", "words"),
    [
        (["words"], 5, "'words' is no slider.*there are: level, count, mood"),
        (["nothing"], 5, "'nothing' is no slider"),
        (["level", "mood", "is_red"], 5, "one or two controls"),
        (["level", "level"], 5, "one or two controls"),
        (["level"], 1, "at least 2 stops"),
        (["level", "is_red"], 60, "120 loops are too many"),
    ],
)
def test_what_cannot_be_scrubbed_is_named_with_what_can(names, stops, words):
    with pytest.raises(SharingError, match=words):
        choose(CONTRACT, STATE, names, stops)


def test_words_of_the_model_s_are_words_in_the_page():
    hostile = "</script><script>alert(1)</script>{{script}}"
    (one,) = choose(CONTRACT, STATE, ["mood"], 2)
    page = render(hostile, hostile, [one], {"0": [b"x"], "1": []}, 12)
    assert page.count("<script") == 2
    assert page.count("</script>") == 2
    assert "&lt;script&gt;alert(1)" in page


@pytest.fixture
async def dial(notebook):
    notebook.shell.user_ns["DialModel"] = DialModel
    await notebook.run("h = %reactor_load DialModel", "c1")
    return notebook.shell.user_ns["h"]


def data_of(file):
    text = file.read_text()
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text)
    return json.loads(found[1])


def grey_of(picture):
    return np.array(Image.open(io.BytesIO(base64.b64decode(picture)))).mean(axis=(0, 1))


async def test_each_loop_shows_its_value_and_the_values_come_back(dial, tmp_path):
    file, told = tmp_path / "page.html", []
    page = await dial.record_page(
        file, "level", "is_red", stops=3, tell=told.append, **QUICK
    )
    assert (page.file, page.loops, page.size) == (file, 6, file.stat().st_size)
    loops = data_of(file)["loops"]
    assert set(loops) == {"0,0", "0,1", "1,0", "1,1", "2,0", "2,1"}
    for key, (level, is_red) in {"1,0": (100, False), "2,1": (200, True)}.items():
        for picture in loops[key]:
            wanted = [level, 0 if is_red else level, 0 if is_red else level]
            assert np.abs(grey_of(picture) - wanted).max() < 12
    assert all(3 <= len(pictures) <= 5 for pictures in loops.values())
    assert "Recording 1 of 6: Level 0, Is red off" in told
    await dial.send("set_words", words="done")
    assert (dial.state.level, dial.state.is_red) == (0.5, False)


async def test_values_come_back_after_a_failure_too(dial, tmp_path):
    with pytest.raises(SharingError, match="count cannot be 3: its handler failed"):
        await dial.record_page(tmp_path / "page.html", "count", stops=4, **QUICK)
    assert not (tmp_path / "page.html").exists()
    await dial.send("set_words", words="done")
    assert dial.state.count == 2


async def test_somebody_s_file_is_not_written_over_but_a_page_of_ours_is(
    dial, tmp_path
):
    file = tmp_path / "page.html"
    file.write_text("<h1>My paper</h1>")
    with pytest.raises(SharingError, match="none of ours"):
        await dial.record_page(file, "is_red", **QUICK)
    assert file.read_text() == "<h1>My paper</h1>"
    await dial.record_page(file, "is_red", overwrite=True, **QUICK)
    told = []
    await dial.record_page(file, "is_red", most_bytes=100, tell=told.append, **QUICK)
    assert "fewer stops" in told[-1]


@pytest.mark.parametrize(
    ("options", "words"),
    [({"seconds": 0}, "seconds must be > 0"), ({"colour": 1}, "colour")],
)
async def test_an_option_that_cannot_be_is_named(dial, tmp_path, options, words):
    with pytest.raises(SharingError, match=words):
        await dial.record_page(tmp_path / "page.html", **options)


async def test_one_recording_at_a_time_sweeps_a_model(dial, tmp_path):
    first = dial.record_page(tmp_path / "first.html", "is_red", **QUICK)
    with pytest.raises(SharingError, match="being recorded already"):
        await dial.record_page(tmp_path / "second.html", "level", **QUICK)
    assert (await first).loops == 2


async def test_a_paused_model_is_not_recorded(dial, tmp_path):
    await dial.pause()
    with pytest.raises(SharingError, match="Only a model that runs"):
        await dial.record_page(tmp_path / "page.html", **QUICK)
    # One line in the log: who waits for it has the traceback already.
    assert "record DialModel: Only a model that runs" in dial.log[-1].text


async def test_the_magic_waits_for_the_page_and_names_the_session(notebook, tmp_path):
    await notebook.run(MODELS, "m1")
    line = f"%reactor_share --html {tmp_path}/page.html"
    with pytest.raises(UsageError, match="running are: none"):
        await notebook.run(line, "s1")
    await notebook.run("h = %reactor_load Ball --name ball", "c1")
    with pytest.raises(SharingError, match="no slider, dropdown or switch"):
        await notebook.run(f"{line} --control label", "s2")
