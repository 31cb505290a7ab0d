"""Finding the browser; needs none."""

import pytest

from tests.browser.chromium import find_chromium


def test_a_machine_without_chromium_is_told_what_to_install():
    with pytest.raises(RuntimeError, match="apt-get install chromium"):
        find_chromium(which=lambda name: None)
