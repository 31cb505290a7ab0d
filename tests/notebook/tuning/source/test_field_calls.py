"""Which call is an ``InputField``, and where its import goes."""

import numpy as np
import pytest

from reactor_runtime import InputField
from tests.notebook.tuning.source.splicing import body, field, refusal, spliced

IMPORTS = [
    (
        "from reactor_runtime import InputState\n",
        "from reactor_runtime import InputState, InputField\n",
        "InputField",
    ),
    (
        "from reactor_runtime import (\n    InputState,\n    event,\n)\n",
        "from reactor_runtime import (\n    InputState,\n    event,\n"
        "    InputField,\n)\n",
        "InputField",
    ),
    (
        "import numpy as np  # arrays\n\n",
        "import numpy as np  # arrays\nfrom reactor_runtime import InputField\n\n",
        "InputField",
    ),
    (
        '"""Doc."""\n',
        '"""Doc."""\nfrom reactor_runtime import InputField\n',
        "InputField",
    ),
    ("", "from reactor_runtime import InputField\n", "InputField"),
    ("from reactor_runtime import *\n", None, "InputField"),
    ("from reactor_runtime import InputField as F\n", None, "F"),
    ("import reactor_runtime as rr\n", None, "rr.InputField"),
    (
        "import reactor_runtime.interface\n",
        None,
        "reactor_runtime.interface.InputField",
    ),
]


@pytest.mark.parametrize(("head", "expected", "name"), IMPORTS)
def test_a_missing_import_goes_beside_the_others(head, expected, name):
    text = f"{head}class S:\n    x: int = 1\n"
    wishes = [field("x", {"le": 2})]
    done = spliced(text, *wishes, namespace={})
    call = f"class S:\n    x: int = {name}(1, le=2)\n"
    assert done.text == f"{head if expected is None else expected}{call}"


def test_one_import_is_enough_for_two_fields():
    text = "@deco\nclass S:\n    x: int = 1\n    y: int = 1\n"
    done = spliced(text, field("x", {"le": 2}), field("y", {"le": 2}), namespace={})
    assert done.text.startswith("from reactor_runtime import InputField\n@deco\n")
    assert done.text.count("import") == 1


def test_what_is_refused_takes_neither_the_import_nor_the_notes_along():
    text = "LO = 1\nclass S:\n    def go(self, x: int, z: int): pass\n    y: int = LO\n"
    done = spliced(
        text,
        field("x", {"le": 2}, method="go"),
        field("y", {"le": 2}),
        namespace={},
    )
    assert list(done.refused) == ["x"]
    assert done.text.startswith("from reactor_runtime import InputField\nLO = 1\n")
    line = "x: int = InputField(LO, choices=[1,  # one\n        2])"
    both = field("x", {"default": 3, "choices": (2, 1)})
    assert spliced(f"class S:\n    {line}", both).notes == []


def test_an_import_in_another_function_is_not_seen():
    text = (
        "def other():\n    from reactor_runtime import InputField as F\n"
        "def make():\n    from reactor_runtime import InputField as G\n"
        "    class S:\n        x: int = 1\n"
    )
    wish = field("x", {"le": 2}, qualname="make.<locals>.S")
    assert "x: int = G(1, le=2)" in spliced(text, wish, namespace={}).text


def test_a_name_that_means_something_else_is_refused():
    told = refusal("x: int = 1", field("x", {"le": 2}), namespace={"InputField": 3})
    assert "InputField means something else in cell [1]" in told


def test_a_call_by_another_name_is_known_by_what_it_means():
    namespace = {"F": InputField, "G": print}
    line = "x: int = F(1)"
    assert (
        body(line, field("x", {"le": 2}), namespace=namespace) == "x: int = F(1, le=2)"
    )
    assert "made elsewhere" in refusal(
        "x: int = G(1)", field("x", {"le": 2}), namespace=namespace
    )


def test_a_default_that_a_class_makes_is_a_plain_one():
    known = {"InputField": InputField, "V": complex, "np": np}
    wish = field("x", {"description": "d"})
    assert body("x: V = V(1)", wish, namespace=known) == (
        'x: V = InputField(V(1), description="d")'
    )
    number = field("x", {"default": 2.5})
    assert body("x: float = np.float32(1)", number, namespace=known) == "x: float = 2.5"


def test_a_constant_is_told_from_a_field_by_the_source_itself():
    text = "LO = 1\ndef make():\n    class S:\n        x: int = LO\n    return S\n"
    wish = field("x", {"default": 2}, qualname="make.<locals>.S")
    assert "x: int = 2" in spliced(text, wish, namespace={}).text
