import pytest

from reactor_runtime.session.log import LogKind, SessionLog


def test_entries_are_numbered_and_come_out_in_order():
    log = SessionLog()
    for kind in (LogKind.STEP_STARTED, LogKind.NOTE, LogKind.STEP_ENDED):
        log.append(1.0, kind, kind)
    assert [entry.number for entry in log.since()] == [1, 2, 3]
    assert [entry.kind for entry in log.since(1)] == [LogKind.NOTE, LogKind.STEP_ENDED]
    assert log.last_number == 3


def test_a_full_log_forgets_the_oldest_and_counts_on():
    log = SessionLog(capacity=2)
    for _ in range(5):
        log.append(0.0, LogKind.NOTE, "")
    assert [entry.number for entry in log.since()] == [4, 5]


def test_steps_and_frames_never_push_a_command_out():
    log = SessionLog(capacity=3)
    log.append(0.0, LogKind.COMMAND_ACCEPTED, "set_prompt")
    for _ in range(10):
        log.append(0.0, LogKind.FRAME_SHOWN, "main")
    kinds = [entry.kind for entry in log.since()]
    assert kinds == [LogKind.COMMAND_ACCEPTED, *[LogKind.FRAME_SHOWN] * 3]


def test_a_listener_hears_each_entry_until_it_unsubscribes():
    log, heard = SessionLog(), []
    unsubscribe = log.subscribe(heard.append)
    entry = log.append(0.0, LogKind.NOTE, "one")
    unsubscribe()
    unsubscribe()
    log.append(0.0, LogKind.NOTE, "two")
    assert heard == [entry]


def test_a_listener_that_raises_is_not_called_again():
    log, calls = SessionLog(), []

    def listen(entry):
        calls.append(entry)
        raise RuntimeError

    log.subscribe(listen)
    log.append(0.0, LogKind.NOTE, "one")
    log.append(0.0, LogKind.NOTE, "two")
    assert [entry.text for entry in calls] == ["one"]


def test_a_log_needs_room_for_one_entry():
    with pytest.raises(ValueError, match="capacity must be >= 1"):
        SessionLog(0)
