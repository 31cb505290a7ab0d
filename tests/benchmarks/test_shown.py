"""What the stamps that a page has read say of the pictures' ages."""

from __future__ import annotations

import pytest

from benchmarks.pictures import COUNT
from benchmarks.shown import changes, stamped_ages


def test_a_repeated_stamp_means_the_next_picture_that_has_it():
    created = {number: float(number) for number in range(3 * COUNT)}
    shown = [(number + 0.25, number % COUNT) for number in range(5, 2 * COUNT, 7)]
    assert stamped_ages(shown, created) == [0.25] * len(shown)


def test_the_first_stamp_means_the_newest_picture_made_before():
    created = {5: 1.0, 5 + COUNT: 3.0, 5 + 2 * COUNT: 9.0}
    assert stamped_ages([(3.25, 5)], created) == [0.25]


def test_a_queue_of_more_pictures_than_stamps_still_shows_in_their_age():
    created = {number: number / 1000 for number in range(2000)}
    shown = [(number / 100, number % COUNT) for number in range(500)]
    assert stamped_ages(shown, created)[-1] == pytest.approx(4.99 - 0.499)


def test_nothing_shown_has_no_age():
    assert stamped_ages([], {1: 1.0}) == []


def test_the_same_picture_read_twice_was_shown_once():
    assert changes([(0.0, 1), (0.1, 1), (0.2, 2), (0.3, 4)]) == 2
