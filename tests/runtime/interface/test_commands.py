"""``Command``: a command as a typed value, as files of other generations use it."""

import dataclasses
from typing import ClassVar

import pytest

from reactor_runtime import Command, InputField, ReactorPipeline, event
from reactor_runtime.contract import ModelContract


class SetStyle(Command):
    strength: float = InputField(default=1.0, ge=0.0, le=2.0)
    tags: list[str] = None
    prompt: str


def test_it_is_a_frozen_dataclass_with_the_fields_defaults():
    command = SetStyle(prompt="ink")
    assert (command.strength, command.tags, command.prompt) == (1.0, None, "ink")
    assert dataclasses.is_dataclass(command)
    with pytest.raises(dataclasses.FrozenInstanceError):
        command.strength = 2.0


def test_a_field_without_a_default_is_required():
    with pytest.raises(TypeError, match="prompt"):
        SetStyle()


def test_its_name_is_the_class_s_in_snake_case_unless_it_has_one():
    class Sub(SetStyle):
        extra: int = 3

    class Named(Command):
        name: ClassVar[str] = "other"

    assert (SetStyle.name, Sub.name, Named.name) == ("set_style", "sub", "other")
    assert Sub(prompt="x").extra == 3


def test_a_bad_field_is_refused_when_the_class_is_created():
    with pytest.raises(TypeError, match=r"Bad\.level: the default 9 is not valid"):

        class Bad(Command):
            level: int = InputField(default=9, le=1)


def test_it_declares_no_command_and_can_be_an_argument():
    class Model(ReactorPipeline):
        command = SetStyle

        @event
        def style(self, style: SetStyle):
            self.taken = style

        def inference(self):
            yield None

    assert list(ModelContract.of(Model).commands) == ["style"]
