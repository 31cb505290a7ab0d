"""Where a model's weights lie."""

from pathlib import Path

import pytest

from reactor_runtime import get_weights_path


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, Path.home() / ".cache" / "reactor_registry"),
        ("", Path.home() / ".cache" / "reactor_registry"),
        ("/data/weights", Path("/data/weights")),
        ("~/weights", Path.home() / "weights"),
    ],
)
def test_weights_lie_where_the_environment_says(monkeypatch, given, expected):
    monkeypatch.delenv("REACTOR_WEIGHTS_PATH", raising=False)
    if given is not None:
        monkeypatch.setenv("REACTOR_WEIGHTS_PATH", given)
    assert get_weights_path() == expected
