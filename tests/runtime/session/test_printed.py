from reactor_runtime.session.entry import LogEntry, LogKind
from reactor_runtime.session.log import SessionLog
from reactor_runtime.session.printed import LONGEST_LINE, PrintedNews, Screen


def shown(*writes):
    """What a reader sees in the end, line by line."""
    screen, lines = Screen(), {}
    for number, text in enumerate(writes, 1):
        screen.write(text)
        for line in screen.take(changes=True):
            line.number = line.number or number * 1000 + len(lines)
            lines[line.number] = line.text.rstrip()
    return [text for text in lines.values() if text]


def test_lines_end_with_a_newline():
    assert shown("one\ntwo\n", "thr", "ee\n") == ["one", "two", "three"]
    assert shown("dos\r\nlines\r\n") == ["dos", "lines"]


def test_empty_lines_are_no_lines():
    assert shown("\n\n", "one\n", "\n") == ["one"]


def test_a_carriage_return_replaces_the_line():
    assert shown("\r 10%", "\r 20%", "\r100%", "\ndone\n") == ["100%", "done"]
    assert shown("10%\r", "20%\r", "30%\r\n") == ["30%"]


def test_a_line_that_is_wiped_is_gone():
    assert shown("\r 50%", "\r     \r", "done\n") == ["done"]
    assert shown("\r 50%", "\r\x1b[K", "done\n") == ["done"]
    assert shown("wrong", "\x1b[2K\rright\n") == ["right"]


def test_bars_below_each_other_stay_two_lines():
    outer, inner = "\r outer {}", "\n\r inner {}\x1b[A"
    writes = [outer.format(0)]
    for step in range(1, 40):
        writes += [inner.format(step), outer.format(step)]
    assert shown(*writes, "\n\n") == [" outer 39", " inner 39"]


def test_colours_and_backspaces_are_taken_away():
    assert shown("\x1b[31mred\x1b[0m\n") == ["red"]
    assert shown("|\b/\b-\n") == ["-"]


def test_a_long_line_is_cut():
    assert shown("x" * 3 * LONGEST_LINE) == ["x" * LONGEST_LINE]


def test_only_ended_lines_are_taken_at_once():
    screen = Screen()
    screen.write("ended\nopen")
    assert [line.text for line in screen.take(changes=False)] == ["ended"]
    assert screen.has_news
    assert [line.text for line in screen.take(changes=True)] == ["open"]
    assert not screen.has_news


def test_what_is_far_above_is_told_before_it_is_out_of_reach():
    screen = Screen()
    screen.write("".join(f"line {n}\n" for n in range(100)))
    assert [line.text for line in screen.take(changes=False)] == [
        f"line {n}" for n in range(100)
    ]


def append(log, text, **data):
    return log.append(0.0, LogKind.PRINTED, text, data={"stream": "stdout", **data})


def test_printed_lines_push_nothing_else_out_of_the_log():
    log = SessionLog()
    log.append(0.0, LogKind.ERROR, "the error")
    for number in range(20_000):
        append(log, str(number))
    entries = log.since()
    assert entries[0].text == "the error"
    assert [entry.text for entry in entries[1:]] == [
        str(number) for number in range(19_500, 20_000)
    ]


def test_a_printed_line_takes_the_place_of_the_one_that_it_replaces():
    log = SessionLog()
    first = append(log, "10%")
    append(log, "other")
    second = append(log, "20%", replaces=first.number)
    assert [entry.text for entry in log.since()] == ["20%", "other"]
    append(log, "", replaces=second.number)
    assert [entry.text for entry in log.since()] == ["other"]
    assert log.last_number == 4


def news(*entries):
    made = PrintedNews(capacity=3)
    for number, text, replaces in entries:
        data = {"stream": "stdout", "replaces": replaces}
        made.add(LogEntry(number, 0.0, LogKind.PRINTED, text, data=data))
    return [(e.number, e.text, e.data["replaces"]) for e in made.take()]


def test_of_a_line_that_changes_a_reader_gets_the_last_state():
    assert news((5, "20%", 4), (6, "30%", 5), (7, "40%", 6)) == [(7, "40%", 4)]
    assert news((5, "20%", None), (6, "30%", 5)) == [(6, "30%", None)]


def test_a_waiting_line_that_changes_keeps_its_place():
    came = news((5, "li", None), (6, "other", None), (7, "line", 5))
    assert came == [(7, "line", None), (6, "other", None)]


def test_a_line_that_came_and_went_is_not_told():
    assert news((5, "bar", None), (6, "", 5)) == []
    assert news((6, "", 4)) == [(6, "", 4)]


def test_the_oldest_news_give_way():
    entries = [(number, "line", None) for number in range(10)]
    assert [number for number, _, _ in news(*entries)] == [7, 8, 9]
