"""What a class and its bases declare together, checked when the class is created."""

import functools
from typing import Any

import pytest

from reactor_runtime.interface import (
    ClientInfo,
    InputField,
    ReactorModel,
    UploadedFile,
    connected,
    disconnected,
    event,
    file_uploaded,
    session_ended,
    session_started,
)
from reactor_runtime.interface.declarations import events_of, hooks_of


def only_event(cls):
    (found,) = events_of(cls).values()
    return found


def test_two_methods_with_one_command_name_are_a_type_error():
    with pytest.raises(TypeError, match=r"first and second both claim.*'go'"):

        class Model(ReactorModel):
            @event(name="go")
            def first(self):
                pass

            @event(name="go")
            def second(self):
                pass


def test_a_subclass_cannot_claim_an_inherited_command_name():
    class Base(ReactorModel):
        @event(name="go")
        def first(self):
            pass

    with pytest.raises(TypeError, match="first and second both claim"):

        class Model(Base):
            @event(name="go")
            def second(self):
                pass


def test_an_override_without_the_decorator_keeps_name_schema_and_description():
    class Base(ReactorModel):
        @event(name="set_style", description="Change the style")
        def change(self, style: str = InputField(default="oil")):
            return "base"

    class Model(Base):
        async def change(self, style, client):
            return "model"

    found = only_event(Model)
    assert (found.name, found.description) == ("set_style", "Change the style")
    assert found.arguments == only_event(Base).arguments
    assert found.takes_client
    assert not only_event(Base).takes_client


def test_an_override_that_takes_other_parameters_needs_the_decorator():
    class Base(ReactorModel):
        @event
        def change(self, style: str):
            pass

    with pytest.raises(TypeError, match=r"Model\.change.*same parameters \(style\)"):

        class Model(Base):
            def change(self, colour):
                pass


def test_an_override_with_the_decorator_replaces_the_event():
    class Base(ReactorModel):
        @event(name="set_style")
        def change(self, style: str):
            pass

    class Model(Base):
        @event(name="set_colour")
        def change(self, colour: str):
            pass

    assert only_event(Model).name == "set_colour"


def test_events_of_a_mix_in_count():
    class Resettable:
        @event
        def reset(self):
            pass

        @connected
        def on_connect(self):
            pass

    class Model(Resettable, ReactorModel):
        pass

    assert only_event(Model).name == "reset"
    assert hooks_of(Model)["connected"].method == "on_connect"


def test_every_hook_is_found():
    class Model(ReactorModel):
        @session_started
        def a(self):
            pass

        @session_ended
        async def b(self):
            pass

        @connected
        async def c(self):
            pass

        @disconnected
        def d(self):
            pass

        @connected
        def e(self, client):
            pass

        @disconnected
        async def f(self, client: ClientInfo):
            pass

        @file_uploaded
        async def g(self, uploaded_file: UploadedFile):
            pass

    assert {slot: hook.method for slot, hook in hooks_of(Model).items()} == {
        "session_started": "a",
        "session_ended": "b",
        "connected": "c",
        "disconnected": "d",
        "client_connected": "e",
        "client_disconnected": "f",
        "file_uploaded": "g",
    }


@pytest.mark.parametrize(
    ("decorator", "parameters"),
    [
        (connected, "self"),
        (connected, "self, client"),
        (disconnected, "self"),
        (session_started, "self"),
        (session_ended, "self"),
        (file_uploaded, "self, uploaded_file"),
    ],
)
def test_two_hooks_of_a_kind_in_one_class_are_a_type_error(decorator, parameters):
    namespace: dict[str, Any] = {}
    exec(f"def first({parameters}): pass\ndef second({parameters}): pass", namespace)
    body = {name: decorator(namespace[name]) for name in ("first", "second")}
    with pytest.raises(TypeError, match="first and second are both"):
        type("Model", (ReactorModel,), body)


def test_a_subclass_replaces_the_hook_of_its_base():
    class Base(ReactorModel):
        @connected
        def on_connect(self):
            pass

        @disconnected
        def on_disconnect(self):
            pass

    class Model(Base):
        @connected
        def start(self):
            pass

    assert hooks_of(Model)["connected"].method == "start"
    assert hooks_of(Model)["disconnected"].method == "on_disconnect"


def test_a_hook_that_is_defined_again_without_the_decorator_stays_a_hook():
    class Base(ReactorModel):
        @connected
        def on_connect(self):
            pass

    class Model(Base):
        async def on_connect(self):
            pass

    assert hooks_of(Model)["connected"].method == "on_connect"


def test_one_method_may_be_several_hooks():
    class Model(ReactorModel):
        @connected
        @disconnected
        def reset(self):
            pass

    assert set(hooks_of(Model)) == {"connected", "disconnected"}


def test_an_event_under_a_decorator_that_makes_no_method_is_refused():
    with pytest.raises(TypeError, match="@event belongs on a plain method"):

        class Under(ReactorModel):
            go = event(functools.cache(lambda self: None))


@pytest.mark.parametrize("wrap", [functools.cache, staticmethod, classmethod, property])
@pytest.mark.parametrize("mark", [event, connected])
def test_a_decorator_over_an_event_or_hook_must_leave_a_method(wrap, mark):
    with pytest.raises(TypeError, match=r"Model\.go: an event or hook is a plain"):

        class Model(ReactorModel):
            go = wrap(mark(lambda self: None))


@pytest.mark.parametrize("mark", [event, connected])
def test_an_inherited_event_or_hook_cannot_be_hidden_by_a_value(mark):
    class Base(ReactorModel):
        @mark
        def go(self): ...

    with pytest.raises(TypeError, match=r"Model\.go: hides an inherited"):

        class Model(Base):
            go = None


def test_an_event_that_a_subclass_makes_a_hook_is_an_event_no_more():
    class Base(ReactorModel):
        @event
        def go(self): ...

    class Child(Base):
        @connected
        def go(self): ...

    assert events_of(Child) == {}
    assert list(hooks_of(Child)) == ["connected"]


def test_a_hook_that_a_subclass_makes_an_event_is_a_hook_no_more():
    class Base(ReactorModel):
        @connected
        def go(self): ...

    class Child(Base):
        @event
        def go(self): ...

    assert list(events_of(Child)) == ["go"]
    assert hooks_of(Child) == {}
