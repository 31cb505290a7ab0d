"""What is exchanged in a source, and what is refused, declaration by declaration."""

from types import SimpleNamespace

import pytest

from reactor_notebook.tuning.source.source_text import SourceText
from reactor_notebook.tuning.source.splice import splice
from reactor_notebook.tuning.source.wishes import NewFieldWish
from reactor_runtime import InputField
from reactor_runtime.errors import TuningError
from reactor_runtime.fields import UNSET, FieldInfo
from tests.notebook.tuning.source.splicing import body, field, hints, refusal, spliced

HEAD = "from reactor_runtime import InputField, InputState\n"


@pytest.mark.parametrize(
    ("line", "after", "expected"),
    [
        ("x: int = 1", {"default": 2}, "x: int = 2"),
        ("x: int = 1  # why", {"le": 3}, "x: int = InputField(1, le=3)  # why"),
        ("x: int", {"default": 2}, "x: int = 2"),
        ("x: int", {"le": 2}, "x: int = InputField(le=2)"),
        ("x: int", {"le": 2, "default": 1}, "x: int = InputField(default=1, le=2)"),
        ("x: int = 1", {"default": UNSET}, "x: int"),
        ("x: int = 1", {"default": 2, "le": None}, "x: int = 2"),
        ("x: int = 1", {"le": None}, "x: int = 1"),
        ("x: T = 1, 2", {"max_length": 2}, "x: T = InputField((1, 2), max_length=2)"),
        ("x: T = 1, 2", {"default": (3,)}, "x: T = (3,)"),
        ("x: T = ( 1, 2 )", {"default": (3, 4)}, "x: T = (3, 4)"),
        ("x: int = (1)", {"default": -2}, "x: int = (-2)"),
        ("x: int = InputField()", {"default": 1}, "x: int = InputField(default=1)"),
        ("x: int = InputField(1,)", {"le": 2}, "x: int = InputField(1, le=2,)"),
        ("x: int = InputField(1, le=2)", {"le": None}, "x: int = InputField(1)"),
        ("x: int = InputField(1, le=2,)", {"le": None}, "x: int = InputField(1,)"),
        ("x: int = InputField(le=2,)", {"le": None}, "x: int = InputField()"),
        (
            "x: int = InputField(ge=0, le=2, default=1)",
            {"ge": None, "le": None},
            "x: int = InputField(default=1)",
        ),
        (
            "x: int = InputField(ge=0)",
            {"ge": None, "le": 3},
            "x: int = InputField(le=3)",
        ),
        ("x: bool = True", {"default": False}, "x: bool = False"),
        ("x: S = None", {"max_length": 2}, "x: S = InputField(None, max_length=2)"),
        (
            "x: int = InputField(\n\tdefault = 1 ,\n\n\tge = 0 ,\n\t)",
            {"ge": None, "le": 3},
            "x: int = InputField(\n\tdefault = 1 ,\n\tle=3,\n\n\t)",
        ),
        (
            "x: int = InputField(ge = 0 ,\n  le=1)",
            {"ge": None},
            "x: int = InputField(\n  le=1)",
        ),
        (
            "x: int = InputField(ge = 0 ,\n  le=1)",
            {"le": None},
            "x: int = InputField(ge = 0 ,\n  )",
        ),
        (
            "x: int = InputField(1, choices=range(3))",
            {"choices": (0, 1)},
            "x: int = InputField(1, choices=[0, 1])",
        ),
        ("x: str = 'a'", {"default": 'q"'}, "x: str = 'q\"'"),
        ('x: str = "a"', {"default": "it's"}, 'x: str = "it\'s"'),
        ("x: str = 'a'", {"default": "it's"}, 'x: str = "it\'s"'),
        ("x: str = '#a'", {"default": "#b"}, "x: str = '#b'"),
        (
            "x: str = InputField('a', description='b')",
            {"description": ""},
            "x: str = InputField('a')",
        ),
        (
            "x: str = InputField('a', choices=['a', 'b'])",
            {"choices": ("b", "c")},
            "x: str = InputField('a', choices=['b', 'c'])",
        ),
        (
            "x: str = InputField('a', choices=('a', 'b'))",
            {"choices": ("b", "a")},
            "x: str = InputField('a', choices=('b', 'a'))",
        ),
        (
            "x: str = InputField('a', choices=())",
            {"choices": ("a",)},
            "x: str = InputField('a', choices=(\"a\",))",
        ),
        (
            "x: str = InputField('a', choices=f())",
            {"choices": ("a",)},
            "x: str = InputField('a', choices=[\"a\"])",
        ),
    ],
)
def test_a_declaration_says_something_else(line, after, expected):
    assert body(line, field("x", after)) == expected


