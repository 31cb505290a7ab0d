"""Every number that a field allows is set and shown by its widget, exactly."""

import json
import math
import random

from hypothesis import assume, example, given, reject
from hypothesis import strategies as st

from reactor_notebook.handle.control_widgets import build_widget
from reactor_notebook.handle.number_slider import NumberSlider
from reactor_notebook.handle.value_box import SliderBox, ValueBox
from reactor_runtime.contract import ModelContract
from reactor_runtime.fields.limits import integer_ends
from reactor_runtime.interface import InputField, InputState, ReactorModel
from tests.notebook.conftest import until
from tests.notebook.shells import MODELS

EXACT = 2**53 - 1

floats = st.floats(allow_nan=False, allow_infinity=False)
usual = st.decimals(-1000, 1000, places=3).map(float)
integers = st.integers(-EXACT, EXACT) | st.integers(-1000, 1000)


@st.composite
def fields(draw):
    """A type, its limits, and the numbers that must be in reach."""
    kind = draw(st.sampled_from([int, float]))
    numbers = floats | usual if kind is float else integers | floats | usual
    low, high = sorted((draw(numbers), draw(numbers)))
    assume(low < high or math.copysign(1, low) == math.copysign(1, high))
    bounds = [(low, high), (low, high), (low, None), (None, high), (None, None)]
    ge, le = draw(st.sampled_from(bounds))
    inside = st.floats(ge, le, allow_nan=False, allow_infinity=False)
    ends = [end for end in (ge, le) if end is not None]
    if kind is int:
        try:
            least, most = integer_ends(ge, le)
        except ValueError:
            reject()
        ends = [end for end in (least, most) if end is not None]
        inside = st.integers(
            -EXACT if least is None else least, EXACT if most is None else most
        )
    limits = {"ge": ge, "le": le}
    if draw(st.booleans()):
        limits["default"] = draw(inside)
        ends.append(limits["default"])
    annotation = kind | None if draw(st.booleans()) else kind
    return annotation, limits, ends, draw(inside)


def control_of(annotation, limits):
    body = {"x": InputField(**limits), "__annotations__": {"x": annotation}}
    state = type("State", (InputState,), body)
    model = type("Model", (ReactorModel,), {"__annotations__": {"state": state}})
    (control,) = ModelContract.of(model).controls()
    return control


def typed_into(built):
    """The widget in which a person reads and writes the number."""
    if isinstance(built.widget, ValueBox):
        return built.widget.part.widget
    return built.widget.box if isinstance(built.widget, NumberSlider) else built.widget


def said(built):
    value = typed_into(built).value
    return json.loads(value) if isinstance(value, str) else value


def is_same(number, other):
    return number == other and float(number).hex() == float(other).hex()


@given(fields())
@example((float, {"ge": -0.001, "le": 0.0}, [-0.001, 0.0], -0.0))
@example((float, {"ge": -1.0, "le": 0.0, "default": 0.0}, [-1.0, 0.0, 0.0], -0.0))
def test_every_number_that_is_allowed_is_shown_as_it_is(field):
    annotation, limits, ends, inside = field
    built = build_widget(control_of(annotation, limits))
    for number in (*ends, inside):
        assert built.show(number)
        assert is_same(built.read(), number)
        assert is_same(said(built), number)


@given(fields())
@example((float, {"ge": -0.0, "le": 1.0, "default": 0.0}, [-0.0, 1.0, 0.0], -0.0))
def test_every_number_that_is_allowed_can_be_typed(field):
    annotation, limits, ends, inside = field
    built = build_widget(control_of(annotation, limits))
    for number in (*ends, inside):
        box = typed_into(built)
        is_text = isinstance(box.value, str)
        box.set_state({"value": repr(number) if is_text else number})
        # By ==: a box of ipywidgets that holds one zero takes the other for no change.
        assert built.read() == number


@given(fields())
@example((float, {"ge": -0.001, "le": 0.0, "default": -0.0}, [-0.001, 0.0, -0.0], 0.0))
def test_a_slider_stops_at_both_ends_and_at_the_default(field):
    annotation, limits, ends, _ = field
    control = control_of(annotation, limits)
    built = build_widget(control)
    if isinstance(built.widget, (NumberSlider, SliderBox)):
        slider = built.widget.slider
        # By ==, since both zeros have one mark.
        for number in ends:
            slider.set_state({"value": control.marks.nearest(number)})
            assert built.read() == number
        for place, end in [(slider.min, ends[0]), (slider.max, ends[1])]:
            slider.set_state({"value": place})
            assert built.read() == end


@given(fields())
def test_a_widget_starts_at_a_number_that_is_allowed_or_says_that_there_is_none(field):
    annotation, limits, _, inside = field
    control = control_of(annotation, limits)
    built = build_widget(control)
    built.show(control.default)
    start = built.read()
    assert start == limits.get("default")
    heard = []
    built.observe(lambda: heard.append(built.read()))
    if start is None:
        assert typed_into(built).value == ""
        built.widget.value = inside
        assert heard == [inside]


def drawn_fields(count):
    """The source of *count* fields with random limits, and what each must reach."""
    draw = random.Random(20_260_101)
    lines, wanted = [], {}
    for index in range(count):
        kind = draw.choice([int, float])
        size = 10 ** draw.uniform(-6, 9)
        low, high = sorted(draw.uniform(-size, size) for _ in range(2))
        if kind is int:
            low, high = round(low), round(high) + 1
        default = draw.choice([low, high, None])
        optional = " | None" if draw.random() < 0.3 else ""
        given = "" if default is None else f"{default!r}, "
        name = f"x{index}"
        limits = f"InputField({given}ge={low!r}, le={high!r})"
        lines.append(f"    {name}: {kind.__name__}{optional} = {limits}")
        wanted[name] = (low, high, kind(low / 2 + high / 2))
    return "\n".join(lines), wanted


async def test_the_session_gets_every_number_that_a_widget_says(notebook):
    body, wanted = drawn_fields(40)
    await notebook.run(MODELS)
    await notebook.run(f"class DrawnState(InputState):\n{body}")
    await notebook.run(
        "class Drawn(Ball):\n    state: DrawnState\n    inference = None"
    )
    await notebook.run("Drawn.inference = lambda self: iter([])")
    await notebook.run("h = %reactor_load Drawn", "c1")
    handle = notebook.shell.user_ns["h"]
    for name, numbers in wanted.items():
        widget = handle.controls[name]
        for number in numbers:
            widget.value = number
        await until(lambda n=name, v=numbers[-1]: handle.state[n] == v)
        assert is_same(widget.value, numbers[-1])
