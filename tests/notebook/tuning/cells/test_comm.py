"""A real kernel and what a page says to it on the control channel."""

import time

import pytest

from reactor_notebook.tuning.cells.comm import NAME
from reactor_notebook.tuning.cells.pages import VERSION
from tests.notebook.kernels import LIMIT

WRITTEN = """\
import numpy as np
from reactor_runtime import *
class DishState(InputState):
    heat: float = InputField(1.0, ge=0.0, le=2.0)  # how hot
class Dish(ReactorPipeline):
    state: DishState
    def inference(self):
        while True:
            yield np.zeros((8, 8, 3), np.uint8)
"""
AFTER = WRITTEN.replace("le=2.0", "le=3.0")
AWAITED = (
    "dish.tune('heat', le=3.0)\nawait dish.tuned.write()\nprint(dish.tuned.changes)"
)


class CommPage:
    """What the extension of JupyterLab does, for the cells that it is given."""

    def __init__(self, kernel, **cells):
        self.kernel = kernel
        self.cells = cells

    def say(self, kind, **more):
        """Send a message as the page of the client that runs cells."""
        client = self.kernel.client
        content = {"type": kind, "version": VERSION, **more}
        client.control_channel.send(client.session.msg(NAME, content))

    def heard(self, kind):
        """Wait for a message of the kernel's, whatever else it says."""
        end = time.monotonic() + LIMIT
        while True:
            message = self.kernel._next(end)
            if message["msg_type"] != "comm_msg":
                continue
            content = message["content"]
            if content["comm_id"] == NAME and content["data"]["type"] == kind:
                assert message["parent_header"] == {}
                return content["data"]

    def obey(self):
        """Do what is asked for next, and say so; returns who was asked."""
        asked = self.heard("edit")
        for edit in asked["edits"]:
            assert self.cells[edit["cell"]] == edit["expected"]
            self.cells[edit["cell"]] = edit["text"]
        self.say("edited", ask=asked["ask"])
        return asked["client"]

    def comms(self):
        client = self.kernel.client
        request = client.session.msg("comm_info_request", {"target_name": NAME})
        client.shell_channel.send(request)
        while True:
            reply = client.get_shell_msg(timeout=LIMIT)
            if reply["msg_type"] == "comm_info_reply":
                return reply["content"]["comms"]


@pytest.fixture
def page(fresh):
    made = CommPage(fresh, dish=WRITTEN)
    fresh.run(WRITTEN, "dish")
    fresh.run("dish = %reactor_load Dish", "load")
    made.say("here")
    fresh.until("dish.tuned._tuning and CELL_EDITOR.editor is not None")
    yield made
    made.say("gone")
    fresh.until("CELL_EDITOR.editor is None")


@pytest.fixture(scope="module", autouse=True)
def slot(kernel):
    kernel.run("from reactor_notebook.tuning.cells.pages import CELL_EDITOR")


def test_a_page_that_comes_finds_the_comm_and_one_that_was_there_is_told(kernel):
    page = CommPage(kernel)
    assert page.comms() == {NAME: {"target_name": NAME}}
    number = kernel.begin("%load_ext reactor_notebook\n%reload_ext reactor_notebook")
    assert page.heard("hello") == {"type": "hello", "version": VERSION}
    kernel.finish(number)
    assert page.comms() == {NAME: {"target_name": NAME}}


def test_a_cell_waits_for_the_answer_of_its_page_while_it_runs(page, fresh):
    number = fresh.begin(AWAITED, "writing")
    assert page.obey() == fresh.client.session.session
    assert fresh.finish(number).text.endswith("{}\n")
    assert page.cells["dish"] == AFTER
    number = fresh.begin("dish.tuned.undo()", "writing")
    page.obey()
    fresh.finish(number)
    assert page.cells["dish"] == WRITTEN


def test_a_refusal_that_nobody_waits_for_is_printed_under_its_cell(page, fresh):
    code = "dish.tune('heat', le=3.0)\ndish.tuned.write()\nawait asyncio.sleep(60)"
    number = fresh.begin(f"import asyncio\n{code}", "writing")
    asked = page.heard("edit")
    page.say("refused", ask=asked["ask"], cell="dish", reason="locked")
    told = fresh.late_text("Unlock it")
    assert told.startswith("Nothing was written: cell [")
    fresh.interrupt()
    fresh.finish(number, fails=True)
    assert fresh.value("dish.tuned.changes") == "{'heat': {'le': (2.0, 3.0)}}"


def test_a_page_that_goes_away_while_it_is_asked_ends_the_wait(page, fresh):
    number = fresh.begin(AWAITED, "writing")
    page.heard("edit")
    page.say("gone")
    failed = fresh.finish(number, fails=True)
    assert failed.error[0] == "TuningError"
    assert "No page has answered for cell [" in failed.error[1]


def test_without_a_page_the_text_is_proposed_at_once(page, fresh):
    page.say("gone")
    fresh.until("CELL_EDITOR.editor is None")
    assert (
        "+    heat: float = InputField(1.0, ge=0.0, le=3.0)" in fresh.run(AWAITED).text
    )


def test_what_makes_no_sense_is_ignored(page, fresh):
    client = fresh.client
    for content in ({}, {"type": 3}, {"type": "edited", "version": VERSION, "ask": 1}):
        client.control_channel.send(client.session.msg(NAME, content))
    number = fresh.begin(AWAITED, "writing")
    page.obey()
    fresh.finish(number)


def test_a_class_beside_load_ext_is_in_the_cell_that_the_page_asked_for(fresh):
    page = CommPage(fresh, one="%load_ext reactor_notebook\n" + WRITTEN)
    fresh.run("%unload_ext reactor_notebook")
    fresh.run(page.cells["one"], "one")
    page.say("here")
    fresh.until("CELL_EDITOR.editor is not None")
    fresh.run("dish = %reactor_load Dish", "load")
    number = fresh.begin(AWAITED, "writing")
    page.obey()
    fresh.finish(number)
    assert page.cells["one"] == "%load_ext reactor_notebook\n" + AFTER


def test_a_shell_that_hears_no_pages_has_no_comm(notebook):
    from comm import get_comm_manager

    assert NAME not in get_comm_manager().comms
