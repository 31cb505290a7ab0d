"""What a ModelMessage may declare."""

from dataclasses import dataclass, field

import pytest

from reactor_runtime.interface import MessageField, ModelMessage
from reactor_runtime.interface.messages import message_infos, snake_case, wire_type


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CurrentPrompt", "current_prompt"),
        ("HTTPStatus", "http_status"),
        ("Step2Done", "step2_done"),
        ("Progress", "progress"),
        ("A", "a"),
        ("ABTest", "ab_test"),
        ("MyHTTP", "my_http"),
        ("already_snake", "already_snake"),
        ("Frame2D", "frame2_d"),
    ],
)
def test_the_type_is_the_class_name_in_snake_case(name, expected):
    assert snake_case(name) == expected


@pytest.mark.parametrize(
    "decorate",
    [
        lambda cls: cls,
        dataclass,
        dataclass(slots=True),
        dataclass(frozen=True),
        dataclass(kw_only=True),
    ],
)
def test_the_dataclass_decorator_is_optional_in_every_form(decorate):
    @decorate
    class Progress(ModelMessage):
        step: int
        total: int = MessageField(100, description="Steps in all")

    message = Progress(step=1)
    assert (message.step, message.total) == (1, 100)
    assert message == Progress(step=1)
    assert message_infos(Progress)["total"].description == "Steps in all"


def test_a_message_field_without_a_default_is_required():
    class Progress(ModelMessage):
        step: int = MessageField(description="From 1")

    with pytest.raises(TypeError, match="step"):
        Progress()
    assert Progress(3).step == 3


def test_a_message_may_inherit_fields():
    @dataclass(frozen=True)
    class Base(ModelMessage):
        step: int

    class Done(Base):
        seconds: float = 0.0

    assert Done(step=1, seconds=2.0).seconds == 2.0


def test_a_mutable_default_is_a_type_error():
    with pytest.raises(TypeError, match=r"Found\.labels.*default_factory"):

        class Found(ModelMessage):
            labels: list[str] = MessageField([])


def test_a_default_factory_is_fine():
    class Found(ModelMessage):
        labels: list[str] = field(default_factory=list)

    assert Found().labels == []


def test_a_message_without_fields_is_fine():
    class Ready(ModelMessage):
        pass

    assert Ready() == Ready()


def plain(cls):
    return cls


@pytest.mark.parametrize(
    "decorate", [plain, dataclass, dataclass(slots=True), dataclass(kw_only=True)]
)
def test_a_name_without_an_annotation_is_the_type_on_the_wire(decorate):
    @decorate
    class Progress(ModelMessage):
        name = "my_type"
        step: int

    assert wire_type(Progress) == "my_type"
    assert Progress(step=1).step == 1


def test_a_field_called_name_is_a_field():
    class Person(ModelMessage):
        name: str = "Ada"

    class Colleague(Person):
        name = "Grace"

    assert wire_type(Person) == "person"
    assert wire_type(Colleague) == "colleague"


def test_a_subclass_has_a_type_of_its_own():
    class Base(ModelMessage):
        name = "base_type"

    class Child(Base):
        pass

    assert wire_type(Child) == "child"


def test_a_name_that_is_no_text_is_the_authors_own():
    class Progress(ModelMessage):
        name = property(lambda self: "x")

    assert wire_type(Progress) == "progress"


def test_an_empty_type_is_a_type_error():
    with pytest.raises(TypeError, match=r"Progress\.name is the type of the message"):

        class Progress(ModelMessage):
            name = " "


@pytest.mark.parametrize("decorate", [plain, dataclass, dataclass(slots=True)])
def test_a_required_field_may_follow_one_with_a_default(decorate):
    @decorate
    class Progress(ModelMessage):
        first: int
        total: int = MessageField(100)
        labels: list[str] = field(default_factory=list)
        step: int
        note: str = MessageField(description="In words")

    message = Progress(1, 50, step=3, note="on")
    assert (message.first, message.total, message.step) == (1, 50, 3)
    assert (message.labels, message.note) == ([], "on")
    with pytest.raises(TypeError, match="step"):
        Progress(1, note="on")
    with pytest.raises(TypeError, match="positional"):
        Progress(1, 50, [], 3)


def test_a_required_field_may_follow_an_inherited_default():
    class Base(ModelMessage):
        total: int = 100

    @dataclass
    class Progress(Base):
        step: int

    assert Progress(step=3).total == 100
    assert Progress(50, step=3).total == 50


def test_a_field_whose_type_is_unknown_holds_anything():
    class Note(ModelMessage):
        value: "NoSuchType"  # noqa: F821

    assert Note(3).value == 3