def test_a_float_stays_one():
    wish = field("x", {"default": 2, "le": 3}, is_float=True)
    assert body("x: float = 1.0", wish) == "x: float = InputField(2.0, le=3)"
    yes = field("x", {"default": True}, is_float=True)
    assert body("x: float = 1.0", yes) == "x: float = True"


def test_members_of_an_enum_are_written_as_members():
    members = (("fire", "FIRE"), ("ice", "ICE"), (3, "THREE"))
    bare = field("x", {"default": "ice"}, members=members)
    known = {"p": SimpleNamespace(P=SimpleNamespace(FIRE="fire"))}
    assert body("x: P = p.P.FIRE", bare, namespace=known) == "x: P = p.P.ICE"
    call = "x: P = InputField(P.FIRE, choices=[P.FIRE, P.ICE])"
    both = field("x", {"default": "ice", "choices": ("ice", 3)}, members=members)
    assert body(call, both) == "x: P = InputField(P.ICE, choices=[P.ICE, P.THREE])"
    plain = field("x", {"default": 3}, members=members)
    assert body("x: P = InputField('ice')", plain) == "x: P = InputField(3)"
    number = field("x", {"default": 3}, members=members)
    assert body("x: P = InputField(P.ICE)", number) == "x: P = InputField(P.THREE)"


def test_a_constant_keeps_its_value_and_the_notes_say_so():
    line = "x: int = InputField(LO, ge=LO)"
    done = spliced(f"class S:\n    {line}", field("x", {"ge": -1}))
    assert done.text.endswith("InputField(LO, ge=-1)")
    assert done.notes == ["x: ge was LO, which keeps its own value"]


def test_an_argument_goes_on_a_line_of_its_own_where_the_others_do():
    line = "x: int = InputField(\n        default=1,  # one\n        ge=0\n    )"
    assert body(line, field("x", {"le": 2})) == line.replace(
        "ge=0", "ge=0,\n        le=2"
    )
    told = line.replace("ge=0", "ge=0  # low")
    assert body(told, field("x", {"le": 2})) == told.replace("ge=0", "ge=0, le=2")
    assert body(told, field("x", {"default": UNSET})) == told.replace(
        "default=1,  ", ""
    )


def test_fields_on_one_line_and_a_class_on_one_line():
    line = "a: int = 1; x: int = 2; b: int = 3"
    assert body(line, field("x", {"default": 4})) == line.replace("= 2", "= 4")
    done = spliced("class S(InputState): x: int = 1", hints({"step": 2}))
    assert done.text == 'class S(InputState): x: int = 1; ui = {"x": {"step": 2}}'


def test_nested_classes_and_those_in_if_and_in_functions():
    text = (
        "def make():\n"
        "    class S:\n"
        "        x: int = 1\n"
        "    return S\n"
        "class Outer:\n"
        "    if True:\n"
        "        class S:\n"
        "            x: int = 1\n"
        "if True:\n"
        "    class S:\n"
        "        x: int = 1\n"
        "else:\n"
        "    class S:\n"
        "        x: int = 1\n"
    )
    lines = {"make.<locals>.S": 3, "Outer.S": 8, "S": 14}
    for qualname, changed in lines.items():
        wish = field("x", {"default": 7}, qualname=qualname, line=changed - 1)
        after = spliced(text, wish).text.split("\n")
        assert [n for n, line in enumerate(after, 1) if "7" in line] == [changed]


def test_a_handler_s_parameters():
    text = (
        "class S:\n"
        "    @event\n"
        "    def go(self, x: int=1, *, y=2, z: 'str' = InputField('a')): pass\n"
    )
    done = spliced(
        text,
        field("x", {"le": 3}, method="go"),
        field("y", {"ge": 1}, method="go"),
        field("z", {"max_length": 4}, method="go"),
    )
    assert done.refused == {}
    assert (
        "x: int=InputField(1, le=3), *, y=InputField(2, ge=1), "
        "z: 'str' = InputField('a', max_length=4)" in done.text
    )


def test_a_parameter_before_one_without_a_default_cannot_have_one():
    text = "class S:\n    def go(self, x: int, y: int): pass"
    done = spliced(text, field("x", {"ge": 1}, method="go"))
    assert done.text == text
    assert "would not be Python any more" in done.refused["x"]
    assert "def go(self, x: int, y: int = 2)" in (
        spliced(text, field("y", {"default": 2}, method="go")).text
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("x: int = InputField(1, **options)", "takes **options"),
        ("x: int = make(1)[0]()", "is made elsewhere, by 'make(1)[0]()'"),
        ("x: int = make(1)", "is made elsewhere, by 'make(1)'"),
        ("x: int = SHARED", "is made elsewhere, by 'SHARED'"),
        ("y: int = 1", "does not declare 'x'"),
        ("x: int = 1\n    x: int = 2", "is declared 2 times"),
    ],
)
def test_what_cannot_be_changed_safely_is_refused(line, reason):
    namespace = {"InputField": InputField, "SHARED": FieldInfo(1)}
    assert reason in refusal(line, field("x", {"le": 3}), namespace=namespace)


