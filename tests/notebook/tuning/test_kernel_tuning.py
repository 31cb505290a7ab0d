"""Tuning in a real kernel: cells by their ids, and a proposal in the reply."""

import pytest

from tests.notebook.shells import MODELS

pytestmark = pytest.mark.slow


def payload_of(kernel, number):
    """What the reply to the cell *number* asks its page to do."""
    while True:
        reply = kernel.client.get_shell_msg(timeout=20)
        if reply["parent_header"]["msg_id"] == number:
            return reply["content"]["payload"]


def test_a_cell_s_new_text_is_proposed_in_the_reply(fresh):
    fresh.run(MODELS, "models")
    fresh.run("h = %reactor_load Ball", "load")
    fresh.run("h.tune('brightness', le=3.0)")
    assert fresh.value("h._tuning.plan().changes[0].source.cell_id") == "models"
    number = fresh.begin("_ = h.tuned.write()")
    shown = fresh.finish(number)
    assert "+    brightness: float = InputField(1.0, ge=0.0, le=3.0" in shown.text
    (payload,) = payload_of(fresh, number)
    assert payload["source"] == "set_next_input"
    assert payload["text"] == MODELS.replace("le=2.0", "le=3.0")
    fresh.run(payload["text"], "proposed")
    fresh.run("await h.reload()")
    assert fresh.value("h.tuned.changes") == "{}"
    fresh.run("await h.send('set_brightness', brightness=2.5)")


def test_a_file_is_written_and_loaded_again(fresh, tmp_path):
    path = tmp_path / "ball_file.py"
    path.write_text(MODELS)
    fresh.run(f"h = %reactor_load {path}:Ball", "load")
    fresh.run("h.tune('brightness', le=3.0, step=0.5)")
    assert fresh.run("%reactor_export --write").text == f"{path} is written\n"
    fresh.run("await h.reload()")
    assert fresh.value("h.tuned.changes, h.controls['brightness'].max") == "{} 3.0"
    fresh.run("h.tuned.undo()")
    assert path.read_text() == MODELS
