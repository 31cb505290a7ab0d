"""Whatever a model puts into its state, commands are answered and steps go on."""

import sys
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from reactor_runtime import (
    InputField,
    InputState,
    ModelMessage,
    ReactorModel,
    ReactorPipeline,
    TrackPayload,
    event,
)
from reactor_runtime.errors import CommandRejectedError, ModelError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.testing import ModelDriver
from tests.runtime.engine.models import Picture, grey, texts


class Thing(InputState):
    level: int = InputField(default=10, ge=0, le=255)
    thing: Any = None


class Holding(ReactorPipeline):
    state: Thing

    @event
    def hold(self):
        self.state.thing = self.make()

    def inference(self):
        while True:
            yield Picture(main=grey(self.state.level))


class Driven(ReactorModel):
    state: Thing

    @event
    def hold(self):
        self.state.thing = self.make()

    async def run(self):
        while True:
            await self.connected.wait()
            await self.emit(Picture(main=grey(self.state.level)))


@dataclass
class Unset:
    x: int = field(init=False)
    y: int = 2


@dataclass(slots=True)
class UnsetSlot:
    x: int = field(init=False)
    y: int = 2


class Raising:
    """Raises wherever Python lets it."""

    def _fail(self, *_):
        raise RuntimeError("keep out")

    __repr__ = __str__ = __eq__ = __hash__ = __iter__ = __len__ = __bool__ = _fail
    __getattr__ = __array__ = __int__ = __index__ = __float__ = __format__ = _fail

    def __getattribute__(self, name):
        raise KeyError(name)


class Recursing:
    def __repr__(self):
        return repr(self)

    def __iter__(self):
        return iter(self)

    @property
    def __class__(self):
        return self.__class__


class Leaving:
    def __repr__(self):
        raise SystemExit(3)


class LyingDict(dict):
    def items(self):
        raise RuntimeError("keep out")

    def __iter__(self):
        raise RuntimeError("keep out")


class LyingText(str):
    __slots__ = ()

    def __str__(self):
        raise RuntimeError("keep out")

    def encode(self, *_):
        raise RuntimeError("keep out")


class LyingNumber(int):
    def __int__(self):
        raise RuntimeError("keep out")

    def __abs__(self):
        raise RuntimeError("keep out")


class LyingMember(Enum):
    ONE = 1

    @property
    def value(self):
        raise RuntimeError("keep out")


class HostileMapping(Mapping):
    def __getitem__(self, key):
        raise RuntimeError("keep out")

    def __iter__(self):
        raise RuntimeError("keep out")

    def __len__(self):
        raise RuntimeError("keep out")


def computed():
    @dataclass
    class Computed:
        x: int = 1

    found = Computed()
    Computed.x = property(Raising._fail)
    return found


def array_of_objects():
    found = np.empty(2, dtype=object)
    found[0] = Raising()
    return found


def loop_of_lists():
    loop = []
    loop.append(loop)
    return loop


def deep():
    found = []
    for _ in range(sys.getrecursionlimit() * 2):
        found = [found]
    return found


HOSTILE = {
    "an unset field": Unset,
    "an unset slot": UnsetSlot,
    "raising": Raising,
    "recursing": Recursing,
    "leaving": Leaving,
    "a list of raising": lambda: [1, Raising(), 2],
    "a dict that lies": lambda: LyingDict(a=1),
    "a text that lies": lambda: LyingText("a"),
    "a number that lies": lambda: LyingNumber(1),
    "a member that lies": lambda: LyingMember.ONE,
    "a mapping that lies": HostileMapping,
    "a computed field": computed,
    "thousands of digits": lambda: 10**5000,
    "digits in a list": lambda: [10**5000],
    "digits as a key": lambda: {10**5000: 1},
    "a raising key": lambda: {_Key(): 1},
    "itself": loop_of_lists,
    "too deep": deep,
    "no number": lambda: float("nan"),
    "half a surrogate": lambda: "\ud800",
    "bytes": lambda: b"\xff" * 100,
    "a set": lambda: {1, "a"},
    "an ordered dict": lambda: OrderedDict(a=(1, 2)),
    "an array": lambda: np.array([1.0, np.nan]),
    "a large array": lambda: np.zeros((1000, 1000)),
    "objects in an array": array_of_objects,
    "records": lambda: np.zeros(2, dtype=[("a", "i4")]),
    "a date": lambda: np.datetime64("2024-01-01"),
    "a class": lambda: Raising,
    "a million items": lambda: list(range(1_000_000)),
}


