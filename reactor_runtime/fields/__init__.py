"""``InputField``, and the validators that annotations stand for."""

from __future__ import annotations

from reactor_runtime.fields.arguments import Argument, declare_argument
from reactor_runtime.fields.info import UNSET, FieldInfo, InputField
from reactor_runtime.fields.json_values import NotJsonError, json_equal, to_json
from reactor_runtime.fields.value_types import InvalidValueError, ValueType

__all__ = [
    "UNSET",
    "Argument",
    "FieldInfo",
    "InputField",
    "InvalidValueError",
    "NotJsonError",
    "ValueType",
    "declare_argument",
    "json_equal",
    "to_json",
]
