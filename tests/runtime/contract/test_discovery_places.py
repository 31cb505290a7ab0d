"""Each way in which an output or a message is made, in each place where it may be."""

import gc
import sys
import textwrap
import weakref

import pytest

from reactor_runtime.contract import ModelContract
from reactor_runtime.contract.modules import import_file

pytestmark = pytest.mark.usefixtures("small_heap")

SHARED = """
import functools
from dataclasses import dataclass
from reactor_runtime import ModelMessage, Output, ReactorPipeline, Video


@dataclass
class Picture(Output):
    video: Video


class Progress(ModelMessage):
    step: int = 0


class Unused(Output):
    unused: Video


Made = type("Made", (Output,), {"__annotations__": {"made": Video}})
KINDS = {"picture": [Picture], "progress": (Progress,)}
draw_partly = functools.partial(Picture, video=None)


def draw():
    return Picture(video=None), Progress()


class Renderer:
    def draw(self):
        return self.finish()

    @staticmethod
    def finish():
        return draw()


RENDERER = Renderer()


class Base(ReactorPipeline):
    def show(self):
        return Picture(video=None), Progress()


def logged(method):
    @functools.wraps(method)
    def wrapper(self):
        return method(self)

    return wrapper


def unlabelled(method):
    return lambda self: method(self)
"""

BOTH = {"Picture", "Progress"}
# What the model's module imports of it, the body of its class, and what is found.
WAYS = {
    "an attribute": ("Picture, Progress", "shown = Picture\n    said = Progress", BOTH),
    "a list": ("Picture, Progress", "kinds = [Picture, Progress]", BOTH),
    "a dictionary": ("Picture, Progress", "k = {'a': Picture, 2: [Progress]}", BOTH),
    "annotations": ("Picture, Progress", "shown: Picture\n    said: Progress", BOTH),
    "optional annotations": (
        "Picture, Progress",
        "shown: Picture | None = None\n    said: list[Progress]",
        BOTH,
    ),
    "a return annotation": (
        "Picture, Progress",
        "def show(self) -> tuple[Picture, Progress]: ...",
        BOTH,
    ),
    "the code of a method": (
        "Picture, Progress",
        "def show(self):\n        return Picture(video=None), Progress()",
        BOTH,
    ),
    "a nested function": (
        "Picture, Progress",
        "def show(self):\n"
        "        def inner():\n"
        "            return [lambda: Picture(video=None), Progress]\n"
        "        return inner()",
        BOTH,
    ),
    "a property": (
        "draw",
        "@property\n    def shown(self):\n        return draw()",
        BOTH,
    ),
    "a helper": ("draw", "def show(self):\n        return draw()", BOTH),
    "a partial": ("draw_partly", "draw = draw_partly", {"Picture"}),
    "a table of the module": (
        "KINDS",
        "def show(self):\n        return KINDS['picture'][0](video=None)",
        BOTH,
    ),
    "a renderer": (
        "Renderer",
        "def load(self, config):\n        self.renderer = Renderer()",
        BOTH,
    ),
    "the module's renderer": (
        "RENDERER",
        "def show(self):\n        return RENDERER.draw()",
        BOTH,
    ),
    "the renderer's method": ("RENDERER", "draw = RENDERER.draw", BOTH),
    "a class of the class": (
        "Picture",
        "cls = Picture\n\n    def show(self):\n        return self.cls(video=None)",
        {"Picture"},
    ),
    "a subclass made at run time": (
        "Made",
        "def show(self):\n        return Made(made=None)",
        {"Made"},
    ),
    "an inherited method": ("Base as ReactorPipeline", "pass", BOTH),
    "a decorated method": (
        "draw, logged",
        "@logged\n    def show(self):\n        return draw()",
        BOTH,
    ),
    "a method under a plain decorator": (
        "draw, unlabelled",
        "@unlabelled\n    def show(self):\n        return draw()",
        BOTH,
    ),
}

