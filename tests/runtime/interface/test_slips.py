"""What an author meant, where the class says something close to it."""

import pytest

from reactor_runtime import (
    ClientInfo,
    Input,
    InputState,
    ReactorModel,
    ReactorPipeline,
    UploadedFile,
    Video,
    connected,
    event,
)
from reactor_runtime.contract import ModelContract
from reactor_runtime.interface.slips import is_slip, likely_slips
from reactor_runtime.session.entry import LogKind
from reactor_runtime.testing import ModelDriver


class Knobs(InputState):
    level: int = 3


class Camera(Input):
    webcam: Video


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("inferance", "inference"),
        ("inferrence", "inference"),
        ("inferece", "inference"),
        ("infernece", "inference"),
        ("Inference", "inference"),
        ("runn", "run"),
        ("rnu", "run"),
        ("ru", "run"),
        ("laod", "load"),
        ("Load", "load"),
        ("disconected", "disconnected"),
    ],
)
def test_a_letter_missing_doubled_swapped_or_other_is_a_slip(name, wanted):
    assert is_slip(name, wanted)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("node", "load"),
        ("lead", "load"),
        ("ran", "run"),
        ("rerun", "run"),
        ("reference", "inference"),
        ("infer", "inference"),
        ("connect", "connected"),
    ],
)
def test_another_word_is_no_slip(name, wanted):
    assert not is_slip(name, wanted)


def test_a_misspelt_inference_says_what_was_meant():
    class Model(ReactorPipeline):
        def inferance(self):
            yield None

    (slip,) = likely_slips(Model)
    assert slip.startswith("Model.inferance: nothing in the class calls it")
    assert "Did you mean inference?" in slip


def test_a_misspelt_run_says_what_was_meant():
    class Model(ReactorModel):
        async def runn(self):
            await self.connected.wait()

    (slip,) = likely_slips(Model)
    assert "Model.runn" in slip
    assert "Did you mean run?" in slip


@pytest.mark.parametrize("base", [ReactorModel, ReactorPipeline])
def test_a_misspelt_load_says_what_was_meant(base):
    class Model(base):
        def laod(self, config):
            self.weights = config

    (slip,) = likely_slips(Model)
    assert "Model.laod" in slip
    assert "Did you mean load?" in slip


def test_a_helper_that_the_class_calls_may_have_any_name():
    class Model(ReactorPipeline):
        def inference(self):
            self.loads()
            yield from self.inferences()

        def inferences(self):
            yield None

        def loads(self):
            [self.on_connect() for _ in range(3)]

        def on_connect(self):
            pass

    assert not likely_slips(Model)


def test_a_command_may_be_called_nearly_like_a_method_of_the_runtime():
    class Model(ReactorModel):
        @event
        async def runn(self):
            pass

    assert not likely_slips(Model)


def test_a_method_beside_the_one_that_it_resembles_is_fine():
    class Model(ReactorModel):
        async def run(self):
            pass

        async def runs(self):
            pass

        def load(self, config):
            pass

        def loads(self, config):
            pass

    assert not likely_slips(Model)


def test_what_the_runtime_could_not_call_is_no_slip():
    class Model(ReactorModel):
        async def runs(self, times):
            pass

        def loads(self, name, mode):
            pass

        def on_connect(self, address):
            pass

    assert not likely_slips(Model)


@pytest.mark.parametrize("name", ["close", "connect", "setup", "start", "stop", "play"])
def test_names_that_many_classes_have_are_no_slips(name):
    assert not likely_slips(type("Model", (ReactorModel,), {name: takes_nothing}))


def test_inference_on_a_class_that_nobody_steps_names_the_right_base():
    class Model(ReactorModel):
        async def inference(self):
            yield None

    (slip,) = likely_slips(Model)
    assert "steps only a ReactorPipeline; write class Model(Reactor" in slip


def test_inference_that_run_calls_is_the_authors_own():
    class Model(ReactorModel):
        def inference(self):
            yield None

        async def run(self):
            for output in self.inference():
                await self.emit(output)

    assert not likely_slips(Model)


