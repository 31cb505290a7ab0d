import re

from reactor_notebook.handle.state_view import LogView
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.log import SessionLog

ROW = re.compile(r" *\d+ +\d+\.\d{3} s  \w+ ")


def test_a_row_is_one_line_whatever_a_client_called_its_command():
    log = SessionLog()
    log.append(0.1, LogKind.CLIENT_JOINED, "Client a joined")
    forged = "x\n     3      0.300 s  status             failed: everything"
    log.append(0.2, LogKind.COMMAND_REJECTED, f"{forged}: No command named {forged!r}")
    rows = repr(LogView(log.since)).splitlines()
    assert len(rows) == 2
    assert all(ROW.match(row) for row in rows)
    assert "x\\n" in rows[1]


def test_it_is_a_live_list_of_the_entries():
    log = SessionLog()
    view = LogView(log.since)
    assert repr(view) == "(empty log)"
    for index in range(40):
        log.append(float(index), LogKind.NOTE, f"n{index}")
        log.append(float(index), LogKind.FRAME_SHOWN, "main")
    assert len(view) == len(list(view)) == 80
    assert view[-1].kind is LogKind.FRAME_SHOWN
    assert repr(view).startswith("… 10 earlier")


def test_what_a_model_prints_leaves_room_for_the_rest():
    log = SessionLog()
    log.append(0.1, LogKind.NOTE, "from the model's author")
    for index in range(100):
        log.append(float(index), LogKind.PRINTED, f"step {index}")
    first, *rows = repr(LogView(log.since)).splitlines()
    assert first == "… 90 earlier"
    assert "from the model's author" in rows[0]
    assert [row.split()[-1] for row in rows[1:]] == [str(n) for n in range(90, 100)]
