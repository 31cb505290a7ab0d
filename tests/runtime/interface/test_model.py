"""The two base classes and what a subclass must not do."""

import asyncio
import gc
import textwrap
import weakref
from pathlib import Path

import pytest

from reactor_runtime.errors import SessionStateError
from reactor_runtime.interface import (
    Idle,
    Input,
    InputState,
    ModelMessage,
    Output,
    ReactorModel,
    ReactorPipeline,
    Video,
)
from reactor_runtime.interface.declarations import inputs_of, state_of
from reactor_runtime.interface.model import is_idle
from reactor_runtime.interface.model_host import bind
from reactor_runtime.interface.rules import load_arguments


class Host:
    """Records what a model asks for."""

    def __init__(self):
        self.connected = asyncio.Event()
        self.output_buffer = object()
        self.calls = []

    async def emit(self, output, *, compute_time, drop):
        self.calls.append(("emit", output, compute_time, drop))

    async def send(self, message, *, client=None):
        self.calls.append(("send", message, client))


class Ping(ModelMessage):
    pass


async def test_a_bound_model_asks_its_host():
    host = Host()
    model = ReactorModel.__new__(ReactorModel)
    bind(model, host)
    model.__init__()
    await model.emit(3, compute_time=0.1, drop=True)
    await model.emit(4)
    await model.send(Ping())
    assert host.calls == [
        ("emit", 3, 0.1, True),
        ("emit", 4, None, False),
        ("send", Ping(), None),
    ]
    assert model.connected is host.connected
    assert model.output is model.output_buffer is host.output_buffer


async def test_a_model_that_runs_nowhere_says_how_to_run_it():
    class Model(ReactorModel):
        pass

    with pytest.raises(
        SessionStateError, match=r"Model runs in no session.*ModelDriver"
    ):
        await Model().emit(1)
    with pytest.raises(SessionStateError):
        _ = Model().connected


def test_the_defaults_are_those_of_the_contract():
    assert (ReactorModel.fps, ReactorModel.buffer_size) == (30, 4)
    assert ReactorPipeline.fps is None
    assert ReactorModel.state is None
    assert ReactorModel.input is None


async def test_run_waits_for_ever_by_default():
    task = asyncio.ensure_future(ReactorModel().run())
    done, _ = await asyncio.wait([task], timeout=0.01)
    assert not done
    task.cancel()


def test_idle_is_a_class_an_instance_or_none():
    assert is_idle(Idle)
    assert is_idle(Idle())
    assert is_idle(None)
    assert not is_idle(0)


def test_state_and_input_name_their_classes():
    class State(InputState):
        prompt: str = "a"

    class Camera(Input):
        webcam: Video

    class Model(ReactorModel):
        state: State
        input: Camera | None

    class Child(Model):
        pass

    assert state_of(Child) is State
    assert inputs_of(Child) == {"input": Camera}
    assert state_of(ReactorModel) is None


def test_a_postponed_state_in_a_function_is_found():
    source = """
        from __future__ import annotations
        def make():
            class State(InputState):
                prompt: str = "a"
            class Model(ReactorPipeline):
                state: State
                def inference(self):
                    yield
            return Model
        """
    namespace = {"InputState": InputState, "ReactorPipeline": ReactorPipeline}
    exec(compile(textwrap.dedent(source), "<c>", "exec", dont_inherit=True), namespace)
    assert state_of(namespace["make"]()).__name__ == "State"


@pytest.mark.parametrize("kind", [dict, int, InputState, "Staet"])
def test_a_state_that_is_no_input_state_is_a_type_error(kind):
    with pytest.raises(TypeError, match=r"Model\.state"):

        class Model(ReactorModel):
            state: kind


def test_a_state_made_by_the_author_is_a_type_error():
    class State(InputState):
        prompt: str = "a"

    with pytest.raises(TypeError, match=r"Model\.state names a class"):

        class Model(ReactorModel):
            state: State = State()


def test_a_state_set_to_none_is_fine():
    class State(InputState):
        prompt: str = "a"

    class Model(ReactorModel):
        state: State | None = None

    assert state_of(Model) is State


@pytest.mark.parametrize("fps", [0, -1, "30", True, float("nan"), float("inf")])
def test_a_wrong_rate_is_a_type_error(fps):
    with pytest.raises(TypeError, match=r"Model\.fps is frames per second"):
        type("Model", (ReactorModel,), {"fps": fps})


@pytest.mark.parametrize("size", [0, 1.5, True, None])
def test_a_wrong_buffer_size_is_a_type_error(size):
    with pytest.raises(TypeError, match=r"Model\.buffer_size"):
        type("Model", (ReactorModel,), {"buffer_size": size})


def test_a_pipeline_may_leave_its_rate_open():
    class Model(ReactorPipeline):
        fps = None

        def inference(self):
            yield

    assert Model.fps is None


