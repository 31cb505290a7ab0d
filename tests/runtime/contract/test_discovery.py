"""Which outputs and messages are found in a model's code."""

import functools
import sys
import textwrap
import types
from collections.abc import AsyncIterator, Iterator

import pytest

from reactor_runtime import interface
from reactor_runtime.contract import ModelContract
from reactor_runtime.interface import (
    ModelMessage,
    Output,
    ReactorModel,
    ReactorPipeline,
    Video,
    event,
)


class Picture(Output):
    video: Video


class Depth(Output):
    depth: Video


class Progress(ModelMessage):
    step: int


class Done(ModelMessage):
    pass


def found(model):
    contract = ModelContract.of(model)
    outputs = {output.__name__ for output in contract.outputs}
    return outputs | {message.cls.__name__ for message in contract.messages.values()}


def helper(model):
    return deeper(model)


def deeper(model):
    return Progress(step=model.step)


def recursive(model):
    recursive(model)
    return Done()


module = types.ModuleType("module")
module.Progress = Progress


def define(source, name="__main__", **names):
    namespace = {**vars(interface), **names, "__name__": name}
    exec(textwrap.dedent(source), namespace)
    return namespace


def test_names_in_run_and_handlers_count():
    class Model(ReactorModel):
        async def run(self):
            await self.emit(Picture(video=1))

        @event
        async def finish(self):
            await self.send(Done())

    assert found(Model) == {"Picture", "Done"}


def test_names_in_inherited_methods_count():
    class Base(ReactorPipeline):
        def inference(self):
            yield Picture(video=1)

    class Model(Base):
        def extra(self):
            return Done()

    assert found(Model) == {"Picture", "Done"}


def test_names_in_nested_functions_and_comprehensions_count():
    class Model(ReactorPipeline):
        messages = (Done,)

        def inference(self):
            def make():
                return [Picture(video=item) for item in range(3)]

            yield from make()
            yield (lambda: Depth(depth=1))()

    assert found(Model) == {"Picture", "Depth", "Done"}


def test_functions_of_the_module_that_methods_call_count():
    class Model(ReactorModel):
        @event
        async def tell(self):
            await self.send(helper(self))
            recursive(self)

        async def run(self):
            await self.emit(Picture(video=1))

    assert found(Model) == {"Picture", "Progress", "Done"}


def test_functions_of_another_module_do_not_count():
    elsewhere = define("def make(): return Done()", "elsewhere", Done=Done)["make"]

    class Model(ReactorModel):
        async def run(self):
            await self.emit(Picture(video=1))
            elsewhere()
            await self.send(Progress(step=1))

    assert found(Model) == {"Picture", "Progress"}


def test_local_classes_and_closures_count():
    class Local(ModelMessage):
        pass

    def tell():
        return Local()

    class Model(ReactorModel):
        async def run(self):
            await self.emit(Picture(video=1))
            tell()

    assert found(Model) == {"Picture", "Local"}


def test_dotted_names_through_modules_and_classes_count():
    class Model(ReactorModel):
        class Inner(ModelMessage):
            pass

        async def run(self):
            await self.emit(Picture(video=1))
            await self.send(module.Progress(step=1))
            await self.send(self.Inner())

    assert found(Model) == {"Picture", "Progress", "Inner"}


def test_properties_static_methods_and_decorated_methods_count():
    def noisy(function):
        @functools.wraps(function)
        def wrapper(*args):
            return function(*args)

        return wrapper

    class Model(ReactorModel):
        @property
        def picture(self):
            return Picture(video=1)

        @staticmethod
        def depth():
            return Depth(depth=1)

        @classmethod
        def done(cls):
            return Done()

        @noisy
        def progress(self):
            return Progress(step=1)

    assert found(Model) == {"Picture", "Depth", "Done", "Progress"}


