"""Errors of a model's code that show what its author meant."""

from bdb import BdbQuit

import pytest

from reactor_runtime import ReactorModel, ReactorPipeline, connected, event
from reactor_runtime.errors import CommandError, ModelError, ModelLoadError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.testing import ModelDriver
from tests.runtime.engine.models import Knobs, grey, texts

DECLARE = r"NoneType.*Model declares no state; write state: MyState in the class"


def read(model):
    return model.state.level


def call(model):
    return model.state.get("level")


def write(model):
    model.state.level = 3


def add(model):
    model.state.level += 3


def by_another_name(model):
    state = model.state
    return state.level


@pytest.mark.parametrize("use", [read, call, write, add, by_another_name])
def test_a_step_that_uses_a_state_it_has_not_says_to_declare_it(use):
    class Model(ReactorPipeline):
        def inference(self):
            yield grey(use(self))

    with ModelDriver(Model) as driver:
        driver.connect()
        with pytest.raises(ModelError, match=DECLARE):
            driver.step()


def test_a_handler_and_a_hook_say_it_too():
    class Model(ReactorModel):
        @connected
        def greet(self):
            self.state.level = 1

        @event
        def raise_level(self):
            self.state.level += 1

    with ModelDriver(Model) as driver:
        client = driver.connect()
        assert "Model declares no state" in driver.last_error()
        with pytest.raises(CommandError):
            client.send("raise_level")
        assert "'raise_level' raised" in driver.last_error()
        assert "Model declares no state" in driver.last_error()


def test_a_load_that_reads_the_state_says_when_there_is_one():
    class Model(ReactorModel):
        state: Knobs

        def load(self, config):
            self.level = self.state.level

    with pytest.raises(ModelLoadError, match=r"from @session_started until"):
        ModelDriver(Model).__enter__()


@pytest.mark.parametrize(
    "expression",
    ["self.shape.level", "self.state is None or self.state.level", "int.level"],
)
def test_another_attribute_that_is_missing_says_nothing_of_a_state(expression):
    class Model(ReactorPipeline):
        shape = None
        source = expression

        def inference(self):
            eval(self.source)
            raise AttributeError("NoneType")
            yield

    with ModelDriver(Model) as driver:
        driver.connect()
        with pytest.raises(ModelError) as caught:
            driver.step()
        assert "declares no state" not in str(caught.value)


def test_a_pipeline_without_inference_names_what_yields():
    class Model(ReactorPipeline):
        def generate(self):
            yield grey(1)

    with ModelDriver(Model) as driver:
        driver.connect()
        with pytest.raises(ModelError, match=r"has generate\(\): call that inference"):
            driver.step()


def test_a_pipeline_without_inference_says_to_define_it():
    class Model(ReactorPipeline):
        pass

    with ModelDriver(Model) as driver:
        driver.connect()
        with pytest.raises(ModelError, match=r"\(self\) and yield each frame\n"):
            driver.step()


def test_a_state_that_load_makes_works_and_the_log_says_to_declare_it():
    class Model(ReactorModel):
        def load(self, config):
            self.state = Knobs()

        @event
        def raise_level(self):
            self.state.level += 1

    with ModelDriver(Model) as driver:
        before = driver.model.state.level
        driver.connect().send("raise_level")
        assert driver.model.state.level == before + 1
        (note,) = texts(driver, LogKind.NOTE)
        assert "write state: Knobs in the class" in note


def test_a_state_of_the_authors_own_lives_as_long_as_the_model():
    class Model(ReactorModel):
        def load(self, config):
            self.state = {"level": 1}

        @event
        def raise_level(self):
            self.state["level"] += 1

    with ModelDriver(Model) as driver:
        for _ in range(2):
            client = driver.connect()
            client.send("raise_level")
            client.leave()
        assert driver.model.state == {"level": 3}


class StdinNotImplementedError(Exception):
    """Called as IPython's is."""


@pytest.mark.parametrize("error", [BdbQuit, EOFError, StdinNotImplementedError])
def test_a_step_that_asks_where_nobody_is_listening_says_where_it_can(error):
    class Model(ReactorPipeline):
        def inference(self):
            yield grey(0)
            raise error

    with ModelDriver(Model) as driver:
        driver.connect()
        with pytest.raises(ModelError, match="such as one with: await handle"):
            driver.step(2)
