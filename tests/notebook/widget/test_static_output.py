import json

import numpy as np
import pytest

from reactor_notebook.widget.static_output import (
    THUMBNAILS,
    Gallery,
    Snapshot,
    StaticOutput,
    as_last_seen,
    describe,
)
from reactor_runtime.session.status import SessionStatus

NOISE = np.random.default_rng(0).integers(0, 256, (480, 640, 3), dtype=np.uint8)


class Page:
    """What a notebook file would hold: the last bundle under each display id."""

    def __init__(self):
        self.outputs = {}
        self.updates = 0

    def publish(self, bundle, display_id, is_update):
        assert is_update == (display_id in self.outputs)
        self.outputs[display_id] = bundle
        self.updates += 1

    @property
    def size(self):
        return len(json.dumps(self.outputs))


def show(page, gallery, pixels=NOISE):
    output = StaticOutput(page.publish, gallery)
    output.open("loading M …")
    output.update(Snapshot("M · running", {"brightness": 1.0}, pixels))
    return output


def test_text_and_picture_are_two_outputs():
    page = Page()
    show(page, Gallery())
    text, picture = page.outputs.values()
    assert text == {"text/plain": "Reactor: M · running · brightness=1.0"}
    assert "image/jpeg" in picture


def test_any_number_of_loads_stays_under_100_kb():
    page, gallery = Page(), Gallery()
    for _ in range(30):
        show(page, gallery)
    assert page.size < 100_000
    pictures = [b for b in page.outputs.values() if "image/jpeg" in b]
    assert len(pictures) == 9


def test_the_newest_picture_is_the_largest():
    page, gallery = Page(), Gallery()
    show(page, gallery)
    show(page, gallery)
    first, second = (
        b["image/jpeg"] for b in page.outputs.values() if "image/jpeg" in b
    )
    assert len(first) <= 4_000 < len(second) <= 32_000


def test_an_unchanged_output_is_not_sent_again():
    page = Page()
    output = show(page, Gallery())
    updates = page.updates
    output.update(Snapshot("M · running", {"brightness": 1.0}, NOISE))
    assert page.updates == updates


def test_without_a_new_picture_the_old_one_stays():
    page = Page()
    output = show(page, Gallery())
    output.update(Snapshot("M · stopped"))
    text, picture = page.outputs.values()
    assert text == {"text/plain": "Reactor: M · stopped"}
    assert "image/jpeg" in picture


def test_long_values_are_cut():
    text = describe(Snapshot("M · running", {"prompt": "x" * 1000}))
    assert len(text) == 400
    assert text.endswith("…")


def test_an_output_that_no_gallery_has_shows_no_picture():
    gallery = Gallery()
    assert gallery.limit(StaticOutput(lambda *_: None, gallery)) == 0


def test_the_text_is_one_line_whatever_the_values_are():
    text = describe(Snapshot("M\n2 · running", {"prompt": "a\u2028b\nc\u202ed"}))
    assert text.isprintable()
    assert text == 'Reactor: M\\n2 · running · prompt="a\\u2028b\\nc\\u202ed"'


def test_a_thumbnail_keeps_no_more_pixels_than_it_needs():
    page, gallery = Page(), Gallery()
    outputs = [show(page, gallery) for _ in range(THUMBNAILS + 2)]
    newest, thumbnail, oldest = outputs[-1], outputs[-2], outputs[0]
    assert newest._pixels.shape == (480, 640, 3)
    assert thumbnail._pixels.shape == (120, 160, 3)
    assert oldest._pixels is None


@pytest.mark.parametrize("status", SessionStatus)
def test_no_text_claims_that_a_session_goes_on_whose_kernel_may_be_gone(status):
    is_over = status in (SessionStatus.FAILED, SessionStatus.STOPPED)
    assert as_last_seen(status) == (status if is_over else f"last seen {status}")