class _Key:
    def __repr__(self):
        raise RuntimeError("keep out")


@pytest.mark.parametrize("base", [Holding, Driven])
@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_value_in_the_state_costs_an_answer_or_a_step(base, make):
    model = type("Model", (base,), {"make": staticmethod(make)})
    with ModelDriver(model) as driver:
        client = driver.connect()
        driver.step()
        client.send("hold")
        client.send("set_level", level=7)
        driver.step(2)
        assert driver.status is SessionStatus.PAUSED
        assert driver.state_values()["level"] == 7
        assert client.state["level"] == 7
        assert client.frames[-1].pixels.max() == 7
        assert not texts(driver, LogKind.ERROR)


@pytest.mark.parametrize(
    ("make", "shown"),
    [
        (Unset, {"x": None, "y": 2}),
        (UnsetSlot, {"x": None, "y": 2}),
        (lambda: [1, Raising(), 2], [1, "<Raising>", 2]),
        (lambda: LyingDict(a=1), {"a": 1}),
        (lambda: LyingText("a"), "a"),
        (lambda: LyingNumber(1), 1),
        (lambda: LyingMember.ONE, 1),
        (lambda: {"a": float("inf")}, {"a": "inf"}),
        (lambda: {2: "two"}, {"2": "two"}),
        (lambda: 2**70, "1180591620717411303424"),
        (lambda: 10**5000, "an integer of about 5000 digits"),
        (lambda: np.float32(0.5), 0.5),
        (lambda: np.array([[1, 2]]), [[1, 2]]),
        (lambda: np.zeros((200, 100)), "an array of float64, shape (200, 100)"),
        (lambda: OrderedDict(a=(1, 2)), {"a": [1, 2]}),
    ],
)
def test_what_can_be_shown_of_a_value_is_shown(make, shown):
    model = type("Model", (Holding,), {"make": staticmethod(make)})
    with ModelDriver(model) as driver:
        driver.connect().send("hold")
        assert driver.state_values()["thing"] == shown


def test_the_log_says_once_what_could_not_be_shown():
    model = type("Model", (Holding,), {"make": staticmethod(Unset)})
    with ModelDriver(model) as driver:
        client = driver.connect()
        for _ in range(3):
            client.send("hold")
            driver.step()
        (note,) = texts(driver, LogKind.NOTE)
        assert note == "State field 'thing' cannot be shown as it is: .x is not set"


def test_the_log_names_one_flaw_at_one_place_once():
    odd = {"make": staticmethod(lambda: {1: "a", 2: "b", 3: Raising()})}
    with ModelDriver(type("Model", (Holding,), odd)) as driver:
        driver.connect().send("hold")
        (note,) = texts(driver, LogKind.NOTE)
        assert note.count("keys that are no text") == 1
        assert "['3'] is a Raising" in note


def test_reading_the_state_waits_for_no_lock_of_the_models():
    lock = threading.Lock()

    class Locked(Mapping):
        def __getitem__(self, key):
            with lock:
                return 1

        def __iter__(self):
            with lock:
                return iter("a")

        def __len__(self):
            with lock:
                return 1

        def __repr__(self):
            with lock:
                return "Locked"

    @dataclass
    class Guarded:
        inner: Any

        def __getattribute__(self, name):
            with lock:
                return object.__getattribute__(self, name)

    model = type("Model", (Holding,), {"make": lambda self: Guarded(Locked())})
    with ModelDriver(model) as driver:
        client = driver.connect()
        with lock:
            client.send("hold")
            driver.step()
        assert driver.state_values()["thing"] == {"inner": "<Locked>"}


