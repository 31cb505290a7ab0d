"""What an InputState may declare."""

import dataclasses
import gc
import textwrap
import weakref
from dataclasses import KW_ONLY, dataclass, field
from enum import Enum
from typing import Annotated, Any, ClassVar

import pytest

from reactor_runtime.interface import InputField, InputState, UploadedFile
from reactor_runtime.interface.state import public_fields


def names(cls):
    return [argument.name for argument in public_fields(cls)]


def define(source: str, **names: Any) -> dict[str, Any]:
    """Run *source* as a module, or a cell, of its own."""
    namespace = {"__name__": __name__, "InputState": InputState, **names}
    namespace |= {"InputField": InputField, "dataclass": dataclass, "field": field}
    exec(
        compile(textwrap.dedent(source), "<cell>", "exec", dont_inherit=True), namespace
    )
    return namespace


def test_public_fields_are_parameters_and_private_ones_are_not():
    class State(InputState):
        prompt: str = InputField(default="a")
        speed: float = 1.0
        _cache: Any = None

    assert names(State) == ["prompt", "speed"]
    state = State()
    assert (state.prompt, state.speed, state._cache) == ("a", 1.0, None)


def test_a_field_without_a_default_holds_none_until_set():
    @dataclass
    class State(InputState):
        seed: int = InputField(ge=0)
        prompt: str
        speed: float = 1.0
        style: str

    state = State()
    assert (state.seed, state.prompt, state.style) == (None, None, None)
    assert [argument.required for argument in public_fields(State)] == [
        True,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    "decorate",
    [
        lambda cls: cls,
        dataclass,
        dataclass(slots=True),
        dataclass(kw_only=True),
        dataclass(repr=False),
        dataclass(slots=True, kw_only=True, repr=False),
    ],
)
def test_the_dataclass_decorator_is_optional_in_every_form(decorate):
    @decorate
    class State(InputState):
        prompt: str = InputField(default="a")
        sizes: list[int] = InputField(default=(1, 2))
        _cache: dict = field(default_factory=dict)

    assert names(State) == ["prompt", "sizes"]
    first, second = State(), State()
    assert dataclasses.is_dataclass(first)
    assert (first.prompt, first.sizes, first._cache) == ("a", [1, 2], {})
    first.sizes.append(3)
    first._cache["a"] = 1
    assert (second.sizes, second._cache) == ([1, 2], {})
    assert State(prompt="b").prompt == "b"


def test_slots_leave_no_instance_dictionary():
    @dataclass(slots=True)
    class State(InputState):
        prompt: str = "a"

    with pytest.raises(AttributeError):
        State().promt = "b"


def test_a_frozen_state_is_a_type_error():
    with pytest.raises(TypeError, match="frozen"):

        @dataclass(frozen=True)
        class State(InputState):
            prompt: str = "a"


@pytest.mark.parametrize("default", [[], {}, set(), [1]])
def test_a_mutable_default_is_a_type_error(default):
    with pytest.raises(TypeError, match=r"State\.tags.*mutable"):

        class State(InputState):
            tags: list[int] = default


def test_a_default_factory_on_a_public_field_is_a_type_error():
    with pytest.raises(TypeError, match=r"State\.tags.*default_factory"):

        @dataclass
        class State(InputState):
            tags: list[int] = field(default_factory=list)


def test_a_plain_dataclass_field_keeps_its_default():
    @dataclass
    class State(InputState):
        prompt: str = field(default="a", kw_only=True)
        sizes: tuple[int, ...] = field(default=(1,), repr=False)

    assert State().prompt == "a"
    assert repr(State()).endswith("State(prompt='a')")


def test_a_bare_mutable_default_of_a_private_field_is_a_type_error():
    with pytest.raises(TypeError, match=r"State\._cache.*default_factory"):

        class State(InputState):
            _cache: dict = {}  # noqa: RUF012 - the mistake under test


def test_a_private_field_needs_a_default():
    with pytest.raises(TypeError, match=r"State\._cache.*needs a default"):

        class State(InputState):
            _cache: dict


def test_a_private_field_takes_no_input_field():
    with pytest.raises(TypeError, match=r"State\._cache.*private"):

        class State(InputState):
            _cache: str = InputField(default="")


def test_the_annotation_of_a_private_field_is_never_resolved():
    cell = define(
        """
        from __future__ import annotations
        class State(InputState):
            prompt: str = "a"
            _embedding: Nowhere.Defined[Any] = None
        """
    )
    assert cell["State"]()._embedding is None


def test_postponed_annotations_change_nothing():
    cell = define(
        """
        from __future__ import annotations
        from enum import Enum
        class Mode(Enum):
            FAST = "fast"
        @dataclass(slots=True)
        class State(InputState):
            mode: Mode = Mode.FAST
            sizes: list[int] | None = None
        """
    )
    assert names(cell["State"]) == ["mode", "sizes"]
    assert cell["State"]().mode is cell["Mode"].FAST


def test_postponed_annotations_see_the_function_that_creates_the_class():
    cell = define(
        """
        from __future__ import annotations
        from enum import Enum
        def make():
            class Mode(Enum):
                FAST = "fast"
            def inner():
                @dataclass(slots=True)
                class State(InputState):
                    mode: Mode = InputField(default="fast")
                return State
            return inner()
        """
    )
    state = cell["make"]()()
    assert state.mode.value == "fast"


