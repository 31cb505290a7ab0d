import gc
import tracemalloc

import pytest

from reactor_runtime.values import NO_METADATA
from reactor_runtime.weight import KIB, MIB, in_words, trim, weigh

pytestmark = pytest.mark.usefixtures("small_heap")


@pytest.mark.parametrize(
    "make",
    [
        lambda: [index / 7 for index in range(10_000)],
        lambda: [index + 1_000_000 for index in range(10_000)],
        lambda: [f"text {index}" for index in range(10_000)],
        lambda: [[] for _ in range(10_000)],
        lambda: [{"x": index / 7, "y": None} for index in range(2_000)],
        lambda: {f"key {index}": [index / 7] for index in range(2_000)},
        lambda: "a" * 1_000_000,
        lambda: [[[index / 7, index / 3] for index in range(50)] for _ in range(50)],
    ],
)
def test_a_value_takes_about_what_it_weighs(make):
    gc.collect()
    tracemalloc.start()
    value = make()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 0.8 * taken <= weigh(value) <= 1.6 * taken


@pytest.mark.parametrize("value", [None, True, 1, 2.5, "a", [], {}, (), NO_METADATA])
def test_everything_weighs_something(value):
    assert 0 < weigh(value) < 200


def test_what_is_light_enough_is_not_touched():
    data = {"a": [1, 2]}
    assert trim(data, KIB) is data


def test_what_is_too_heavy_loses_only_what_is_heavy():
    data = {
        "name": "x",
        "rows": list(range(1000)),
        "text": "t" * 9000,
        "deep": {"n": 1},
    }
    trimmed = trim(data, 8 * KIB)
    assert trimmed["name"] == "x"
    assert trimmed["deep"] == {"n": 1}
    assert trimmed["rows"].endswith(" KiB left out]")
    assert "characters left out" in trimmed["text"]
    assert trimmed["left_out"] == in_words(weigh(data))
    assert weigh(trimmed) <= 9 * KIB


def test_what_is_nested_deeper_than_python_calls_is_weighed():
    value = []
    for _ in range(100_000):
        value = [value]
    assert weigh(value) > 100_000 * 56


def test_sizes_are_told_as_people_read_them():
    assert (in_words(1536), in_words(5 * MIB // 2)) == ("1.5 KiB", "2.5 MiB")
