"""The value that a parameter admits and that is nearest to another one."""

import pytest

from reactor_runtime.fields import InputField, declare_argument
from reactor_runtime.fields.nearest import nearest
from reactor_runtime.fields.scope import Scope


def argument(kind, **settings):
    return declare_argument("Owner", "x", kind, InputField(**settings), Scope(()))


@pytest.mark.parametrize(
    ("declared", "value", "expected"),
    [
        (argument(float, default=1.0, ge=0.0, le=2.0), 1.5, 1.5),
        (argument(float, default=1.0, ge=0.0, le=2.0), 9, 2.0),
        (argument(float, default=1.0, ge=0.0, le=2.0), -9, 0.0),
        (argument(float, ge=0.5), 0, 0.5),
        (argument(int, default=2, ge=0.5, le=3.5), 9, 3),
        (argument(int, default=2), 2.4, 2),
        (argument(float, default=1.0, choices=[0.0, 1.0, 4.0]), 3.0, 4.0),
        (argument(str, default="ab", max_length=3), "abcdef", "abc"),
        (argument(str, default="ab", min_length=2), "a", "ab"),
        (argument(list[int], default=(), max_length=1), [1, 2], [1]),
        (argument(str, default="b", choices=["a", "b"]), "z", "b"),
        (argument(str, choices=["a", "b"]), "z", "a"),
        (argument(bool, default=True), 3, True),
        (argument(str, min_length=2), "a", "a"),
        (argument(bool, choices=[True]), 0, True),
    ],
)
def test_the_nearest_value_that_is_admitted(declared, value, expected):
    found = nearest(declared, value)
    assert found == expected
    assert type(found) is type(expected)