def test_postponed_annotations_see_classes_nested_in_the_body():
    cell = define(
        """
        from __future__ import annotations
        from enum import Enum
        class State(InputState):
            class Mode(Enum):
                FAST = "fast"
            mode: Mode = Mode.FAST
        """
    )
    assert cell["State"]().mode.value == "fast"


def test_postponed_annotations_see_past_a_base_of_another_module():
    library = define(
        """
        class Base(InputState):
            def __init_subclass__(cls, **kwargs):
                super().__init_subclass__(**kwargs)
        """,
        __name__="a_library",
    )
    cell = define(
        """
        from __future__ import annotations
        from enum import Enum
        def make():
            class Mode(Enum):
                FAST = "fast"
            class State(Base):
                mode: Mode = Mode.FAST
            return State
        """,
        Base=library["Base"],
    )
    assert cell["make"]()().mode.value == "fast"


def test_a_cell_without_a_module_name_works():
    source = "class State(InputState):\n    prompt: 'str' = 'a'"
    namespace = {"InputState": InputState}
    exec(source, namespace)
    assert namespace["State"]().prompt == "a"


def test_an_annotation_that_cannot_be_resolved_is_named():
    with pytest.raises(TypeError, match=r"State\.mode.*'Moode' cannot be resolved"):
        define(
            """
            from __future__ import annotations
            class State(InputState):
                mode: Moode = None
            """
        )


@pytest.mark.parametrize("kind", [bytes, int | str, object, Annotated[int, "x"]])
def test_an_unsupported_annotation_is_a_type_error(kind):
    with pytest.raises(TypeError, match=r"State\.value.*not supported"):

        class State(InputState):
            value: kind = None


def test_a_default_that_breaks_its_constraint_names_class_field_value_and_bound():
    with pytest.raises(TypeError, match=r"State\.speed.*3\.0.*<= 2\.0"):

        class State(InputState):
            speed: float = InputField(default=3.0, le=2.0)


def test_a_field_without_a_type_is_a_type_error():
    with pytest.raises(TypeError, match=r"State\.prompt.*needs a type.*prompt: str"):

        class State(InputState):
            prompt = InputField(default="a")


def test_fields_are_inherited_and_may_be_declared_again():
    class Base(InputState):
        prompt: str = "a"
        speed: float = InputField(default=1.0, le=2.0)

    class State(Base):
        seed: int = 0
        speed: float = InputField(default=3.0, le=4.0)

    assert names(State) == ["prompt", "speed", "seed"]
    assert State().speed == 3.0
    assert Base().speed == 1.0


@pytest.mark.parametrize("base_decorator", [lambda cls: cls, dataclass])
@pytest.mark.parametrize(
    "decorator", [lambda cls: cls, dataclass, dataclass(slots=True)]
)
def test_decorated_and_plain_classes_may_inherit_each_other(base_decorator, decorator):
    @base_decorator
    class Base(InputState):
        prompt: str = InputField(default="a")

    @decorator
    class State(Base):
        seed: int = InputField(default=1)

    state = State(prompt="b")
    assert (state.prompt, state.seed) == ("b", 1)
    assert State().prompt == "a"


def test_a_new_default_without_a_type_is_a_type_error():
    class Base(InputState):
        speed: float = 1.0

    with pytest.raises(TypeError, match=r"State\.speed.*needs a type"):

        class State(Base):
            speed = 2.0


def test_class_variables_and_the_kw_only_marker_are_no_fields():
    @dataclass
    class State(InputState):
        limit: ClassVar[int] = 3
        _: KW_ONLY
        prompt: str = "a"

    assert names(State) == ["prompt"]
    postponed = define(
        """
        from __future__ import annotations
        import typing, dataclasses
        @dataclass
        class State(InputState):
            limit: typing.ClassVar[int] = 3
            _: dataclasses.KW_ONLY
            prompt: str = "a"
        """
    )
    assert names(postponed["State"]) == ["prompt"]


def test_a_file_field_is_an_upload_slot():
    class State(InputState):
        image: UploadedFile | None = None
        mask: UploadedFile = InputField(description="black and white")

    assert [argument.is_upload for argument in public_fields(State)] == [True, True]
    assert State().mask is None


def test_an_enum_field_holds_the_member():
    class Mode(Enum):
        FAST = "fast"

    class State(InputState):
        mode: Mode = InputField(default="fast")

    assert State().mode is Mode.FAST


def test_the_model_may_write_fields_without_validation():
    class State(InputState):
        speed: float = InputField(default=1.0, le=2.0)

    state = State()
    state.speed = 99.0
    assert state.speed == 99.0


def test_defining_a_class_again_leaves_nothing_of_the_old_one():
    def make():
        @dataclass(slots=True)
        class State(InputState):
            prompt: str = "a"
            sizes: list[int] = (1,)

        State()
        return State

    old = weakref.ref(make())
    make()
    gc.collect()
    assert old() is None


def test_a_default_with_something_mutable_inside_is_shared_with_nobody():
    class State(InputState):
        strokes: tuple[list[int], ...] = ((1, 2),)

    State().strokes[0].append(3)
    assert State().strokes == ([1, 2],)


def test_a_private_field_without_any_default_says_to_give_one():
    with pytest.raises(TypeError, match=r"S\._a: a private field needs a default"):

        class S(InputState):
            _a: list = field(repr=False)
