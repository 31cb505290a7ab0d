"""What tests of every kind share."""

import gc

import pytest


@pytest.fixture(scope="module")
def small_heap():
    """Leave what other modules made out of each collection that a test asks for."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