def test_return_annotations_count():
    class Model(ReactorPipeline):
        def inference(self) -> Iterator[Picture]:
            yield

        @event
        def ask(self) -> Done | None:
            pass

    class Asynchronous(ReactorPipeline):
        async def inference(self) -> AsyncIterator["Depth | Picture"]:
            yield

        @event
        async def ask(self) -> "Progress":
            pass

    assert found(Model) == {"Picture", "Done"}
    assert found(Asynchronous) == {"Depth", "Picture", "Progress"}


def test_attributes_of_the_class_decide():
    class Model(ReactorModel):
        outputs = (Depth,)
        messages = [Progress]  # noqa: RUF012 - as an author may write it

        async def run(self):
            await self.emit(Picture(video=1))
            await self.send(Done())

    assert found(Model) == {"Depth", "Progress"}


@pytest.mark.parametrize("listed", [Depth, [Depth, int], (Depth, Output)])
def test_a_class_beside_something_else_is_found_as_in_any_attribute(listed):
    async def run(self):
        await self.emit(Picture(video=1))

    model = type("Model", (ReactorModel,), {"outputs": listed, "run": run})
    shown = {output.__name__ for output in ModelContract.of(model).outputs}
    assert shown == ({"Depth"} if listed is Depth else {"Depth", "Picture"})


@pytest.mark.parametrize(
    "value",
    [(), [], (int,), (Output,), ("Depth",), 3, {}, {"a": Done}, "text", iter([])],
)
def test_an_attribute_that_holds_something_else_is_the_authors_own(value):
    async def run(self):
        await self.emit(Picture(video=1))
        await self.send(Done())

    body = {"outputs": value, "messages": value, "run": run}
    model = type("Model", (ReactorModel,), body)
    assert found(model) == {"Picture", "Done"}
    assert model.messages is value


def test_a_list_that_is_the_authors_own_is_not_read():
    def endless():
        while True:
            yield Depth

    class Model(ReactorModel):
        outputs = endless()

        async def run(self):
            await self.emit(Picture(video=1))
            await self.send(Done())

    assert found(Model) == {"Picture", "Done"}


def test_without_any_name_those_of_the_module_count():
    source = """
        class Mine(Output):
            video: Video
        class Note(ModelMessage):
            pass
        class Model(ReactorModel):
            pass
        """
    module = types.ModuleType("a_model_module")
    sys.modules[module.__name__] = module
    try:
        vars(module).update(vars(interface) | {"__name__": module.__name__})
        exec(textwrap.dedent(source), vars(module))
        assert found(module.Model) == {"Mine", "Note"}
    finally:
        del sys.modules[module.__name__]


def test_in_a_notebook_the_namespace_is_not_searched():
    cell = define(
        """
        class Mine(Output):
            video: Video
        class Model(ReactorModel):
            pass
        """
    )
    assert found(cell["Model"]) == set()


def test_a_name_that_is_not_defined_yet_is_found_later():
    cell = define(
        """
        class Model(ReactorModel):
            async def run(self):
                await self.send(Later())
        """
    )
    assert found(cell["Model"]) == set()
    exec("class Later(ModelMessage): pass", cell)
    assert found(cell["Model"]) == {"Later"}


def test_a_message_that_a_cell_defines_again_replaces_the_old_one():
    cell = define(
        """
        class Note(ModelMessage):
            pass
        class Model(ReactorModel):
            async def run(self):
                await self.send(Note())
        """
    )
    first = ModelContract.of(cell["Model"])
    exec("class Note(ModelMessage):\n    text: str = ''", cell)
    second = ModelContract.of(cell["Model"])
    assert second is not first
    assert second.messages["note"].cls is cell["Note"]


def test_a_variable_of_a_closure_that_is_not_set_yet_is_no_error():
    def make():
        class Model(ReactorModel):
            outputs = (Depth,)

            async def run(self):
                await self.emit(later)
                await self.send(Done())

        found_early = found(Model)
        later = 1
        return found_early, later

    assert make()[0] == {"Depth", "Done"}