def test_a_source_that_says_something_else_than_what_was_loaded_is_refused():
    told = refusal(
        "x: int = InputField(1, le=5)", field("x", {"le": 3}, before={"le": 2})
    )
    assert "le is 2 in what was loaded, but cell [1] says 5; load it again" in told
    nothing = refusal("x: int = InputField(1)", field("x", {"le": 3}, before={"le": 2}))
    assert "says nothing" in nothing
    bare = refusal("x: int = 4", field("x", {"default": 3}, before={"default": 1}))
    assert "default is 1 in what was loaded, but cell [1] says 4" in bare
    line = "x: bytes = InputField(b'1')"
    assert "says b'1'" in refusal(
        line, field("x", {"default": 3}, before={"default": 1})
    )


def test_a_set_or_a_repeated_choice_says_what_was_loaded():
    wish = field("x", {"choices": (1, 2)}, before={"choices": (1,)})
    line = "x: int = InputField(1, choices=[1, 1])"
    assert body(line, wish) == "x: int = InputField(1, choices=[1, 1, 2])"
    assert "choices={1, 2}" in body("x: int = InputField(1, choices={1})", wish)


def test_comments_in_what_would_be_replaced_are_not_lost():
    line = "x: int = InputField(1, choices=[1,  # one\n        2])"
    assert "holds comments" in refusal(line, field("x", {"choices": (2, 1)}))
    assert "holds comments" in refusal(line, field("x", {"choices": None}))
    assert "# one" in body(line, field("x", {"choices": (2, 3)}))


def test_an_object_has_no_literal():
    told = refusal("x: D = D()", field("x", {"default": {"a": 1}}), namespace={"D": 1})
    assert "made elsewhere" in told
    call = refusal("x: D = InputField(1)", field("x", {"default": {"a": 1}}))
    assert "there is no literal for {'a': 1}" in call


def test_both_changes_are_kept_where_the_source_changed_elsewhere():
    loaded = "class S:\n    x: int = 1\n    y: int = 1\n"
    now = "# new\nclass S:\n    x: int = 1\n    y: int = 2\n"
    done = spliced(now, field("x", {"default": 5}), loaded=loaded)
    assert done.text == now.replace("x: int = 1", "x: int = 5")
    touched = spliced(now, field("y", {"default": 5}), loaded=loaded)
    assert touched.text == now
    assert "has changed in cell [1] since it was loaded" in touched.refused["y"]
    gone = spliced("z = 1", field("y", {"default": 5}), loaded=loaded)
    assert "has no class statement S" in gone.refused["y"]


def test_a_subclass_declares_a_field_anew():
    wish = NewFieldWish(
        name="x", qualname="S", line=1, annotation="float",
        said={"default": 1.0, "le": 3, "ge": None, "description": "", "choices": (1,)},
    )  # fmt: skip
    assert body("pass", wish).endswith(
        "x: float = InputField(default=1.0, le=3, choices=[1])"
    )
    assert "declares 'x' itself" in refusal("x: int = 1", wish)


def test_what_the_encoding_does_not_have_is_escaped():
    raw = "# coding: latin-1\nclass S:\n    x: str = 'é'\n".encode("latin-1")
    source = SourceText.of_file("m.py", raw)
    done = splice(source, [field("x", {"default": "€é"})])
    assert "'\\u20ac\\xe9'" in done.text
    assert source.encoded(done.text).startswith(raw[:30])


def test_a_source_that_is_no_python_is_refused():
    with pytest.raises(TuningError, match=r"cell \[1\] cannot be parsed.*line 1"):
        spliced("class S(:\n    x: int = 1", field("x", {"le": 2}))
    with pytest.raises(TuningError, match="too many nested parentheses"):
        spliced("x = " + "(" * 3000, field("x", {"le": 2}))
    with pytest.raises(TuningError, match="it is nested too deep"):
        spliced("x = " + "-" * 900 + "1", field("x", {"le": 2}))


def test_what_python_warns_of_in_a_source_is_not_told_again():
    line = "x: str = InputField('\\d', description='\\d')"
    assert body(line, field("x", {"default": "a"})) == line.replace("\\d", "a", 1)


def test_characters_beyond_ascii_move_nothing():
    line = "a: str = 'é🎈'; x: int = InputField(1, description='ü')"
    wish = field("x", {"default": 2, "le": 3})
    assert body(line, wish) == line.replace("(1,", "(2,").replace("'ü'", "'ü', le=3")
