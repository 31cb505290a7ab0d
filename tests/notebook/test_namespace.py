import types

import pytest

from reactor_notebook.namespace import find_model, model_names
from reactor_runtime import ReactorModel, ReactorPipeline
from reactor_runtime.errors import ModelNotFoundError, TargetError


class Ball(ReactorModel):
    async def run(self):
        """Do nothing."""


class Wave(ReactorPipeline):
    def inference(self):
        yield None


NAMESPACE = {"Ball": Ball, "Wave": Wave, "ReactorModel": ReactorModel, "x": 3}


def test_a_model_is_found_by_its_name():
    assert find_model("Ball", NAMESPACE) is Ball


def test_a_dotted_name_goes_through_a_module():
    module = types.ModuleType("models")
    module.Ball = Ball
    assert find_model("models.Ball", {"models": module}) is Ball
    with pytest.raises(ModelNotFoundError, match=r"models\.Ball"):
        find_model("models.Bal", {"models": module})


def test_the_runtime_s_own_classes_are_no_models():
    assert model_names(NAMESPACE) == ["Ball", "Wave"]


def test_a_misspelt_name_is_answered_with_the_right_one():
    with pytest.raises(ModelNotFoundError, match="Did you mean 'Ball'"):
        find_model("Bal", NAMESPACE)


def test_an_empty_namespace_says_to_run_the_defining_cell():
    with pytest.raises(ModelNotFoundError, match="Run the cell"):
        find_model("Ball", {})


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("x", "of type int, not a model"),
        ("ReactorModel", "base class"),
    ],
)
def test_what_is_no_model_is_named(name, says):
    with pytest.raises(TargetError, match=says):
        find_model(name, NAMESPACE)
