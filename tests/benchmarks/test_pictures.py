"""The pictures and the stamps by which they are told apart."""

from __future__ import annotations

import numpy as np

from benchmarks.pictures import BITS, COUNT, SQUARE, rendered, store, stored


def stamp(picture):
    return sum((int(picture[8, SQUARE * n + 8, 0]) > 127) << n for n in range(BITS))


def test_every_picture_can_be_told_by_its_stamp():
    assert [stamp(picture) for picture in rendered(160, 120)] == list(range(COUNT))


def test_a_stored_picture_is_read_only_and_the_same(tmp_path):
    path = tmp_path / "pictures.npy"
    store(160, 120, path)
    pictures = stored(path)
    assert len(pictures) == COUNT
    assert not pictures[5].flags.writeable
    assert np.array_equal(pictures[5], rendered(160, 120)[5])
