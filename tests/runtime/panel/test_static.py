"""The built front end, as every host of a panel reads it."""

from __future__ import annotations

import pytest

from reactor_runtime.panel import STATIC_FILES, read_static


@pytest.mark.parametrize("name", STATIC_FILES)
def test_every_static_file_is_built(name):
    assert "export" in read_static(name)


def test_the_loader_is_small_enough_for_every_saved_notebook():
    assert len(read_static("loader.js").encode()) < 2000


def test_the_bundle_carries_its_style():
    assert ":host" in read_static("panel.js")


def test_the_bundle_names_no_machine():
    assert "/home/" not in read_static("panel.js")
    assert "sourceMappingURL" not in read_static("panel.js")


def test_another_file_is_refused_by_name():
    with pytest.raises(ValueError, match=r"No static file '\.\./secret'"):
        read_static("../secret")
