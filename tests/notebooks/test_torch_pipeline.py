"""The torch notebook's painter listens to words and sliders, and reports."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from reactor_runtime.contract import ModelContract
from reactor_runtime.testing import ModelDriver
from tests.notebooks.cells import definitions, notebook_module
from tests.notebooks.paired import Change, changed_share, picture, undisturbed

torch = pytest.importorskip("torch")

pytestmark = pytest.mark.slow

NAME = "01_torch_pipeline.ipynb"
CHANGES = [
    Change("set_prompt", {"prompt": "deep blue sea"}, steps=16),
    Change("set_symmetry", {"symmetry": 6}, steps=1),
    Change("set_zoom", {"zoom": 2.5}, steps=1),
    Change("set_detail", {"detail": 1.2}, steps=1),
    Change("set_ridges", {"ridges": 4.0}, steps=1),
    Change("set_relief", {"relief": 0.0}, steps=1),
    Change("set_flow", {"flow": 4.0}, steps=8),
    Change("surprise", steps=16),
]


@pytest.fixture(scope="module")
def notebook():
    threads = torch.get_num_threads()
    with notebook_module(NAME) as module:
        yield module
    torch.set_num_threads(threads)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.command)
def test_the_picture_answers_to_every_command(notebook, change):
    with_it = picture(notebook.PromptPainter, change.steps, change)
    without = undisturbed(notebook.PromptPainter, change.steps)
    assert changed_share(with_it, without) > change.share


def test_no_command_is_without_a_paired_run(notebook):
    contract = ModelContract.of(notebook.PromptPainter)
    known = {change.command for change in CHANGES} | {"get_current_prompt"}
    assert set(contract.commands) == known


def test_two_runs_without_a_change_show_the_same(notebook):
    one = picture(notebook.PromptPainter, 4)
    other = picture(notebook.PromptPainter, 4)
    assert np.array_equal(one, other)


def test_spelling_alike_means_alike(notebook):
    encode = notebook.Encoder().encode
    meadow = encode("a sunny meadow").direction
    near = torch.dot(meadow, encode("a sunny meadows").direction)
    far = torch.dot(meadow, encode("old library").direction)
    assert near > 0.8 > 0.5 > far


def test_the_embedding_stays_hidden_from_clients(notebook):
    with ModelDriver(notebook.PromptPainter) as driver:
        client = driver.connect()
        driver.step(1)
        assert "_embedding" not in client.state
        assert driver.state._embedding.direction.shape == (notebook.SIZE,)


def test_a_new_prompt_flows_over_with_progress(notebook):
    with ModelDriver(notebook.PromptPainter) as driver:
        client = driver.connect()
        driver.step(2)
        client.send("set_prompt", prompt="rose gold")
        driver.step(notebook.PromptPainter.morph + 2)
        steps = [data["step"] for kind, data in client.messages if kind == "progress"]
    assert steps == [6, 12, 18, 24]


def test_surprise_answers_with_the_prompt_it_chose(notebook):
    with ModelDriver(notebook.PromptPainter) as driver:
        client = driver.connect()
        driver.step(1)
        answer = client.send("surprise")
        driver.step(1)
        assert answer.data["prompt"] == client.state["prompt"] in notebook.PROMPTS


def test_the_current_prompt_is_told_when_asked_for(notebook):
    with ModelDriver(notebook.PromptPainter) as driver:
        client = driver.connect()
        driver.step(1)
        client.send("get_current_prompt")
        driver.step(1)
        assert ("current_prompt", {"prompt": "a sunny meadow"}) in client.messages


@pytest.mark.slow
def test_every_process_makes_the_same_weights_and_embedding(notebook):
    ending = "print(Painter().last.sum().item(), Encoder().encode('fire').direction)"
    code = definitions(NAME) + "\n" + ending
    told = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout
    direction = notebook.Encoder().encode("fire").direction
    assert told == f"{notebook.Painter().last.sum().item()} {direction}\n"
