"""What tests of every kind share."""

import gc

import pytest
from hypothesis import settings

# How long an example takes says more about a machine's neighbours than about code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="module")
def small_heap():
    """Leave what other modules made out of each collection that a test asks for."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
