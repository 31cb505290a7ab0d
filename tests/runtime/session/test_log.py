import sys
import threading

import pytest

from reactor_runtime.session import log as session_log
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.log import LARGEST_DATA, LONGEST_TEXT, SessionLog
from reactor_runtime.weight import KIB, MIB, weigh

NUMBERS = [index / 7 for index in range(1000)]


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


def test_large_entries_drive_the_oldest_ones_out():
    log = SessionLog(most_bytes=MIB)
    for number in range(100):
        log.append(0.0, LogKind.MESSAGE_SENT, "m", data={"data": {"v": NUMBERS}})
        assert sum(entry.size for entry in log.since()) <= MIB, number
    kept = [entry.number for entry in log.since()]
    assert kept == list(range(kept[0], 101))
    assert 20 <= len(kept) <= 32


def test_an_entry_tells_about_how_many_bytes_it_takes():
    entry = SessionLog().append(0.0, LogKind.NOTE, "n", data={"v": NUMBERS})
    assert weigh(NUMBERS) <= entry.size <= weigh(NUMBERS) + KIB


def test_frames_have_a_bound_in_bytes_of_their_own():
    log = SessionLog(most_bytes=64 * KIB)
    command = log.append(0.0, LogKind.COMMAND_ACCEPTED, "set_prompt")
    for _ in range(2_000):
        log.append(0.0, LogKind.FRAME_SHOWN, "main", data={"track": "main"})
    entries = log.since()
    assert entries[0] is command
    assert sum(entry.size for entry in entries[1:]) <= 64 * KIB


def test_one_large_entry_loses_what_is_large_and_leaves_the_others():
    log = SessionLog()
    first = log.append(0.0, LogKind.NOTE, "first")
    arguments = {"mask": "m" * MIB, "points": NUMBERS * 100, "seed": 3}
    data = {"name": "set_mask", "number": 7, "arguments": arguments}
    entry = log.append(0.0, LogKind.COMMAND_ACCEPTED, "set_mask", data=data)
    assert log.since() == [first, entry]
    assert entry.size <= LARGEST_DATA + KIB
    assert (entry.data["name"], entry.data["number"]) == ("set_mask", 7)
    assert entry.data["arguments"]["seed"] == 3
    assert "characters left out" in entry.data["arguments"]["mask"]
    assert "MiB left out" in entry.data["arguments"]["points"]
    assert arguments["mask"] == "m" * MIB


def test_an_entry_of_very_many_small_facts_tells_how_large_it_was():
    facts = {str(index): index for index in range(100_000)}
    entry = SessionLog().append(0.0, LogKind.NOTE, "n", data=facts)
    assert set(entry.data) == {"left_out"}
    assert entry.data["left_out"].endswith(" MiB")


def test_a_very_long_text_loses_its_middle():
    entry = SessionLog().append(0.0, LogKind.NOTE, "a" * MIB + "b")
    assert len(entry.text) < LONGEST_TEXT + 100
    assert len(SessionLog().append(0.0, LogKind.NOTE, "\x1b" * MIB).text) < 10_000
    assert entry.text.startswith("aaa")
    assert entry.text.endswith("b")


@pytest.mark.parametrize(
    "ending", ["\n", "\r", "\r\n", "\x0b", "\f", "\x85", "\u2028", "\u2029", "\x1b[2K"]
)
def test_a_text_is_one_line_whatever_it_is_made_of(ending):
    forged = f"nothing{ending}     9      0.100 s  status             failed"
    entry = SessionLog().append(0.0, LogKind.COMMAND_REJECTED, forged)
    assert entry.text.splitlines() == [entry.text]
    assert entry.text.isprintable()
    assert entry.text.startswith("nothing\\")


def test_a_text_cannot_turn_the_rest_of_its_line_round():
    entry = SessionLog().append(0.0, LogKind.NOTE, "a\u202eb \u00a0 é 日本 👩‍🚀")
    assert entry.text == "a\\u202eb \u00a0 é 日本 👩‍🚀"


@pytest.fixture
def impatient():
    """Threads take turns as often as Python lets them."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_a_reader_that_goes_on_from_what_it_has_misses_nothing(impatient):
    for _ in range(40):
        log, seen = SessionLog(), [0]
        writer = threading.Thread(target=append_both_kinds, args=(log, 1_000))
        writer.start()
        while seen[-1] < 2_000:
            seen.extend(entry.number for entry in log.since(seen[-1]))
        writer.join()
        assert seen == list(range(2_001))


def append_both_kinds(log, count):
    for _ in range(count):
        log.append(0.0, LogKind.NOTE, "rare")
        log.append(0.0, LogKind.FRAME_SHOWN, "frequent")


def test_threads_that_append_at_once_get_numbers_of_their_own():
    log = SessionLog()

    def append():
        for _ in range(500):
            log.append(0.0, LogKind.NOTE, "n")

    threads = [threading.Thread(target=append) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [entry.number for entry in log.since()] == list(range(1, 2_001))


@pytest.mark.parametrize("raises", [False, True])
def test_a_listener_may_remove_itself(raises):
    log, calls = SessionLog(), []

    def listen(entry):
        calls.append(entry.text)
        unsubscribe()
        if raises:
            raise RuntimeError

    unsubscribe = log.subscribe(listen)
    later = []
    log.subscribe(later.append)
    log.append(0.0, LogKind.NOTE, "one")
    log.append(0.0, LogKind.NOTE, "two")
    assert calls == ["one"]
    assert [entry.text for entry in later] == ["one", "two"]


def test_a_listener_that_another_one_removes_is_not_called_any_more():
    log, calls = SessionLog(), []
    log.subscribe(lambda entry: unsubscribe())
    unsubscribe = log.subscribe(calls.append)
    log.append(0.0, LogKind.NOTE, "one")
    assert calls == []


def test_the_same_listener_twice_ends_one_at_a_time():
    log, calls = SessionLog(), []
    log.subscribe(calls.append)
    second = log.subscribe(calls.append)
    second()
    second()
    log.append(0.0, LogKind.NOTE, "one")
    assert len(calls) == 1


def test_a_listener_may_read_and_append():
    log = SessionLog()

    def listen(entry):
        if entry.kind is LogKind.ERROR:
            log.append(0.0, LogKind.NOTE, f"{len(log.since())} so far")

    log.subscribe(listen)
    log.append(0.0, LogKind.ERROR, "oh")
    assert [entry.text for entry in log.since()] == ["oh", "1 so far"]


def test_a_finaliser_that_prints_while_an_entry_is_made_is_heard(monkeypatch):
    log, make = SessionLog(), session_log.LogEntry

    def collect(*arguments):
        # Python may run a finaliser wherever it allocates.
        monkeypatch.setattr(session_log, "LogEntry", make)
        log.append(0.2, LogKind.PRINTED, "unclosed file")
        return make(*arguments)

    monkeypatch.setattr(session_log, "LogEntry", collect)
    entry = (0.1, LogKind.NOTE, "a note")
    appending = threading.Thread(target=log.append, args=entry, daemon=True)
    appending.start()
    appending.join(5)
    assert not appending.is_alive()
    assert [(e.number, e.text) for e in log.since()] == [
        (1, "a note"),
        (2, "unclosed file"),
    ]