def test_a_dict_that_a_thread_changes_meanwhile_is_read_all_the_same():
    shared = {str(i): i for i in range(500)}
    is_over = threading.Event()

    def change():
        count = 0
        while not is_over.is_set():
            count += 1
            shared[f"new {count % 50}"] = count
            shared.pop(f"new {(count + 25) % 50}", None)

    model = type("Model", (Holding,), {"make": lambda self: shared})
    interval = sys.getswitchinterval()
    thread = threading.Thread(target=change)
    with ModelDriver(model) as driver:
        client = driver.connect()
        thread.start()
        sys.setswitchinterval(1e-6)
        try:
            for _ in range(50):
                client.send("hold")
                driver.step()
                assert driver.state_values()["thing"]["499"] == 499
        finally:
            sys.setswitchinterval(interval)
            is_over.set()
            thread.join()
        assert not texts(driver, LogKind.NOTE)


class Stateful(Holding):
    """Its own attribute is what the runtime should read."""

    @event
    def lose(self):
        self.state = {"level": 1}

    def inference(self):
        while True:
            yield Picture(main=grey(1))


def test_a_state_that_the_model_replaced_is_shown_as_not_set():
    with ModelDriver(Stateful) as driver:
        client = driver.connect()
        client.send("lose")
        driver.step()
        assert driver.state_values() == {"level": None, "thing": None}


def test_a_model_whose_attributes_raise_is_served_to_the_end():
    class Model(Holding):
        is_closed = False

        def __getattribute__(self, name):
            if name == "state" and object.__getattribute__(self, "is_closed"):
                raise RuntimeError("keep out")
            return object.__getattribute__(self, name)

        def __setattr__(self, name, value):
            if name == "state" and self.is_closed:
                raise RuntimeError("keep out")
            object.__setattr__(self, name, value)

        @event
        def close(self):
            self.is_closed = True

        def inference(self):
            while True:
                yield Picture(main=grey(1))

    with ModelDriver(Model) as driver:
        client = driver.connect()
        client.send("close")
        driver.step()
        client.leave()
        assert driver.status is SessionStatus.READY
        assert "keep out" in driver.last_error()
        driver.connect()


@pytest.mark.parametrize(
    "make", [lambda: 10**5000, lambda: [10**5000], HostileMapping, Unset]
)
def test_a_value_that_cannot_be_printed_is_refused_in_words(make):
    with ModelDriver(Holding) as driver:
        client = driver.connect()
        with pytest.raises(CommandRejectedError, match="level"):
            client.submit("set_level", level=make())
        assert texts(driver, LogKind.COMMAND_REJECTED)
        client.send("set_level", level=5)


@pytest.mark.parametrize("make", [Unset, HostileMapping, Raising, loop_of_lists])
@pytest.mark.parametrize("way", ["send", "answer", "metadata"])
def test_what_a_message_or_metadata_cannot_carry_is_an_error_of_the_models(make, way):
    class Carried(ModelMessage):
        thing: Any = None

    class Model(ReactorPipeline):
        outputs = (Picture,)
        messages = (Carried,)
        metadata = MappingProxyType({})

        @event
        async def carry(self):
            if way == "metadata":
                self.metadata = {"thing": make()}
                return None
            if way == "send":
                await self.send(Carried(thing=make()))
            return Carried(thing=make())

        def inference(self):
            while True:
                yield Picture(main=TrackPayload(grey(1), metadata=self.metadata))

    with ModelDriver(Model) as driver:
        client = driver.connect()
        answer = client.submit("carry")
        driver.run_until(answer.done, "the answer")
        if way == "metadata":
            with pytest.raises(ModelError, match="metadata"):
                driver.step(3)
        else:
            assert answer.result().code == "internal_error"
            assert "Carried.thing" in driver.last_error()
            driver.step()
