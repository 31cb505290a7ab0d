import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reactor_runtime import (
    InputField,
    InputState,
    Output,
    ReactorPipeline,
    UploadedFile,
    Video,
    event,
)
from reactor_runtime.contract import ModelContract
from reactor_runtime.errors import CommandRejectedError, SessionStateError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.request import CommandRequest, judge
from reactor_runtime.session.session import Session
from reactor_runtime.session.status import LifecycleEvent, SessionStatus
from reactor_runtime.values import ClientId, UploadId, UploadReference

A, B = ClientId("a"), ClientId("b")


class Picture(Output):
    main: Video


class Knobs(InputState):
    level: float = InputField(default=1.0, ge=0.0, le=2.0)


class Model(ReactorPipeline):
    state: Knobs

    def inference(self):
        yield None

    @event(dedupe=True)
    def set_style(self, style: str = ""):
        pass

    @event
    def use(self, image: UploadedFile):
        pass

    @event
    def write(self, text: str):
        pass


def loaded():
    session = Session(ModelContract.of(Model))
    session.move(0.0, LifecycleEvent.LOAD)
    session.move(0.0, LifecycleEvent.LOADED)
    return session


def request(name="set_level", *, client=A, uploads=None, frame=None, **data):
    return CommandRequest(client, name, data, uploads or {}, frame=frame)


def submit(session, asked, *, known=True):
    return session.submit(1.0, judge(session.contract, asked), lambda upload: known)


def last(session):
    return session.log.since()[-1]


def test_accepted_commands_are_numbered_logged_and_queued():
    session = loaded()
    session.connect(0.0, A)
    admission = submit(session, request(level=0.5, frame=7))
    assert admission.command.number == session.last_command == 1
    assert admission.command.arguments == {"level": 0.5}
    assert session.accepting().queue.head() is admission.command
    entry = last(session)
    assert (entry.kind, entry.client, entry.frame) == (LogKind.COMMAND_ACCEPTED, A, 7)
    assert entry.data == {
        "name": "set_level",
        "arguments": {"level": 0.5},
        "number": 1,
    }


def test_a_refused_command_changes_nothing_but_the_log():
    session = loaded()
    session.connect(0.0, A)
    with pytest.raises(CommandRejectedError) as caught:
        submit(session, request(level=5))
    assert caught.value.field == "level"
    assert session.last_command == 0
    assert session.accepting().queue.head() is None
    entry = last(session)
    assert entry.kind is LogKind.COMMAND_REJECTED
    assert (entry.data["field"], entry.data["value"]) == ("level", 5)
    assert entry.data["code"] == "invalid_command"
    assert "2" in entry.data["constraint"]
    assert entry.text.count("set_level") == 1


def test_a_command_of_a_client_that_is_not_there_is_refused():
    session = loaded()
    session.connect(0.0, A)
    with pytest.raises(CommandRejectedError) as caught:
        submit(session, request(client=B, level=1))
    assert caught.value.code == "not_connected"


def test_the_queue_refuses_the_newest_when_1024_commands_wait():
    session = loaded()
    session.connect(0.0, A)
    for _ in range(1024):
        submit(session, request(level=1))
    with pytest.raises(CommandRejectedError) as caught:
        submit(session, request(level=1))
    assert caught.value.code == "overloaded"
    assert session.last_command == 1024
    session.accepting().queue.pop()
    assert submit(session, request(level=1)).command.number == 1025


def test_a_superseded_command_is_returned_and_logged():
    session = loaded()
    session.connect(0.0, A)
    first = submit(session, request("set_style", style="a")).command
    admission = submit(session, request("set_style", style="b"))
    assert admission.superseded is first
    entry = last(session)
    assert entry.kind is LogKind.COMMAND_SUPERSEDED
    assert entry.data == {"name": "set_style", "number": 1, "by": 2}


def test_a_command_with_an_unknown_upload_is_refused():
    session = loaded()
    session.connect(0.0, A)
    uploads = {"image": UploadReference(UploadId("nope"))}
    with pytest.raises(CommandRejectedError) as caught:
        submit(session, request("use", uploads=uploads), known=False)
    assert (caught.value.code, caught.value.field) == ("unresolved_upload", "image")
    accepted = submit(session, request("use", uploads=uploads)).command
    assert accepted.arguments["image"] is uploads["image"]


def test_nobody_can_connect_before_the_model_is_loaded():
    session = Session(ModelContract.of(Model))
    for event_ in (None, LifecycleEvent.LOAD, LifecycleEvent.LOAD_FAILED):
        if event_ is not None:
            session.move(0.0, event_)
        with pytest.raises(SessionStateError, match="cannot connect"):
            session.connect(0.0, A)


def test_a_client_connects_once():
    session = loaded()
    session.connect(0.0, A)
    with pytest.raises(SessionStateError, match="connected already"):
        session.connect(0.0, A)


