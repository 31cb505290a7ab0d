"""What panels ask to be tuned, as far as a panel session knows of it."""

import pytest

from reactor_runtime.wire.panel import TuningTold

ASK = {"type": "tune", "id": "v:1", "action": "open", "name": "level"}
AT_REST = {"changed": {}, "undo": False, "redo": False}
CHANGED = {"changed": {"level": ["le"]}, "undo": True, "redo": False}


class FakeBench:
    """Answers each request with the standing that it was told to have."""

    def __init__(self):
        self.asked = []

    def watch(self, told):
        """Nobody is told by this one."""

    def answer(self, asked):
        self.asked.append(asked)
        return TuningTold(asked.id, asked.action, asked.name, CHANGED, [])


async def test_only_who_asked_gets_the_settings(make_session, look):
    session = make_session(tuning=FakeBench())
    viewer, link = look(session)
    _, other = look(session)
    assert link.sent[0][0]["tuning"] == AT_REST
    viewer.receive(ASK, [])
    await link.until(lambda: link.of("tuning"))
    assert link.last("tuning")["id"] == "v:1"
    assert link.last("tuning")["settings"] == []
    assert other.of("tuning") == []


async def test_every_panel_is_told_once_how_the_tuning_stands(make_session, look):
    session = make_session(tuning=FakeBench())
    links = [look(session)[1] for _ in range(2)]
    for _ in range(2):
        session.tell_tuning(CHANGED)
    for link in links:
        (told,) = link.of("tuning")
        assert (told["id"], told["standing"]) == (None, CHANGED)
    assert look(session)[1].sent[0][0]["tuning"] == CHANGED


@pytest.mark.parametrize(
    "options", [{}, {"tuning": FakeBench(), "developer": False}], ids=["none", "guest"]
)
async def test_where_nothing_can_be_tuned_the_panel_is_told(
    make_session, look, options
):
    session = make_session(**options)
    viewer, link = look(session)
    assert link.sent[0][0]["tuning"] is None
    session.tell_tuning(CHANGED)
    assert link.of("tuning") == []
    viewer.receive(ASK, [])
    assert "cannot be changed here" in link.last("tuning")["error"]


@pytest.mark.parametrize(
    "more", [{"action": "burn"}, {"name": 3}, {"settings": [1]}, {"id": None}]
)
async def test_what_is_no_such_request_is_refused(make_session, look, more):
    bench = FakeBench()
    viewer, link = look(make_session(tuning=bench))
    viewer.receive({**ASK, **more}, [])
    await link.until(lambda: link.of("error"))
    assert "tune: " in link.last("error")["text"]
    assert bench.asked == []