MODEL = """
from reactor_runtime import ReactorPipeline
{importing}


class Model(ReactorPipeline):
    {body}

    def inference(self):
        yield None
"""


def found(model):
    contract = ModelContract.of(model)
    outputs = {output.__name__ for output in contract.outputs}
    return outputs | {message.cls.__name__ for message in contract.messages.values()}


def source(importing, body):
    return MODEL.format(importing=importing, body=body)


def alone(folder, names, body):
    # As one file, its author's names are there without an import.
    name, _, other = names.partition(" as ")
    importing = f"{other} = {name}" if other else ""
    (folder / "model.py").write_text(SHARED + source(importing, body))
    return import_file(folder / "model.py").Model


def beside(folder, names, body):
    (folder / "shared.py").write_text(SHARED)
    (folder / "model.py").write_text(source(f"from shared import {names}", body))
    return import_file(folder / "model.py").Model


def package(folder, names, body, *, of="."):
    inside = folder / "studio"
    inside.mkdir()
    (inside / "__init__.py").touch()
    (inside / "shared.py").write_text(SHARED)
    (inside / "model.py").write_text(source(f"from {of}shared import {names}", body))
    return import_file(inside / "model.py", "studio.model").Model


def package_by_name(folder, names, body):
    return package(folder, names, body, of="studio.")


PLACES = [alone, beside, package, package_by_name]


@pytest.fixture
def folder(tmp_path):
    known, path = set(sys.modules), list(sys.path)
    yield tmp_path
    for name in set(sys.modules) - known:
        del sys.modules[name]
    sys.path[:] = path


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("way", WAYS)
def test_what_a_model_makes_is_found(folder, way, place):
    names, body, expected = WAYS[way]
    # Where no message is named, those of the model's own module count.
    named = expected if place is not alone else expected | {"Progress"}
    assert found(place(folder, names, body)) == named


@pytest.mark.parametrize("way", WAYS)
def test_nothing_stays_of_a_cell_that_was_run_ten_times(way):
    names, body, expected = WAYS[way]
    name, _, other = names.partition(" as ")
    cell = SHARED + source(f"{other} = {name}" if other else "", body)
    space, former = {"__name__": "__main__"}, []
    for _ in range(10):
        exec(cell, space)
        assert found(space["Model"]) == expected
        former.append(weakref.ref(space["Model"]))
        former.append(weakref.ref(space["Picture"]))
    gc.collect()
    assert [alive() for alive in former[:-2]] == [None] * 18
    tracks = [track.name for track in ModelContract.of(space["Model"]).tracks]
    assert len(tracks) == len(set(tracks)) <= 1


def test_a_module_that_is_used_by_its_name_is_followed(folder):
    (folder / "shared.py").write_text(SHARED)
    body = "def show(self):\n        return shared.RENDERER.draw(), shared.Made"
    (folder / "model.py").write_text(source("import shared", body))
    assert found(import_file(folder / "model.py").Model) == {*BOTH, "Made"}


def test_libraries_are_not_looked_through(folder):
    """Not the standard library, nor what is installed, unless the model is of it."""
    body = "def show(self):\n        return textwrap.dedent, np.array, pytest.fail"
    importing = "import textwrap, pytest\nimport numpy as np"
    (folder / "model.py").write_text(source(importing, body))
    model = import_file(folder / "model.py").Model
    assert found(model) == set()


def test_code_that_refers_to_itself_comes_to_an_end(folder):
    text = """
    from reactor_runtime import Output, ReactorPipeline, Video


    class Picture(Output):
        video: Video


    class Node:
        def __init__(self):
            self.next = Node

        def draw(self):
            return LOOP, other()


    def other():
        return Node().draw(), Picture


    LOOP = [Node]
    LOOP.append(LOOP)


    class Model(ReactorPipeline):
        loop = LOOP

        def inference(self):
            yield other()
    """
    (folder / "model.py").write_text(textwrap.dedent(text))
    assert found(import_file(folder / "model.py").Model) == {"Picture"}
