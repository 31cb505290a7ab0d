"""Events and hooks, checked when the class is created."""

import functools
import textwrap
from dataclasses import dataclass
from typing import Any

import pytest

from reactor_runtime import interface
from reactor_runtime.interface import (
    ClientInfo,
    InputField,
    ModelMessage,
    ReactorModel,
    connected,
    event,
    file_uploaded,
    session_ended,
    session_started,
)
from reactor_runtime.interface.declarations import events_of, hooks_of


def only_event(cls):
    (found,) = events_of(cls).values()
    return found


def test_the_signature_is_the_schema():
    class Model(ReactorModel):
        @event(name="paint", description="Paint a spot", dedupe=True)
        async def do_paint(
            self,
            x: float,
            y: float = 0.5,
            *,
            colour: str = InputField(default="red", choices=["red", "blue"]),
        ):
            pass

    found = only_event(Model)
    assert (found.name, found.method) == ("paint", "do_paint")
    assert (found.description, found.dedupe) == ("Paint a spot", True)
    assert [item.name for item in found.arguments] == ["x", "y", "colour"]
    assert [item.required for item in found.arguments] == [True, False, False]


def test_without_a_name_an_event_is_called_like_its_method():
    class Model(ReactorModel):
        @event
        def reset(self):
            """Start over.

            Everything is forgotten.
            """

        @event()
        def clear(self):
            pass

    assert [found.name for found in events_of(Model).values()] == ["reset", "clear"]
    assert events_of(Model)["reset"].description == "Start over."


def test_a_parameter_named_client_is_injected():
    class Model(ReactorModel):
        @event
        def greet(self, client: ClientInfo, name: str):
            pass

    found = only_event(Model)
    assert found.takes_client
    assert [item.name for item in found.arguments] == ["name"]


def test_a_parameter_without_a_type_takes_the_type_of_its_default():
    class Model(ReactorModel):
        @event
        def paint(
            self, size=3, speed: float = InputField(1.0), colour="red", extra=None
        ):
            pass

    types = [item.schema().get("type") for item in only_event(Model).arguments]
    assert types == ["integer", "number", "string", None]


def test_postponed_annotations_see_local_names():
    source = """
        from __future__ import annotations
        from enum import Enum
        def make():
            class Mode(Enum):
                FAST = "fast"
            class Done(ModelMessage):
                mode: Mode
            class Model(ReactorModel):
                @event
                def set_mode(self, mode: Mode = Mode.FAST) -> Done | None: ...
            return Model
        """
    namespace = {**vars(interface), "__name__": __name__}
    exec(compile(textwrap.dedent(source), "<c>", "exec", dont_inherit=True), namespace)
    found = only_event(namespace["make"]())
    assert found.arguments[0].default.value == "fast"
    assert [answer.__name__ for answer in found.answers] == ["Done"]


def test_an_annotation_that_cannot_be_resolved_is_named():
    with pytest.raises(TypeError, match=r"Model\.paint\.size.*'Sizze'"):

        class Model(ReactorModel):
            @event
            def paint(self, size: "Sizze"):  # noqa: F821
                pass


