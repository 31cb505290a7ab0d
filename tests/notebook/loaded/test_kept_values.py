"""The values that a person has set outlive the model that they were set in."""

import re

import pytest

from tests.notebook.conftest import until
from tests.notebook.loaded.gardens import advice, cell, model, notes, steps


async def test_loading_anew_sets_again_what_a_person_had_set(garden):
    _, handle = garden
    await handle.send("set_level", level=0.25)
    await handle.send("set_palette", palette="ice")
    await handle.reload()
    await until(lambda: dict(handle.state)["palette"] == "ice")
    assert handle.state.level == 0.25
    # The model's own handler has run, after @connected.
    assert model(handle).derived == 2.5


async def test_a_value_that_still_waits_when_the_model_is_loaded_anew_is_kept(garden):
    _, handle = garden
    handle.send("linger")
    handle.send("set_level", level=0.25)
    await handle.reload()
    await until(lambda: handle.state.level == 0.25)


async def test_a_value_that_was_set_back_to_its_default_is_not_kept(garden):
    notebook, handle = garden
    await handle.send("set_level", level=0.25)
    await handle.send("set_level", level=0.5)
    await notebook.run(cell(2, default=0.75))
    await handle.reload()
    await steps(handle)
    assert handle.state.level == 0.75


async def test_none_at_a_default_of_none_is_not_kept(garden):
    notebook, handle = garden
    await notebook.run(cell(2, default=None))
    await handle.reload()
    await handle.send("set_level", level=0.25)
    await handle.send("set_level", level=None)
    await notebook.run(cell(3, default=0.75))
    await handle.reload()
    await steps(handle)
    assert handle.state.level == 0.75
    assert not [text for text in notes(handle) if "Back at the default" in text]


async def test_a_value_that_the_new_class_refuses_is_named(garden):
    notebook, handle = garden
    await handle.send("set_level", level=0.9)
    await handle.send("set_label", label="mine")
    await notebook.run(cell(2, most=0.6))
    await handle.reload()
    await until(lambda: handle.state.label == "mine")
    assert handle.state.level == 0.5
    (note,) = [text for text in notes(handle) if "default" in text]
    assert note.startswith("Back at the default: level (")
    assert "<= 0.6" in note
    assert advice(handle).text == note


async def test_a_value_too_large_to_be_kept_falls_back_and_is_named(garden):
    _, handle = garden
    await handle.send("set_label", label="x" * 1_000_000)
    await handle.reload()
    await until(lambda: notes(handle))
    assert handle.state.label == "garden"
    assert re.search(r"label \(\S+ KiB are too much to be kept\)", notes(handle)[0])


async def test_a_value_whose_handler_fails_falls_back_and_is_named(garden):
    notebook, handle = garden
    await handle.send("set_level", level=0.9)
    raising = cell(2).replace(
        "self.derived = (level or 0) * 10", "raise ValueError('no')"
    )
    await notebook.run(raising)
    await handle.reload()
    await until(lambda: any("level" in note for note in notes(handle)))


async def test_starting_afresh_forgets_what_was_set(garden):
    _, handle = garden
    await handle.send("set_level", level=0.25)
    await handle.reload(defaults=True)
    await steps(handle)
    assert handle.state.level == 0.5


@pytest.mark.parametrize(("option", "level"), [("", 0.25), ("--defaults", 0.5)])
async def test_the_loading_cell_keeps_the_values_too(notebook, option, level):
    await notebook.run(cell())
    await notebook.run("h = %reactor_load Garden", "c1")
    await notebook.run("await h.send('set_level', level=0.25)")
    await notebook.run(cell(2))
    await notebook.run(f"h = %reactor_load Garden {option}", "c1")
    handle = notebook.shell.user_ns["h"]
    assert model(handle).version == 2
    await steps(handle)
    assert handle.state.level == level


async def test_another_model_in_the_cell_starts_afresh(notebook):
    await notebook.run(cell())
    await notebook.run("h = %reactor_load Garden", "c1")
    await notebook.run("await h.send('set_level', level=0.25)")
    await notebook.run("class Meadow(Garden): pass")
    await notebook.run("h = %reactor_load Meadow", "c1")
    assert notebook.shell.user_ns["h"].state.level == 0.5


async def test_an_uploaded_file_is_kept(notebook):
    await notebook.run(
        cell().replace('label: str = "garden"', "seed: UploadedFile | None = None")
    )
    await notebook.run("h = %reactor_load Garden", "c1")
    handle = notebook.shell.user_ns["h"]
    await handle.send("set_seed", seed=b"the bytes")
    await handle.reload()
    await until(lambda: handle.state.seed is not None)
    assert model(handle).state.seed.data == b"the bytes"
