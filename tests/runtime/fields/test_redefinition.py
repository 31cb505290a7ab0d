import sys
import types
from dataclasses import dataclass
from enum import Enum, IntEnum

import pytest

from reactor_runtime.fields.annotations import value_type
from reactor_runtime.fields.redefinition import (
    current_class,
    current_member,
    equate_redefinitions,
    renew_members,
)
from reactor_runtime.fields.scope import Scope

CODE = """
from dataclasses import dataclass
from enum import Enum

class Mode(Enum):
    SLOW = {slow!r}
    FAST = "fast"

@dataclass
class Pair:
    {field}: int
"""


@pytest.fixture
def notebook():
    """A module whose classes can be defined again, as by running a cell again."""
    module = types.ModuleType("a_notebook")
    sys.modules["a_notebook"] = module

    def run(slow="slow", field="left"):
        exec(CODE.format(slow=slow, field=field), vars(module))
        return module.Mode, module.Pair

    yield run
    del sys.modules["a_notebook"]


def test_a_class_that_was_not_redefined_is_itself(notebook):
    mode, _ = notebook()

    class Local(Enum):
        A = 1

    assert current_class(mode) is mode
    assert current_class(Local) is Local
    assert current_class(int) is int
    assert current_member(Local.A) is Local.A


def test_a_member_of_before_is_found_by_its_name(notebook):
    old, _ = notebook()
    new, _ = notebook(slow="slower")
    assert current_member(old.SLOW) is new.SLOW
    assert current_class(old) is new


def test_a_member_that_is_gone_stays_what_it_was(notebook):
    old, _ = notebook()
    notebook()
    sys.modules["a_notebook"].Mode = Enum("Mode", {"FAST": "f"}, module="a_notebook")
    assert current_member(old.SLOW) is old.SLOW


def test_a_name_that_means_something_else_is_not_followed(notebook):
    old, _ = notebook()
    sys.modules["a_notebook"].Mode = 5
    assert current_class(old) is old


def test_equated_members_are_found_in_tables_of_either_kind(notebook):
    old, _ = notebook()
    equate_redefinitions(old)
    new, _ = notebook()
    assert {new.SLOW: 1}[old.SLOW] == 1
    assert {old.SLOW: 1}[new.SLOW] == 1
    assert old.SLOW != new.FAST
    assert old.SLOW == old.SLOW
    assert old.SLOW != old.FAST
    assert old.SLOW != "slow"


def test_an_enum_with_its_own_equality_is_left_alone():
    class Number(IntEnum):
        ONE = 1

    before = Number.__eq__
    equate_redefinitions(Number)
    assert Number.__eq__ is before


def test_the_members_that_an_object_holds_are_renewed(notebook):
    old, _ = notebook()

    @dataclass(slots=True)
    class Slotted:
        mode: object
        other: int = 1

    plain = types.SimpleNamespace(mode=old.SLOW, other=[old.SLOW])
    slotted = Slotted(old.FAST)
    new, _ = notebook()
    renew_members(plain)
    renew_members(slotted)
    assert plain.mode is new.SLOW
    assert slotted.mode is new.FAST


def test_values_reach_a_handler_as_the_classes_are_now(notebook):
    old, old_pair = notebook()
    scope = Scope((vars(sys.modules["a_notebook"]),))
    mode, pair = value_type(old, scope), value_type(old_pair, scope)
    new, new_pair = notebook()
    assert mode.parse("slow") is new.SLOW
    assert type(pair.parse({"left": 1})) is new_pair
    notebook(field="right")
    assert type(pair.parse({"left": 1})) is old_pair


def test_a_redefined_dataclass_may_raise_whatever_it_likes(notebook):
    _, old_pair = notebook()
    pair = value_type(old_pair, Scope((vars(sys.modules["a_notebook"]),)))

    @dataclass
    class Pair:
        left: int

        def __post_init__(self):
            raise SystemExit

    Pair.__module__, Pair.__qualname__ = old_pair.__module__, old_pair.__qualname__
    sys.modules["a_notebook"].Pair = Pair
    assert type(pair.parse({"left": 1})) is old_pair
