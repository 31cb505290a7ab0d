"""Clients are told of a state field where its value is another one as JSON."""

from enum import Enum
from typing import Any

import numpy as np
import pytest

from reactor_runtime import InputState, ReactorPipeline, event
from reactor_runtime.testing import ModelDriver
from tests.runtime.engine.models import Picture, grey


class Mood(Enum):
    CALM = 0
    WILD = "wild"


class AlwaysEqual:
    def __eq__(self, other):
        return True

    __hash__ = None


class Holder(InputState):
    thing: Any = None


class Holding(ReactorPipeline):
    state: Holder
    outputs = (Picture,)

    @event
    def hold(self, index: int):
        self.state.thing = self.things[index]

    @event
    def fill(self):
        self.state.thing[0] = 7

    def inference(self):
        while True:
            yield grey(1)


def told(before, after):
    """Return what clients are told when *before* becomes *after*."""
    with ModelDriver(Holding) as driver:
        client = driver.connect()
        driver.model.things = [before, after]
        client.send("hold", index=0)
        driver.step()
        client.state.clear()
        client.send("hold", index=1)
        driver.step()
        return dict(client.state)


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (1, True, True),
        (True, 1, 1),
        (0, False, False),
        (False, 0.0, 0.0),
        (0, "", ""),
        (0, None, None),
        (None, 0, 0),
        ("1", 1, 1),
        ([1], [True], [True]),
        ({"a": 0}, {"a": False}, {"a": False}),
        (1, np.bool_("x"), True),
        (np.zeros(2), np.ones(2), [1.0, 1.0]),
        (np.zeros(2), np.zeros(3), [0.0, 0.0, 0.0]),
        (Mood.CALM, Mood.WILD, "wild"),
        (Mood.CALM, False, False),
        (AlwaysEqual(), 3, 3),
        (float("nan"), 0.0, 0.0),
    ],
)
def test_what_is_another_value_as_json_is_told(before, after, shown):
    values = told(before, after)
    assert values == {"thing": shown}
    assert type(values["thing"]) is type(shown)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (1, 1.0),
        (0.0, -0.0),
        (1, np.float32(1)),
        (float("nan"), float("nan")),
        (np.zeros(2), np.zeros(2)),
        ((1, 2), [1, 2]),
        (Mood.CALM, 0),
        (AlwaysEqual(), AlwaysEqual()),
    ],
)
def test_what_is_the_same_as_json_is_not_told(before, after):
    assert told(before, after) == {}


def test_what_is_changed_in_place_is_told():
    for thing in ([0, 1], np.zeros(2), {0: 1}):
        with ModelDriver(Holding) as driver:
            client = driver.connect()
            driver.model.things = [thing]
            client.send("hold", index=0)
            client.state.clear()
            client.send("fill")
            assert list(client.state) == ["thing"]