def test_run_must_be_a_coroutine():
    with pytest.raises(TypeError, match=r"Model\.run.*async def run"):

        class Model(ReactorModel):
            def run(self):
                pass


def test_a_pipeline_defines_no_run():
    with pytest.raises(TypeError, match=r"Model\.run.*inference\(\)"):

        class Model(ReactorPipeline):
            async def run(self):
                pass


def test_an_inference_that_cannot_yield_is_a_type_error():
    with pytest.raises(TypeError, match=r"Model\.inference never yields"):

        class Model(ReactorPipeline):
            async def inference(self):
                return 3


def test_inference_may_be_asynchronous():
    class Model(ReactorPipeline):
        async def inference(self):
            yield 3

    assert not Model.fps


@pytest.mark.parametrize(
    ("parameters", "wanted"),
    [
        ("self", {}),
        ("self, config", {"config": "config"}),
        ("self, settings", {"settings": "config"}),
        ("self, config_path", {"config_path": "config_path"}),
        (
            "self, config, config_path",
            {"config": "config", "config_path": "config_path"},
        ),
        ("self, config, other=3", {"config": "config"}),
        ("self, **kwargs", {}),
    ],
)
def test_load_takes_the_config_or_its_path(parameters, wanted):
    namespace = {}
    exec(f"def load({parameters}): pass", namespace)
    model = type("Model", (ReactorModel,), {"load": namespace["load"]})
    assert load_arguments(model) == wanted


def test_a_load_with_unknown_parameters_is_a_type_error():
    with pytest.raises(TypeError, match=r"Model\.load takes \(self, config\)"):

        class Model(ReactorModel):
            def load(self, config, device):
                pass


def test_defining_a_model_again_leaves_nothing_of_the_old_one():
    def make():
        class State(InputState):
            prompt: str = "a"

        class Model(ReactorPipeline):
            state: State

            def inference(self):
                yield

        return Model

    old = weakref.ref(make())
    make()
    gc.collect()
    assert old() is None


def test_the_author_api_is_the_same_in_both_packages():
    import reactor_runtime
    from reactor_runtime import interface

    assert reactor_runtime.__all__ == interface.__all__ == sorted(interface.__all__)
    for name in interface.__all__:
        assert getattr(reactor_runtime, name) is getattr(interface, name)
    assert Path(reactor_runtime.__file__).name == "__init__.py"


def test_load_takes_its_config_by_name():
    with pytest.raises(TypeError, match=r"write def load\(self, config\)"):

        class Positional(ReactorModel):
            def load(self, config, /): ...

    with pytest.raises(TypeError, match=r"write def load\(self, config\)"):

        class Static(ReactorModel):
            @staticmethod
            def load(config): ...


@pytest.mark.parametrize("base", [ReactorModel, ReactorPipeline])
def test_a_rate_of_none_means_undeclared(base):
    class Model(base):
        fps = None

    assert Model.fps is None


VALUES = ["buffer_size", "fps", "input", "messages", "output", "outputs", "state"]
METHODS = ["connected", "emit", "output_buffer", "send"]


@pytest.mark.parametrize("name", VALUES + METHODS)
def test_a_method_that_hides_a_name_of_the_runtime_is_a_type_error(name):
    with pytest.raises(TypeError, match=rf"Model\.{name} would hide '{name}'"):
        type("Model", (ReactorModel,), {name: lambda self: None})


async def test_an_attribute_called_output_is_the_models_own():
    class Model(ReactorModel):
        output = "a folder"

    assert Model.output == "a folder"
    host = Host()
    model = ReactorModel.__new__(ReactorModel)
    bind(model, host)
    assert model.output is host.output_buffer
    model.output = "another folder"
    assert model.output == "another folder"
    assert model.output_buffer is host.output_buffer


@pytest.mark.parametrize("word", ["", "async "])
def test_a_load_that_yields_is_a_type_error(word):
    namespace = {}
    exec(f"{word}def load(self, config):\n    yield 1\n", namespace)
    with pytest.raises(TypeError, match=r"Model\.load cannot yield"):
        type("Model", (ReactorModel,), {"load": namespace["load"]})


CLOSED_LIST = {
    *["load", "run", "inference", "process_input", "generate", "process_output"],
    *["emit", "send", "state", "input", "connected", "output_buffer", "output"],
    *["fps", "buffer_size", "outputs", "messages"],
}


@pytest.mark.parametrize("base", [ReactorModel, ReactorPipeline])
def test_the_runtime_has_no_names_on_a_model_but_those_of_the_closed_list(base):
    ours = {name for name in dir(base) if not name.startswith(("__", "_reactor_"))}
    assert ours <= CLOSED_LIST


@pytest.mark.parametrize("base", [InputState, ModelMessage, Output, Input])
def test_the_runtime_has_no_names_on_what_holds_an_author_s_fields(base):
    ours = {name for name in dir(base) if not name.startswith(("__", "_reactor_"))}
    assert ours == set()