def test_a_wrapped_method_keeps_its_signature():
    def noisy(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return function(*args, **kwargs)

        return wrapper

    class Model(ReactorModel):
        @event
        @noisy
        def paint(self, size: int):
            pass

        @noisy
        @event
        def wipe(self, size: int):
            pass

    assert [len(found.arguments) for found in events_of(Model).values()] == [1, 1]


@pytest.mark.parametrize(
    ("parameters", "part"),
    [
        ("self, *sizes", r"\*sizes has no schema"),
        ("self, **sizes", r"\*\*sizes has no schema"),
        ("self, size: int, /", "positional-only"),
        ("self, size", "needs a type or a default"),
        ("self, size=InputField(ge=0)", "needs a type or a default"),
        ("self, size: bytes", "bytes is not supported"),
        ("self, size: int = 'a'", "'a' is not valid: expected an integer"),
        ("self, size: float = InputField(default=3.0, le=2.0)", r"3\.0.*<= 2\.0"),
        ("self, tags: list[int] = []", "mutable"),
        ("self, yield", "cannot yield"),
        ("", "needs self"),
    ],
)
def test_a_wrong_parameter_is_a_type_error(parameters, part):
    body = "pass"
    if "yield" in parameters:
        parameters, body = "self", "yield"
    source = f"""
        class Model(ReactorModel):
            @event(name="paint")
            def do_paint({parameters}): {body}
        """
    with pytest.raises(TypeError, match=rf"Model\.do_paint.*{part}"):
        exec(textwrap.dedent(source), {**vars(interface), "__name__": "cell"})


@pytest.mark.parametrize(
    "name",
    ["connected", "disconnected", "session_started", "session_ended", "file_uploaded"],
)
def test_an_event_with_the_name_of_a_hook_is_a_type_error(name):
    with pytest.raises(TypeError, match=f"cannot be called '{name}'"):

        class Model(ReactorModel):
            @event(name=name)
            def handler(self):
                pass


@pytest.mark.parametrize(
    "name",
    [
        *["send", "emit", "load", "run", "state", "connected", "output_buffer"],
        *["output", "input", "fps", "buffer_size", "inference", "messages", "outputs"],
    ],
)
def test_an_event_that_would_hide_an_attribute_of_the_runtime_is_a_type_error(name):
    method = event(name="go")(lambda self: None)
    with pytest.raises(TypeError, match=rf"Model\.{name} would hide '{name}'"):
        type("Model", (ReactorModel,), {name: method})


@pytest.mark.parametrize(
    "name", ["send", "emit", "connected", "output_buffer", "output"]
)
def test_a_plain_method_must_not_hide_the_runtime_either(name):
    with pytest.raises(TypeError, match=rf"Model\.{name} would hide"):
        type("Model", (ReactorModel,), {name: lambda self: None})


def test_a_hook_that_would_hide_an_attribute_of_the_runtime_is_a_type_error():
    with pytest.raises(TypeError, match=r"Model\.connected would hide"):

        class Model(ReactorModel):
            @interface.connected
            def connected(self):
                pass


def test_a_mix_in_cannot_hide_the_runtime():
    class Sender:
        def send(self):
            pass

    with pytest.raises(TypeError, match=r"Model\.send would hide"):

        class Model(Sender, ReactorModel):
            pass


@pytest.mark.parametrize(
    ("decorator", "parameters"),
    [
        (connected, "self, other"),
        (connected, "self, *args"),
        (connected, ""),
        (session_started, "self, client"),
        (session_ended, "self, client"),
        (file_uploaded, "self"),
        (file_uploaded, "self, file"),
        (file_uploaded, "self, uploaded_file, other"),
    ],
)
def test_a_hook_with_wrong_parameters_is_a_type_error(decorator, parameters):
    namespace: dict[str, Any] = {}
    exec(f"def hook({parameters}): pass", namespace)
    with pytest.raises(TypeError, match=r"Model\.hook"):
        type("Model", (ReactorModel,), {"hook": decorator(namespace["hook"])})


def test_a_file_hook_may_take_the_client():
    class Model(ReactorModel):
        @file_uploaded
        def on_file(self, uploaded_file, client):
            pass

    assert hooks_of(Model)["file_uploaded"].takes_client


@pytest.mark.parametrize("wrong", [3, staticmethod(len), property(len), int])
def test_a_decorator_on_something_else_is_a_type_error(wrong):
    with pytest.raises(TypeError, match="belongs on a plain method"):
        connected(wrong)


def test_an_event_name_given_by_position_is_explained():
    with pytest.raises(TypeError, match=r"@event\(name='go'\)"):
        event("go")


def test_several_answers_are_all_found():
    @dataclass
    class Yes(ModelMessage):
        pass

    class No(ModelMessage):
        pass

    class Model(ReactorModel):
        @event
        def ask(self) -> Yes | No:
            return Yes()

    assert only_event(Model).answers == (Yes, No)


@pytest.mark.parametrize("name", [3, "", b"go"])
def test_the_name_of_an_event_is_text(name):
    with pytest.raises(TypeError, match=r"Model\.go: the name of an event is text"):

        class Model(ReactorModel):
            @event(name=name)
            def go(self): ...


def test_an_answer_that_cannot_be_resolved_is_no_answer():
    class Model(ReactorModel):
        @event
        def ask(self) -> "Nothing": ...  # noqa: F821

    assert only_event(Model).answers == ()
