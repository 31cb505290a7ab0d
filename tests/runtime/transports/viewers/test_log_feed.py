"""What a model prints, and advice, on their way to the panels of a session."""

import asyncio

from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.printed import PRINTED_LINES
from reactor_runtime.transports.base import Action
from tests.notebook.conftest import until


def note_printed(gateway, text, **data):
    return gateway.log.append(
        1.0, LogKind.PRINTED, text, data={"stream": "stdout", **data}
    )


def told(link):
    return [e["text"] for h in link.of("printed") for e in h["entries"]]


async def test_printed_lines_come_in_bundles(session, gateway, look):
    _, link = look(session)
    for number in range(100):
        note_printed(gateway, f"line {number}")
    await until(lambda: link.of("printed"))
    assert told(link) == [f"line {number}" for number in range(100)]
    assert len(link.of("printed")) == 1
    assert link.of("log") == []


async def test_a_model_that_prints_without_end_costs_bounded_bundles(
    session, gateway, look
):
    _, link = look(session)
    for number in range(50_000):
        note_printed(gateway, f"line {number}")
    await until(lambda: link.of("printed"))
    assert told(link) == [f"line {number}" for number in range(49_500, 50_000)]
    note_printed(gateway, "later")
    await until(lambda: "later" in told(link))


async def test_lines_printed_in_another_thread_arrive(session, gateway, look):
    _, link = look(session)
    await asyncio.to_thread(note_printed, gateway, "from a thread")
    await until(lambda: told(link) == ["from a thread"])


async def test_the_welcome_has_printed_lines_and_all_else(session, gateway, look):
    gateway.log.append(1.0, LogKind.ERROR, "the error")
    for number in range(2 * PRINTED_LINES):
        note_printed(gateway, f"line {number}")
    _, link = look(session)
    texts = [entry["text"] for entry in link.last("welcome")["log"]]
    assert texts[0] == "the error"
    assert texts[1:] == [f"line {n}" for n in range(PRINTED_LINES, 2 * PRINTED_LINES)]


async def test_a_client_that_is_no_developer_hears_nothing_of_it(
    make_session, gateway, look
):
    session = make_session(developer=False)
    _, link = look(session)
    note_printed(gateway, "a secret")
    session.advise("a secret", Action.RELOAD)
    _, later = look(session)
    _, developer = look(make_session())
    note_printed(gateway, "another secret")
    await until(lambda: told(developer))
    assert "secret" not in str([*link.sent, *later.sent])


async def test_advice_reaches_panels_that_are_there_and_that_come(session, look):
    _, link = look(session)
    assert link.last("welcome")["advice"] == {"text": "", "action": None}
    session.advise("Plasma was defined anew", Action.RELOAD)
    advice = {"text": "Plasma was defined anew", "action": "reload"}
    assert link.last("advice") == {"type": "advice", **advice}
    _, later = look(session)
    assert later.last("welcome")["advice"] == advice


async def test_an_owner_does_what_panels_ask_in_place_of_the_engine(
    make_session, gateway, look
):
    asked = []
    session = make_session(act=lambda action, count: asked.append((action, count)))
    viewer, _ = look(session)
    viewer.receive({"type": "control", "action": "reload"}, [])
    assert asked == [("reload", 1)]
    assert gateway.actions == []