def test_a_base_class_may_have_methods_that_only_a_subclass_calls():
    class Base(ReactorModel):
        def inference(self):
            yield None

        def on_connect(self):
            pass

        async def runs(self):
            pass

    class Model(Base):
        async def run(self):
            self.on_connect()
            await self.runs()
            for output in self.inference():
                await self.emit(output)

    assert not likely_slips(Model)


def test_a_method_that_a_library_or_another_object_calls_is_never_refused():
    class Socket:
        def poll(self):
            self.callback()

    class Listener:
        def on_connect(self):
            pass

    class Model(Listener, ReactorModel):
        def __init__(self):
            socket = Socket()
            socket.callback = Listener().on_connect
            socket.poll()

        async def run(self):
            await self.connected.wait()

        def on_disconnect(self):
            pass

    assert ModelContract.of(Model)


def takes_nothing(self):
    pass


def takes_a_client(self, client: ClientInfo):
    pass


def takes_a_file(self, uploaded_file: UploadedFile):
    pass


@pytest.mark.parametrize(
    ("name", "method", "hook"),
    [
        ("disconnected", takes_nothing, "disconnected"),
        ("conected", takes_nothing, "connected"),
        ("on_connect", takes_a_client, "connected"),
        ("on_connected", takes_nothing, "connected"),
        ("on_disconnect", takes_a_client, "disconnected"),
        ("session_start", takes_nothing, "session_started"),
        ("sesion_ended", takes_nothing, "session_ended"),
        ("on_file", takes_a_file, "file_uploaded"),
        ("file_upload", takes_a_file, "file_uploaded"),
    ],
)
def test_a_hook_without_its_decorator_says_to_write_it(name, method, hook):
    (slip,) = likely_slips(type("Model", (ReactorModel,), {name: method}))
    assert f"Model.{name}" in slip
    assert f"hook {hook}? Write @{hook} above def" in slip


def test_a_class_that_has_the_hook_may_use_its_name_again():
    class Model(ReactorModel):
        @connected
        def greet(self):
            pass

        def on_connect(self):
            pass

    assert not likely_slips(Model)


def test_a_mixin_is_looked_at_too():
    class Speaking:
        def on_disconnect(self):
            pass

    class Model(Speaking, ReactorModel):
        pass

    (slip,) = likely_slips(Model)
    assert "Write @disconnected" in slip


def test_the_log_of_a_session_tells_of_likely_slips():
    class Model(ReactorModel):
        async def run(self):
            await self.connected.wait()

        def laod(self, config):
            pass

    with ModelDriver(Model) as driver:
        notes = [
            entry.text for entry in driver.log.since() if entry.kind is LogKind.NOTE
        ]
    assert notes == likely_slips(Model)


@pytest.mark.parametrize("value", [Knobs, Knobs()])
def test_a_state_that_is_assigned_says_to_annotate_it(value):
    with pytest.raises(
        TypeError, match=r"Model\.state names a class.*write state: Knobs in place of"
    ):
        type("Model", (ReactorModel,), {"state": value})


def test_an_input_that_is_assigned_says_to_annotate_it():
    with pytest.raises(TypeError, match=r"write input: Camera in place of input = "):

        class Model(ReactorModel):
            input = Camera


@pytest.mark.parametrize("annotation", [Knobs, "Knobs"])
@pytest.mark.parametrize("name", ["State", "states", "sate"])
def test_a_misspelt_state_says_what_was_meant(name, annotation):
    with pytest.raises(TypeError, match=rf"Model\.{name}: the runtime looks for state"):
        type(
            "Model",
            (ReactorModel,),
            {"__annotations__": {name: annotation}, "__module__": __name__},
        )


def test_an_annotation_beside_a_state_or_of_another_type_is_the_authors():
    class Model(ReactorModel):
        state: Knobs
        states: Knobs
        inputs: int
        input_: "Nothing"  # noqa: F821

    assert Model