def test_the_last_to_leave_takes_the_queue_along():
    session = loaded()
    session.connect(0.0, A)
    session.connect(0.0, B)
    command = submit(session, request(level=1)).command
    assert session.disconnect(1.0, A, "left") == []
    assert session.disconnect(1.0, B, "left") == [command]
    assert session.disconnect(1.0, B, "left") == []
    assert session.spans.waiting.waiting_presence().is_over
    assert session.accepting() is None


def test_a_new_client_begins_a_presence_of_its_own():
    session = loaded()
    session.connect(0.0, A)
    first = session.accepting()
    session.disconnect(1.0, A, "left")
    session.connect(2.0, A)
    assert session.accepting() is not first
    assert session.spans.waiting.waiting_presence() is first
    session.spans.retire(session.spans.waiting)
    assert session.spans.waiting.waiting_presence() is session.accepting()


def test_a_presence_that_came_and_went_unseen_is_forgotten():
    session = loaded()
    session.connect(0.0, A)
    first = session.accepting()
    unseen = []
    for _ in range(5):
        session.disconnect(1.0, A, "left")
        session.connect(2.0, A)
        unseen.append(session.accepting())
    assert [session.spans.knows(presence) for presence in unseen] == [False] * 4 + [
        True
    ]
    assert session.spans.waiting.waiting_presence() is first


def test_a_new_contract_judges_every_later_command():
    session = loaded()
    session.connect(0.0, A)
    contract = session.contract
    commands = dict(contract.commands)
    del commands["set_level"]
    session.set_contract(1.0, dataclasses.replace(contract, commands=commands))
    assert last(session).kind is LogKind.CONTRACT_CHANGED
    with pytest.raises(CommandRejectedError, match="No command named 'set_level'"):
        submit(session, request(level=1))


def test_a_contract_that_changed_since_judges_a_command_again():
    session = loaded()
    session.connect(0.0, A)
    judged = judge(session.contract, request(level=1.5))
    assert judged.refusal is None
    commands = dict(session.contract.commands)
    del commands["set_level"]
    narrow = dataclasses.replace(session.contract, commands=commands)
    session.set_contract(1.0, narrow)
    with pytest.raises(CommandRejectedError, match="No command named 'set_level'"):
        session.submit(1.0, judged, lambda upload: True)


def test_an_arrived_file_is_logged_and_queued():
    session = loaded()
    session.connect(0.0, A)
    reference = UploadReference(UploadId("u"), "a.png", "image/png", 3)
    session.arrive(1.0, A, reference)
    assert last(session).kind is LogKind.FILE_ARRIVED
    assert last(session).data["name"] == "a.png"
    assert session.accepting().queue.head().reference is reference


def test_a_status_is_announced_and_logged():
    session = loaded()
    notice = session.move(1.0, LifecycleEvent.MODEL_FAILED, "it broke", "Traceback")
    assert session.status is notice
    assert (notice.status, notice.detail) == (SessionStatus.FAILED, "it broke")
    assert last(session).text == "failed: it broke"


COMMANDS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from("ab"), st.just("set_level"), st.floats(-1, 3)),
        st.tuples(st.sampled_from("ab"), st.just("set_style"), st.text(max_size=2)),
        st.tuples(st.just("pop"), st.none(), st.none()),
    ),
    max_size=50,
)


@given(COMMANDS)
def test_commands_of_all_clients_run_in_one_order(actions):
    session, model, number = loaded(), [], 0
    for client in (A, B):
        session.connect(0.0, client)
    for client, name, value in actions:
        if name is None:
            taken = session.accepting().queue.pop()
            expected = model.pop(0) if model else None
            found = None if taken is None else (taken.number, taken.name)
            assert found == expected
            continue
        argument = name.removeprefix("set_")
        asked = request(name, client=ClientId(client), **{argument: value})
        if name == "set_level" and not 0 <= value <= 2:
            with pytest.raises(CommandRejectedError):
                submit(session, asked)
            continue
        number += 1
        if name == "set_style":
            model = [known for known in model if known[1] != name]
        model.append((number, name))
        assert submit(session, asked).command.number == number


def test_the_queue_refuses_the_newest_when_64_mib_of_commands_wait():
    session = loaded()
    session.connect(0.0, A)
    large = "x" * 2**20
    for _ in range(63):
        submit(session, request("write", text=large))
    with pytest.raises(CommandRejectedError) as caught:
        submit(session, request("write", text=large))
    assert caught.value.code == "overloaded"
    assert "63 commands (63.02 MiB) are waiting" in caught.value.message
    assert submit(session, request(level=1)).command.number == 64
    session.accepting().queue.pop()
    assert submit(session, request("write", text=large)).command.number == 65
