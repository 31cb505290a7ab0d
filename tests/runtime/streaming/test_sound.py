"""Sound goes only as fast as it is heard."""

from reactor_runtime.streaming.sound import LATE, MOST_SECONDS, SoundWindow

BLOCK = 1 / 64


def test_all_sound_goes_to_a_page_that_reports_it():
    window = SoundWindow(is_sparse=False)
    for sequence in range(500):
        assert window.offer(sequence, BLOCK, sequence * BLOCK)
        window.acknowledge(sequence - 5)
    assert window.dropped == 0


def test_at_most_a_second_of_sound_is_on_its_way():
    window = SoundWindow(is_sparse=False)
    sent = sum(window.offer(sequence, BLOCK, 0.0) for sequence in range(500))
    assert sent == round(MOST_SECONDS / BLOCK)
    assert window.dropped == 500 - sent


def test_nothing_follows_a_block_that_is_late_until_it_has_arrived():
    window = SoundWindow(is_sparse=False)
    assert window.offer(1, BLOCK, 0.0)
    assert window.offer(2, BLOCK, LATE)
    assert not window.offer(3, BLOCK, LATE + 0.01)
    window.acknowledge(1)
    assert window.offer(4, BLOCK, LATE + 0.02)


def test_a_page_that_reports_now_and_then_is_waited_for():
    window = SoundWindow(is_sparse=True)
    for sequence in range(500):
        assert window.offer(sequence, BLOCK, sequence * BLOCK)
        if sequence % 13 == 12:
            window.acknowledge(sequence - 5)


def test_a_block_longer_than_the_window_goes_alone():
    window = SoundWindow(is_sparse=False)
    assert window.offer(1, 5.0, 0.0)
    assert not window.offer(2, 5.0, 0.1)
    window.acknowledge(1)
    assert window.offer(3, 5.0, 5.0)


def test_a_new_link_owes_nothing_for_the_former():
    window = SoundWindow(is_sparse=False)
    window.offer(1, MOST_SECONDS, 0.0)
    window.reset()
    assert window.offer(1, MOST_SECONDS, 9.0)
