"""Each before of the page on porting shows the picture of its after."""

import re
import sys
import types
from pathlib import Path

import numpy as np
import pytest

from reactor_runtime.contract.target import is_model
from reactor_runtime.testing import ModelDriver

PAGE = (Path(__file__).parent.parent / "docs" / "porting.md").read_text()
SECTIONS = {
    title: dict(re.findall(r"```python (before|after)\n(.*?)```", text, re.DOTALL))
    for title, text in re.findall(r"^## (From .*?)\n(.*?)(?=^## )", PAGE, re.S | re.M)
}
REFUSED = re.findall(r"^\| `(.*?)`", PAGE.partition("## What stays refused")[2], re.M)


class Anything:
    """Stands for what another framework's classes do besides."""

    def __init__(self, *arguments, **settings):
        self.arguments, self.settings = arguments, settings


@pytest.fixture(autouse=True)
def peers(monkeypatch):
    """What the befores import, as far as they use it."""
    made = {
        "gradio": ["Interface", "Slider", "Dropdown", "Image"],
        "scope.core.pipelines.interface": ["Pipeline"],
        "cog": ["BasePredictor", "Input"],
    }
    for name, classes in made.items():
        parts = name.split(".")
        for count in range(1, len(parts) + 1):
            package = ".".join(parts[:count])
            monkeypatch.setitem(sys.modules, package, types.ModuleType(package))
        for each in classes:
            kind = type(each, (Anything,), {})
            setattr(sys.modules[name], each, kind)


def space_of(block, monkeypatch):
    module = types.ModuleType("ported")
    monkeypatch.setitem(sys.modules, "ported", module)
    exec(compile(block, "porting.md", "exec"), vars(module))
    return vars(module)


def model_of(space):
    (model,) = (v for v in space.values() if is_model(v) and v.__module__ == "ported")
    return model


def shown(model, level):
    """The picture of *model* at *level*, steered as a client does."""
    with ModelDriver(model) as driver:
        client = driver.connect()
        client.send("set_level", level=level)
        driver.step(2)
        return client.frame().pixels


def picture_before(title, space, level):
    """The picture of a before that is no model of ours, made as its framework does."""
    if "Gradio" in title:
        function, *_ = space["demo"].arguments
        return function(level, "plain")
    if "Scope" in title:
        frames = space["Fade"](config=None)(level=level)["video"]
        return (frames[-1] * 255).round().astype(np.uint8)
    if "Cog" in title:
        predictor = space["Predictor"]()
        predictor.setup()
        return predictor.predict(level=level)
    return shown(model_of(space), level)


def test_the_page_has_a_before_and_an_after_for_each_origin():
    assert len(SECTIONS) == 5
    assert all(set(blocks) == {"before", "after"} for blocks in SECTIONS.values())


@pytest.mark.parametrize("title", SECTIONS)
def test_a_before_and_its_after_show_the_same_picture(title, monkeypatch):
    level = 0.4 if "Scope" in title else 102
    before = space_of(SECTIONS[title]["before"], monkeypatch)
    expected = picture_before(title, before, level)
    after = space_of(SECTIONS[title]["after"], monkeypatch)
    assert expected.shape == (48, 64, 3)
    np.testing.assert_array_equal(shown(model_of(after), level), expected)
    assert expected.max() == 102


DECLARATIONS = {
    "level: Nowhere = 0": (
        "class Knobs(InputState):\n    level: 'Nowhere' = 0\n"
        "class M(ReactorPipeline):\n    state: Knobs\n"
        "    def inference(self):\n        yield None\n"
        "ModelContract.of(M)",
        "Nowhere",
    ),
    "main_video: int": ("class O(Output):\n    main_video: int", "Video or Audio"),
    "@event def set_level(self, *args)": (
        "class M(ReactorModel):\n    @event\n    def set_level(self, *args): ...",
        "args",
    ),
    "@event def emit(self)": (
        "class M(ReactorModel):\n    @event\n    def emit(self): ...",
        "would hide 'emit'",
    ),
    "state = MyState()": (
        "class S(InputState):\n    a: int = 0\nclass M(ReactorModel):\n    state = S()",
        "write state: S",
    ),
}


def test_each_refused_declaration_of_the_page_is_tried():
    assert list(DECLARATIONS) == REFUSED


@pytest.mark.parametrize("declaration", DECLARATIONS)
def test_what_stays_refused_says_so(declaration, monkeypatch):
    code, told = DECLARATIONS[declaration]
    names = (
        "from reactor_runtime import *\nfrom reactor_runtime.contract import *\n"
        "from reactor_runtime import event\n"
    )
    with pytest.raises(TypeError, match=told):
        space_of(names + code, monkeypatch)
